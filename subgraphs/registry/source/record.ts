/** The systems a model can be brought in from. */
export type SourceSystem =
  | 'MLFLOW'
  | 'DATABRICKS'
  | 'TENSORFLOW'
  | 'GITHUB'
  | 'HUGGING_FACE'
  | 'ONNX'
  | 'MLMODEL'
  | 'SAGEMAKER'
  | 'KUBEFLOW'
  | 'DATAHUB'
  | 'CODEOWNERS'
  | 'API';

export type Task =
  | 'BINARY_CLASSIFICATION'
  | 'MULTICLASS_CLASSIFICATION'
  | 'REGRESSION'
  | 'RANKING'
  | 'FORECASTING'
  | 'CLUSTERING'
  | 'ANOMALY_DETECTION'
  | 'RECOMMENDATION'
  | 'GENERATION'
  | 'EMBEDDING'
  | 'OTHER';

/** (system, externalId) is what makes it the same record at the next import. */
export interface SourceRef {
  system: SourceSystem;
  externalId: string;
  url?: string;
  runId?: string;
  commit?: string;
}

/** One model as its source tells of it: what the source does not say is left out, never guessed. */
export interface ImportRecord {
  source: SourceRef;
  name: string;
  title?: string;
  description?: string;
  purpose?: string;
  task: Task;
  riskTier: 'UNCLASSIFIED' | 'MINIMAL' | 'LIMITED' | 'HIGH' | 'CRITICAL';
  visibility?: 'INTERNAL' | 'RESTRICTED';
  team?: string;
  tags?: string[];
  objectives?: ObjectiveContent[];
  documents?: DocumentContent[];
  /** E-mails or team names: they are proposed, never accepted for them. */
  owners?: string[];
  versions: ImportVersion[];
  aliases?: { name: string; version: string }[];
}

export interface ImportVersion {
  version: string;
  source?: SourceRef;
  content: VersionContent;
  /** key=value where the source has keys. */
  tags?: string[];
  /** An e-mail or the source's user name. */
  trainedBy?: string;
  parentVersion?: string;
  /** RFC 3339, UTC. */
  createdAt?: string;
  archived?: boolean;
}

export interface VersionContent {
  algorithm?: string;
  framework?: string;
  hyperparameters?: ParameterContent[];
  features?: FeatureContent[];
  labels?: LabelContent[];
  assumptions?: string[];
  trainingData?: DatasetUseContent[];
  evaluations?: EvaluationContent[];
  artifacts?: ArtifactContent[];
  documents?: DocumentContent[];
  changeNote?: string;
}

export interface ObjectiveContent {
  metric: string;
  comparator: 'AT_LEAST' | 'AT_MOST';
  target: number;
  unit?: string;
  rationale?: string;
}

export interface ParameterContent {
  name: string;
  value: string;
}

export interface LabelContent {
  name: string;
  dtype: string;
  /** -1: any. */
  shape?: number[];
  description?: string;
}

export interface FeatureContent extends LabelContent {
  required?: boolean;
  unit?: string;
  sensitive?: boolean;
  transformations?: string[];
  /** Name of a shared feature. */
  definition?: string;
}

export interface DatasetUseContent {
  dataset: {
    name: string;
    uri?: string;
    digest?: string;
    rows?: number;
    from?: string;
    to?: string;
    description?: string;
  };
  purpose: 'TRAINING' | 'VALIDATION' | 'TEST' | 'REFERENCE';
}

/** A figure: valueText as the source wrote it, and value where that is a plain number. */
export interface EvaluationContent {
  metric: string;
  value?: number;
  valueText: string;
  dataset?: string;
  split?: string;
  slice?: string;
  lower?: number;
  upper?: number;
  n?: number;
  verified?: boolean;
}

export interface ArtifactContent {
  uri: string;
  sha256?: string;
  bytes?: number;
  format?: string;
}

export interface DocumentContent {
  title: string;
  kind: string;
  uri?: string;
  body?: string;
}

/** What an adapter found at one place: a record, or why there is none. path: where a person finds it. */
export type ImportItem = { path: string; record: ImportRecord } | { path: string; externalId: string; problem: string };

export interface ReadOptions {
  signal?: AbortSignal;
}

/** One way to read one kind of source. It reads as a stream, in an order that is the same every time. */
export interface SourceAdapter {
  system: SourceSystem;
  /** What `where` means, for the help text: "a file or a folder". */
  where: string;
  /** Why nothing can be read there at all, with the mend; null when reading can begin. */
  check(where: string): Promise<string | null>;
  read(where: string, options: ReadOptions): AsyncIterable<ImportItem>;
}
