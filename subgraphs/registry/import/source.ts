export const sourceSystems = [
  'MLFLOW',
  'DATABRICKS',
  'TENSORFLOW',
  'GITHUB',
  'HUGGING_FACE',
  'ONNX',
  'MLMODEL',
  'SAGEMAKER',
  'KUBEFLOW',
  'DATAHUB',
  'CODEOWNERS',
  'API',
] as const;
/** The systems a model can be brought in from. */
export type SourceSystem = (typeof sourceSystems)[number];

/** Where a model or version comes from: (system, externalId) is what makes it the same record next time. */
export interface SourceTold {
  system: SourceSystem;
  externalId: string;
  url: string | null;
  runId: string | null;
  commit: string | null;
}

export interface SourceRow extends SourceTold {
  kind: 'MODEL' | 'VERSION';
  modelId: string;
  /** Only when kind is VERSION. */
  versionId: string | null;
  importedAt: Date;
}

/** What an import last brought for a model or version. */
export interface ImportBaseRow {
  /** Id of the model or version. */
  subjectId: string;
  system: SourceSystem;
  /** Of the record, for its versions too. */
  externalId: string;
  /** Canonical JSON. */
  base: string;
}
