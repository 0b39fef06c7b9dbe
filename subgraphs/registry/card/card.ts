import type { RiskTier } from '@handoff/kit/schema/scalars';
import type { DocumentRow } from '../document/document.ts';
import type { SourceRow } from '../import/source.ts';
import type { ModelRow } from '../model/model.ts';
import type { Figure, Input, Output, UsedData } from '../version/parts.ts';
import type { ArtifactRow, AssumptionRow, VersionRow } from '../version/version.ts';

/** All that a version and its model know, with names in place of ids. */
export interface CardFacts {
  model: ModelRow;
  version: VersionRow;
  /** Titles and names; null where there is none or nobody said. */
  team: string | null;
  owner: string | null;
  trainedBy: string | null;
  registeredBy: string | null;
  /** The number of the version it was trained from. */
  parent: string | null;
  inputs: readonly Input[];
  outputs: readonly Output[];
  data: readonly UsedData[];
  figures: readonly Figure[];
  /** With who checked them last. */
  assumptions: readonly (AssumptionRow & { checkedBy: string | null })[];
  artifacts: readonly ArtifactRow[];
  /** Of the version and of its model. */
  documents: readonly DocumentRow[];
  source: SourceRow | null;
}

interface Section {
  /** As people read it after "missing:". */
  words: string;
  told(facts: CardFacts): boolean;
}

/** What a card can be asked for, and when it is told. */
const sections = {
  purpose: { words: 'purpose', told: ({ model }) => model.purpose !== null },
  inputs: { words: 'inputs', told: ({ inputs }) => inputs.length > 0 },
  outputs: { words: 'outputs', told: ({ outputs }) => outputs.length > 0 },
  limitations: { words: 'limitations', told: ({ model }) => model.limitations !== null },
  algorithm: {
    words: 'algorithm or framework',
    told: ({ version }) => version.algorithm !== null || version.framework !== null,
  },
  trainingData: { words: 'training data', told: ({ data }) => data.some(({ purpose }) => purpose === 'TRAINING') },
  evaluations: { words: 'evaluations', told: ({ figures }) => figures.length > 0 },
  changeNote: { words: 'change note', told: ({ version }) => version.changeNote !== null },
  owner: { words: 'owner', told: ({ owner }) => owner !== null },
  objectives: { words: 'objectives', told: ({ model }) => model.objectives.length > 0 },
  descriptions: {
    words: 'descriptions of all inputs',
    told: ({ inputs }) => inputs.length > 0 && inputs.every(({ description }) => description !== null),
  },
  assumptions: { words: 'assumptions', told: ({ assumptions }) => assumptions.length > 0 },
  trainer: { words: 'who trained it', told: ({ trainedBy }) => trainedBy !== null },
  provenance: {
    words: 'provenance',
    told: ({ source, artifacts }) => source !== null || artifacts.some(({ sha256 }) => sha256 !== null),
  },
  documents: { words: 'documents', told: ({ documents }) => documents.length > 0 },
} as const satisfies Record<string, Section>;

/** One section of a card. */
export type SectionName = keyof typeof sections;

const minimal: readonly SectionName[] = ['purpose', 'inputs', 'outputs'];
const limited: readonly SectionName[] = [
  ...minimal,
  ...(['limitations', 'algorithm', 'trainingData', 'evaluations', 'changeNote'] as const),
];
const high: readonly SectionName[] = [
  ...limited,
  ...(['owner', 'objectives', 'descriptions', 'assumptions', 'trainer'] as const),
];
const all = Object.keys(sections) as SectionName[];

/** What each risk tier asks of a card; nobody having judged the risk asks for as much as the greatest. */
export const askedFor: Readonly<Record<RiskTier, readonly SectionName[]>> = {
  MINIMAL: minimal,
  LIMITED: limited,
  HIGH: high,
  CRITICAL: all,
  UNCLASSIFIED: all,
};

/** How much of what its risk tier asks for a card tells: 0 to 1, and what is missing in people's words. */
export function completenessOf(facts: CardFacts): { completeness: number; missing: string[] } {
  const asked = askedFor[facts.model.riskTier];
  const missing = asked.filter(name => !sections[name].told(facts));
  return {
    completeness: (asked.length - missing.length) / asked.length,
    missing: missing.map(name => sections[name].words),
  };
}
