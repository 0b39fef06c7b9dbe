/** A person of the demo's company, by the name the data calls them. */
export type PersonKey =
  | 'ana'
  | 'mei'
  | 'tomasz'
  | 'priya'
  | 'lukas'
  | 'chloe'
  | 'noor'
  | 'ben'
  | 'yuki'
  | 'helena'
  | 'grace'
  | 'rosa';

export type TeamKey = 'credit-risk' | 'growth' | 'operations';

/** A data set; months: it begins and ends on the first day of the month that lies so many months back. */
export interface DatasetData {
  name: string;
  uri: string;
  rows: number;
  months: readonly [from: number, to: number];
  description: string;
}

export interface FeatureData {
  name: string;
  dtype: string;
  shape?: readonly number[];
  required?: boolean;
  description?: string;
  unit?: string;
  sensitive?: boolean;
  transformations?: readonly string[];
  /** Name of the shared feature that it is read from. */
  definition?: string;
}

export interface LabelData {
  name: string;
  dtype: string;
  shape?: readonly number[];
  description: string;
}

export interface EvaluationData {
  metric: string;
  value?: number;
  valueText?: string;
  /** Name of the data set. */
  dataset?: string;
  split?: string;
  slice?: string;
  /** Ends of the 95 % confidence interval. */
  lower?: number;
  upper?: number;
  n?: number;
  verified?: boolean;
}

export interface ArtifactData {
  uri: string;
  format: string;
  bytes: number;
}

export interface DocumentData {
  title: string;
  kind: string;
  body: string;
}

/** One version; its number is its place in the list of its model, from 1. */
export interface VersionData {
  trainedBy: PersonKey;
  algorithm: string;
  framework: string;
  hyperparameters: Readonly<Record<string, string>>;
  features: readonly FeatureData[];
  labels: readonly LabelData[];
  assumptions: readonly string[];
  training: DatasetData;
  validation?: DatasetData;
  test: DatasetData;
  evaluations: readonly EvaluationData[];
  artifacts: readonly ArtifactData[];
  documents?: readonly DocumentData[];
  changeNote: string;
  /** The number of the version it was trained from. */
  parent?: number;
  tags?: readonly string[];
}

export interface ObjectiveData {
  metric: string;
  comparator: 'AT_LEAST' | 'AT_MOST';
  target: number;
  unit?: string;
  rationale: string;
}

export interface ModelData {
  name: string;
  title: string;
  team: TeamKey;
  task: string;
  riskTier: 'UNCLASSIFIED' | 'MINIMAL' | 'LIMITED' | 'HIGH' | 'CRITICAL';
  visibility?: 'INTERNAL' | 'RESTRICTED';
  description: string;
  purpose: string;
  limitations: string;
  objectives: readonly ObjectiveData[];
  tags: readonly string[];
  /** Where its versions were registered from. */
  source?: 'MLFLOW' | 'HUGGING_FACE' | 'GITHUB';
  versions: readonly VersionData[];
  /** Alias to version number. */
  aliases: Readonly<Record<string, number>>;
  /** The data scientist who registers its versions and keeps its pages; holds the role data-scientist here. */
  keeper: PersonKey;
}

/** Somebody is asked to answer for something: for a model, for all models of a team, or everywhere. */
export interface AssignmentData {
  role: string;
  who: PersonKey;
  model?: string;
  team?: TeamKey;
  scopeOfWork?: string;
  askedBy: PersonKey;
  /** How they answered; waiting: not yet. Roles that need no acceptance are granted. */
  answer: 'accepted' | 'waiting' | 'granted' | { declined: string; suggested: PersonKey };
}

/** What running a model cost in the last two months and this one, and what it may cost in a month. */
export interface CostData {
  model: string;
  /** In the currency, a month. */
  budget: number;
  currency: string;
  items: readonly { item: string; environment: string; perDay: number; growthPerDay: number }[];
}
