import type { RiskTier } from '@handoff/kit/schema/scalars';

export const tasks = [
  'BINARY_CLASSIFICATION',
  'MULTICLASS_CLASSIFICATION',
  'REGRESSION',
  'RANKING',
  'FORECASTING',
  'CLUSTERING',
  'ANOMALY_DETECTION',
  'RECOMMENDATION',
  'GENERATION',
  'EMBEDDING',
  'OTHER',
] as const;
/** What a model is for, in a word; OTHER where nobody said. */
export type Task = (typeof tasks)[number];

export const visibilities = ['INTERNAL', 'RESTRICTED'] as const;

/** What "good" means for a model: one figure and the side of it to be on. */
export interface Objective {
  metric: string;
  comparator: 'AT_LEAST' | 'AT_MOST';
  target: number;
  unit: string | null;
  rationale: string | null;
}

/** What is known of a model itself; team and visibility stand with access. */
export interface StoredModel {
  id: string;
  name: string;
  title: string;
  description: string | null;
  purpose: string | null;
  objectives: Objective[];
  task: Task;
  riskTier: RiskTier;
  tags: string[];
  limitations: string | null;
  lastValidatedAt: Date | null;
  validationDueAt: Date | null;
  /** Grows with every change. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
}

/** A model as it is read: with its team and who may see it. */
export interface ModelRow extends StoredModel {
  teamId: string | null;
  visibility: (typeof visibilities)[number];
}

/** A name that points at one version of a model: champion → version 7. */
export interface AliasRow {
  modelId: string;
  name: string;
  versionId: string;
  setById: string;
  setAt: Date;
}

/**
 * Whose data sets and shared features the versions of a model make: everybody's, or, of a restricted model, its own
 * alone: their names and places would tell of it.
 */
export function realmOf({ id, visibility }: Pick<ModelRow, 'id' | 'visibility'>): string {
  return visibility === 'RESTRICTED' ? id : '';
}
