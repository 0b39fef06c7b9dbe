import { papers } from '../part/evidence.ts';
import { changes, identity, limitations, objectives, people, provider, purpose, validation } from '../part/model.ts';
import { conversion, health, hosting, live, monitors, promotions, requirements } from '../part/operation.ts';
import { type Outline, sectionsOf } from '../part/section.ts';
import {
  algorithm,
  assumptions,
  build,
  data,
  evaluations,
  files,
  handover,
  inputs,
  origin,
  outputs,
  personal,
  slices,
} from '../part/version.ts';
import type { Draft } from '../report.ts';
import type { Subject } from '../subject.ts';
import { aboutModel, citing, onGaps } from './about.ts';

type Point = readonly [number: string, title: string, asks: string, parts: Outline['parts']];

// Annex IV of Regulation (EU) 2024/1689, points 1 to 9, in our own words.
const general: readonly Point[] = [
  [
    ...(['1(a)', 'Purpose, provider and version'] as const),
    'What it is meant for, who provides it, which version this is, and how it relates to those before.',
    [identity, purpose, provider, build],
  ],
  [
    ...(['1(b)', 'What it works together with'] as const),
    'Hardware, software and other systems that it exchanges something with and that are no part of it.',
    [hosting],
  ],
  ['1(c)', 'Software it needs', 'Versions of the software it needs, and what an update takes.', [algorithm]],
  [
    ...(['1(d)', 'Forms in which it is put into service'] as const),
    'How whoever uses it gets it: as a package, a download, a service.',
    [files, live, papers('distribution')],
  ],
  ['1(e)', 'Hardware', 'The hardware it is meant to run on.', [papers('hardware')]],
  [
    ...(['1(f)', 'The product it is part of'] as const),
    'Where it is part of a product: how that looks from outside and inside.',
    [papers('product-views')],
  ],
  ['1(g)', 'What its users see', 'The interface that whoever uses it is given.', [papers('user-interface')]],
  [
    ...(['1(h)', 'Instructions for use'] as const),
    'What whoever uses it is told, so that they use it well.',
    [papers('instructions-for-use')],
  ],
];

const development: readonly Point[] = [
  [
    ...(['2(a)', 'How it was developed'] as const),
    'The steps and methods, and what was taken from others: models trained before, and tools.',
    [origin, handover],
  ],
  [
    ...(['2(b)', 'Design'] as const),
    'How it decides, what it is tuned for, what it gives back, and what was taken for granted.',
    [assumptions, outputs],
  ],
  [
    ...(['2(c)', 'Architecture'] as const),
    'How its parts build on each other, and the computing that it took to make and test it.',
    [papers('architecture'), conversion],
  ],
  [
    ...(['2(d)', 'Data'] as const),
    'What it was trained on: where that came from, how it was chosen, labelled and cleaned, and what is in it.',
    [data, inputs, personal],
  ],
  [
    ...(['2(e)', 'Human oversight'] as const),
    'What lets people understand what it gives back, and step in.',
    [papers('human-oversight'), people],
  ],
  [
    ...(['2(f)', 'Changes settled in advance'] as const),
    'What of it is meant to change, and how it stays compliant then.',
    [papers('planned-changes')],
  ],
  [
    ...(['2(g)', 'Validation and tests'] as const),
    'How it was tested, on which data, with which results; the reports, dated and signed.',
    [evaluations, papers('test-report'), validation],
  ],
  ['2(h)', 'Security', 'How it is protected against attacks.', [papers('security')]],
];

const inUse: readonly Point[] = [
  [
    ...(['3', 'Monitoring, functioning and control'] as const),
    'What it can and cannot do, how exact it is for single groups, which outcomes nobody wants, and how it is doing.',
    [limitations, slices, papers('foreseeable-misuse'), health],
  ],
  [
    ...(['4', 'Whether its metrics are appropriate'] as const),
    'Why it is measured by these figures and not by others.',
    [objectives, requirements],
  ],
  ['5', 'Risk management', 'The system by which its risks are found and dealt with.', [papers('risk-management')]],
  ['6', 'Changes through its life', 'What was changed, and who decided it.', [changes, promotions]],
  ['7', 'Standards', 'The harmonised standards, or other ways, it was made by.', [papers('standards')]],
  [
    ...(['8', 'Declaration of conformity'] as const),
    'The EU declaration by which its provider answers for it.',
    [papers('declaration-of-conformity')],
  ],
  [
    ...(['9', 'Watching it in use'] as const),
    'How its performance is followed once it is in use, and the plan for that.',
    [papers('monitoring-plan'), monitors],
  ],
];

const outline: readonly Outline[] = [
  ...general.map(point => outlineOf(point, '1. General description')),
  ...development.map(point => outlineOf(point, '2. Elements and how it was developed')),
  ...inUse.map(point => outlineOf(point)),
];

function outlineOf([number, title, asks, parts]: Point, chapter?: string): Outline {
  return { chapter, number, title, asks, parts };
}

/** Technical documentation of one model after Annex IV of the EU AI Act: for each point what is held and missing. Pure. */
export function annexIv(subject: Subject): Draft {
  return {
    kind: 'EU_AI_ACT_ANNEX_IV',
    title: `Technical documentation of ${subject.model.name} after Annex IV of Regulation (EU) 2024/1689`,
    about: aboutModel(subject),
    notes: [
      'The headings follow the nine points of the annex in our own words. Whether the model is a high-risk system, and whether what is held is enough, is for its provider to judge.',
      onGaps,
      citing,
    ],
    ...sectionsOf(subject, outline),
    record: null,
    machine: null,
  };
}
