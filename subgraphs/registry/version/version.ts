export const versionStates = ['READY', 'ARCHIVED'] as const;
export type VersionState = (typeof versionStates)[number];
export const purposes = ['TRAINING', 'VALIDATION', 'TEST', 'REFERENCE'] as const;
export type DatasetPurpose = (typeof purposes)[number];
export const assumptionStates = ['OPEN', 'HOLDS', 'BROKEN'] as const;
export type AssumptionStatus = (typeof assumptionStates)[number];

export interface Parameter {
  name: string;
  value: string;
}

/** One version of a model. All but state, tags, parent and trainer is fixed when it is registered. */
export interface VersionRow {
  id: string;
  modelId: string;
  version: string;
  /** Counts the versions of a model in the order they were registered, from 1. */
  ordinal: number;
  state: VersionState;
  /** sha256 over the canonical content, in hexadecimal. */
  digest: string;
  algorithm: string | null;
  framework: string | null;
  hyperparameters: Parameter[];
  changeNote: string | null;
  parentId: string | null;
  tags: string[];
  trainedById: string | null;
  createdById: string;
  createdAt: Date;
}

interface Part {
  versionId: string;
  /** Counts from 0. */
  position: number;
}

export interface LabelRow extends Part {
  name: string;
  dtype: string;
  /** -1: any. */
  shape: number[] | null;
  description: string | null;
}

export interface FeatureRow extends LabelRow {
  required: boolean;
  unit: string | null;
  sensitive: boolean;
  transformations: string[];
  definitionId: string | null;
}

export interface DatasetUseRow extends Part {
  datasetId: string;
  purpose: DatasetPurpose;
}

export interface EvaluationRow extends Part {
  metric: string;
  value: number | null;
  valueText: string;
  datasetId: string | null;
  split: string | null;
  slice: string | null;
  lower: number | null;
  upper: number | null;
  n: number | null;
  verified: boolean;
}

export interface ArtifactRow extends Part {
  uri: string;
  sha256: string | null;
  bytes: number | null;
  format: string | null;
}

export interface AssumptionRow extends Part {
  id: string;
  text: string;
  status: AssumptionStatus;
  checkedById: string | null;
  checkedAt: Date | null;
  evidence: string | null;
}

/** The number after the highest that is a plain whole number; 1 where there is none. */
export function nextNumber(versions: readonly string[]): string {
  const numbers = versions.filter(version => /^\d{1,15}$/.test(version)).map(Number);
  return String(numbers.reduce((most, number) => Math.max(most, number), 0) + 1);
}
