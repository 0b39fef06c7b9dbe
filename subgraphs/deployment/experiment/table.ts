import { EntitySchema } from 'typeorm';
import type { SentArm } from './data.ts';
import type { Arm, Design, ExperimentState, Verdict } from './experiment.ts';
import type { Reading } from './findings.ts';
import type { Source } from './observed.ts';
import type { Totals } from './sums.ts';

/** What somebody decided of an experiment. */
export interface Decision {
  verdict: Verdict;
  /** The version that was chosen; null: none. */
  chosenId: string | null;
  byId: string | null;
  /** RFC 3339. */
  at: string;
  rationale: string;
  /** What the data said then. */
  reading: Reading | null;
}

/** An experiment as it is kept. */
export interface ExperimentRow extends Design {
  id: string;
  modelId: string;
  name: string;
  hypothesis: string;
  state: ExperimentState;
  baseline: number | null;
  variance: number | null;
  createdById: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  stopReason: string | null;
  decision: Decision | null;
  /** What people were told last of what the data say; null: nothing. */
  told: string | null;
  revision: number;
}

/** An arm as it is kept. */
export interface ArmRow extends Arm {
  experimentId: string;
  /** Its place among the arms, from 0. */
  place: number;
  versionId: string;
  /** The number of the version, as people name it. */
  version: string;
  datasetId: string | null;
  deploymentId: string | null;
}

/** A batch of sums, as it was sent. */
export interface BatchRow {
  experimentId: string;
  batchId: string;
  /** sha256 of what was sent. */
  digest: string;
  arms: SentArm[];
  recordedById: string | null;
  recordedAt: Date;
}

/** All that was recorded of an arm and metric, added up. */
export interface TotalRow extends Totals {
  experimentId: string;
  arm: string;
  metric: string;
  source: Source;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const number = { type: 'float8' } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const experiments = new EntitySchema<ExperimentRow>({
  name: 'experiment',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    name: text,
    hypothesis: text,
    state: text,
    metric: text,
    metricKind: { ...text, name: 'metric_kind' },
    comparator: text,
    method: text,
    alpha: number,
    power: number,
    minimumEffect: { ...number, name: 'minimum_effect', nullable: true },
    baseline: { ...number, nullable: true },
    variance: { ...number, nullable: true },
    plannedSampleSize: { ...number, name: 'planned_sample_size', nullable: true },
    guardrails: { type: 'jsonb' },
    createdById: { ...optional, name: 'created_by_id' },
    createdAt: time('created_at'),
    startedAt: time('started_at', true),
    endedAt: time('ended_at', true),
    stopReason: { ...optional, name: 'stop_reason' },
    decision: { type: 'jsonb', nullable: true },
    told: optional,
    revision: { type: 'int' },
  },
});

export const experimentArms = new EntitySchema<ArmRow>({
  name: 'experiment_arm',
  schema: 'deployment',
  columns: {
    experimentId: { ...text, name: 'experiment_id', primary: true },
    key: { ...text, primary: true },
    place: { type: 'int' },
    versionId: { ...text, name: 'version_id' },
    version: text,
    datasetId: { ...optional, name: 'dataset_id' },
    deploymentId: { ...optional, name: 'deployment_id' },
    control: { type: 'boolean' },
    share: number,
  },
});

export const experimentBatches = new EntitySchema<BatchRow>({
  name: 'experiment_batch',
  schema: 'deployment',
  columns: {
    experimentId: { ...text, name: 'experiment_id', primary: true },
    batchId: { ...text, name: 'batch_id', primary: true },
    digest: text,
    arms: { type: 'jsonb' },
    recordedById: { ...optional, name: 'recorded_by_id' },
    recordedAt: time('recorded_at'),
  },
});

export const experimentTotals = new EntitySchema<TotalRow>({
  name: 'experiment_total',
  schema: 'deployment',
  columns: {
    experimentId: { ...text, name: 'experiment_id', primary: true },
    arm: { ...text, primary: true },
    metric: { ...text, primary: true },
    kind: text,
    n: number,
    mean: number,
    squares: number,
    denominatorMean: { ...number, name: 'denominator_mean' },
    denominatorSquares: { ...number, name: 'denominator_squares' },
    products: number,
    source: text,
  },
});
