import type { Permission } from '@handoff/kit/access/permission';

/** Something a report looks for. */
export interface GapPoint {
  /** Stable: the same lack is the same point in every report. */
  key: string;
  /** What is missing, as a sentence. */
  missing: string;
  /** How it is filled, as a sentence. */
  mend: string;
  /** What it takes to fill it. */
  needs: Permission;
}

type Told = readonly [missing: string, mend: string, needs: Permission];

const update = 'Say it with updateModel.';
const version = 'It belongs to a version: register the next one with it.';
const propose = 'Propose it with proposeAssignment; it counts once it is accepted.';

const known = {
  purpose: ['What it is for is not told.', update, 'MODEL_EDIT'],
  description: ['It has no description.', update, 'MODEL_EDIT'],
  limitations: ['What it must not be used for, and where it is weak, is not told.', update, 'MODEL_EDIT'],
  objectives: ['What "good" means for it is not told.', update, 'MODEL_EDIT'],
  'risk-tier': ['Nobody has judged how much harm it can do.', update, 'MODEL_EDIT'],
  task: ['What kind of task it does is not told.', update, 'MODEL_EDIT'],
  team: ['It belongs to no team.', update, 'MODEL_EDIT'],
  owner: ['Nobody has accepted to own it.', propose, 'ASSIGN'],
  'data-scientist': ['No data scientist has accepted to answer for it.', propose, 'ASSIGN'],
  'ml-engineer': ['No engineer has accepted to answer for running it.', propose, 'ASSIGN'],
  risk: ['Nobody of risk and compliance has accepted to answer for it.', propose, 'ASSIGN'],
  version: ['No version is registered.', 'Register one with registerVersion.', 'VERSION_REGISTER'],
  algorithm: ['Neither algorithm nor framework is told.', version, 'VERSION_REGISTER'],
  hyperparameters: ['How it was configured for training is not told.', version, 'VERSION_REGISTER'],
  inputs: ['What it reads is not told.', version, 'VERSION_REGISTER'],
  'input-descriptions': ['Some of its inputs have no description.', version, 'VERSION_REGISTER'],
  outputs: ['What it gives back is not told.', version, 'VERSION_REGISTER'],
  'training-data': ['What it was trained on is not told.', version, 'VERSION_REGISTER'],
  'data-provenance': [
    'Of some of its data neither where it lies nor its digest is told.',
    'Say it of the data set with saveDataset.',
    'VERSION_REGISTER',
  ],
  evaluations: ['No evaluation is recorded.', version, 'VERSION_REGISTER'],
  slices: ['No evaluation of single groups is recorded.', version, 'VERSION_REGISTER'],
  assumptions: ['What it takes for granted is not told.', version, 'VERSION_REGISTER'],
  'assumptions-checked': [
    'Some of its assumptions were never checked.',
    'Check them with checkAssumption.',
    'VERSION_REGISTER',
  ],
  'assumptions-broken': [
    'Some of its assumptions do not hold.',
    'Register a version without them.',
    'VERSION_REGISTER',
  ],
  'change-note': ['What changed with this version, and why, is not told.', version, 'VERSION_REGISTER'],
  'trained-by': ['Who trained it is not told.', version, 'VERSION_REGISTER'],
  artifacts: ['No file of it is named with its digest.', version, 'VERSION_REGISTER'],
  source: ['Where it was built is not told.', version, 'VERSION_REGISTER'],
  handover: [
    'No engineer has reviewed and accepted it.',
    'Offer it with offerHandover; the engineer reviews it and accepts.',
    'VERSION_REGISTER',
  ],
  hosting: ['Where it is hosted, and why there, was not decided.', 'Decide it with decideHosting.', 'HOSTING_DECIDE'],
  requirements: ['What production requires of it is not told.', 'Save them with saveRequirement.', 'HOSTING_DECIDE'],
  monitors: ['Nothing watches it.', 'Save a monitor with saveMonitor.', 'MONITOR_EDIT'],
  validation: [
    'No independent validation is recorded.',
    'Somebody independent records one with recordValidation.',
    'CHECK_WAIVE',
  ],
  'validation-due': [
    'When the next validation is due is not told.',
    'Record it with the validation, or say it with updateModel.',
    'CHECK_WAIVE',
  ],
  'validation-overdue': [
    'Its validation is overdue.',
    'Validate it, and record that with recordValidation.',
    'CHECK_WAIVE',
  ],
} as const satisfies Record<string, Told>;

export type GapKey = keyof typeof known;

/** A point that the catalogue has a field for. */
export function pointOf(key: GapKey): GapPoint {
  const [missing, mend, needs] = known[key];
  return { key, missing, mend, needs };
}

/** What the catalogue has no field for and is told in documents, by their kind. */
const papers = {
  'instructions-for-use': 'instructions for use',
  architecture: 'description of the architecture',
  hardware: 'description of the hardware it runs on',
  'product-views': 'picture of the product it is part of, or statement that it is part of none',
  'user-interface': 'description of what its users see',
  distribution: 'description of the forms in which it is put into service',
  'human-oversight': 'description of how people oversee it',
  'planned-changes': 'list of changes that were settled in advance',
  'test-report': 'test report, dated and signed',
  security: 'description of how it is protected',
  'risk-management': 'description of the risk management system',
  standards: 'list of the standards that were applied',
  'declaration-of-conformity': 'declaration of conformity',
  'monitoring-plan': 'plan for watching it once it is in use',
  'foreseeable-misuse': 'description of outcomes nobody wants, and of what can lead to them',
} as const satisfies Record<string, string>;

export type PaperKey = keyof typeof papers;

/** A point that a document of some kind tells. */
export function paperPoint(kind: PaperKey): GapPoint {
  return {
    key: `document:${kind}`,
    missing: `There is no ${papers[kind]}.`,
    mend: `Write it with writeDocument as a document of the kind "${kind}", or name where it lies.`,
    needs: 'MODEL_EDIT',
  };
}

/** The point with this key, or null. */
export function pointByKey(key: string): GapPoint | null {
  if (Object.hasOwn(known, key)) return pointOf(key as GapKey);
  const kind = key.replace(/^document:/, '');
  return kind !== key && Object.hasOwn(papers, kind) ? paperPoint(kind as PaperKey) : null;
}
