import { ofId, type Reads } from '@handoff/kit/database/asked';
import { EntitySchema } from 'typeorm';
import type {
  ArtifactRow,
  AssumptionRow,
  DatasetUseRow,
  EvaluationRow,
  FeatureRow,
  LabelRow,
  VersionRow,
} from './version.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const list = { type: 'text', array: true } as const;
const number = { type: 'double precision', nullable: true } as const;
const flag = { type: 'boolean' } as const;
const time = { type: 'timestamp with time zone', precision: 3 } as const;
const shape = { type: 'int', array: true, nullable: true } as const;
const part = {
  versionId: { ...text, name: 'version_id', primary: true },
  position: { type: 'int', primary: true },
} as const;
const field = { name: text, dtype: text, shape, description: optional } as const;

export const versions = new EntitySchema<VersionRow>({
  name: 'registry_version',
  schema: 'registry',
  tableName: 'version',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    version: text,
    ordinal: { type: 'int' },
    state: text,
    digest: text,
    algorithm: optional,
    framework: optional,
    hyperparameters: { type: 'jsonb' },
    changeNote: { ...optional, name: 'change_note' },
    parentId: { ...optional, name: 'parent_id' },
    tags: list,
    trainedById: { ...optional, name: 'trained_by_id' },
    createdById: { ...text, name: 'created_by_id' },
    createdAt: { ...time, name: 'created_at' },
  },
});

/** What fields of a version that are no columns read of its row: those of other subgraphs know it by its id. */
export const versionReads: Reads = {
  model: ['modelId'],
  parent: ['parentId'],
  trainedBy: ['trainedById'],
  createdBy: ['createdById'],
  ...ofId('features', 'labels', 'assumptions', 'trainingData', 'evaluations', 'artifacts', 'documents', 'source'),
  ...ofId('history', 'handovers', 'promotions', 'promotionPreview', 'deployments'),
  ...ofId('drift', 'metric', 'performance', 'quality', 'trainingQuality', 'reference'),
};

export const features = new EntitySchema<FeatureRow>({
  name: 'registry_feature',
  schema: 'registry',
  tableName: 'feature',
  columns: {
    ...part,
    ...field,
    required: flag,
    unit: optional,
    sensitive: flag,
    transformations: list,
    definitionId: { ...optional, name: 'definition_id' },
  },
});

export const labels = new EntitySchema<LabelRow>({
  name: 'registry_label',
  schema: 'registry',
  tableName: 'label',
  columns: { ...part, ...field },
});

export const datasetUses = new EntitySchema<DatasetUseRow>({
  name: 'registry_dataset_use',
  schema: 'registry',
  tableName: 'dataset_use',
  columns: { ...part, datasetId: { ...text, name: 'dataset_id' }, purpose: text },
});

export const evaluations = new EntitySchema<EvaluationRow>({
  name: 'registry_evaluation',
  schema: 'registry',
  tableName: 'evaluation',
  columns: {
    ...part,
    metric: text,
    value: number,
    valueText: { ...text, name: 'value_text' },
    datasetId: { ...optional, name: 'dataset_id' },
    split: optional,
    slice: optional,
    lower: number,
    upper: number,
    n: number,
    verified: flag,
  },
});

export const artifacts = new EntitySchema<ArtifactRow>({
  name: 'registry_artifact',
  schema: 'registry',
  tableName: 'artifact',
  columns: { ...part, uri: text, sha256: optional, bytes: number, format: optional },
});

export const assumptions = new EntitySchema<AssumptionRow>({
  name: 'registry_assumption',
  schema: 'registry',
  tableName: 'assumption',
  columns: {
    id: { ...text, primary: true },
    versionId: { ...text, name: 'version_id' },
    position: { type: 'int' },
    text,
    status: text,
    checkedById: { ...optional, name: 'checked_by_id' },
    checkedAt: { ...time, name: 'checked_at', nullable: true },
    evidence: optional,
  },
});
