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
  /** Its number; where numbered is false only what the record's aliases and parents call it. */
  version: string;
  /** False: the source gives no number, so it gets the next free one when it holds something new. */
  numbered?: false;
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

/** A version that is left out of its record, and why. */
export interface RefusedVersion {
  version: string;
  externalId: string;
  problem: string;
}

/**
 * What an adapter found at one place: a record, or why there is none. path: where a person finds it. stopped: why
 * reading cannot go on; nothing comes after it.
 */
export type ImportItem =
  | { path: string; record: ImportRecord; refused?: readonly RefusedVersion[] }
  | { path: string; externalId: string; problem: string }
  | { stopped: string };

/** What the command line may say about a source besides where it is. */
export interface SourceFlags {
  /** Address of the source's interface, where it is not the usual one; true: the usual one, instead of files. */
  api?: string | true;
  region?: string;
  /** False: do not read the models' own files, only what the registry tells. */
  files?: boolean;
}

export interface ReadOptions extends SourceFlags {
  signal?: AbortSignal;
  /** Where the source's own credentials are looked for; left out: nowhere. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Told what a person should know while it goes on, such as that the source makes us wait. */
  note?(message: string): void;
  /** Kept from one reading to the next, so that what did not change is not sent again. */
  kept?: KeptAnswers;
  /** The first pause between tries, in ms; left out: half a second. */
  pauseMs?: number;
  /** Told why there is no use in asking the source for anything more: nothing but what is known already is read. */
  halt?(message: string): void;
}

/** Answers by address, with the tag that the server gave them. */
export type KeptAnswers = Map<string, { etag: string; body: Uint8Array; link?: string }>;

/** One way to read one kind of source. It reads as a stream, in an order that is the same every time. */
export interface SourceAdapter {
  system: SourceSystem;
  /** What `where` means, for the help text: "a file or a folder". */
  where: string;
  /** What follows `handoff import <source>` in the examples of the help. */
  examples?: readonly string[];
  /** The settings that its credentials are taken from, for the help. */
  settings?: string;
  /** The flags that mean something to it; others are refused. */
  takes?: readonly (keyof SourceFlags)[];
  /** Why nothing can be read there at all, with the mend; null when reading can begin. */
  check(where: string, options?: ReadOptions): Promise<string | null>;
  read(where: string, options: ReadOptions): AsyncIterable<ImportItem>;
}
