import type { Comparator, RiskTier } from '@handoff/kit/schema/scalars';
import type { ExperimentFacts } from './experiment.ts';
import type { FeatureFacts } from './features.ts';
import type { HandoverFacts } from './review.ts';

/** What registry and monitoring know of a version, as far as checks look at it. Kept as evidence; unknown is null. */
export interface VersionFacts {
  modelId: string;
  modelName: string;
  modelTitle: string;
  riskTier: RiskTier;
  objectives: { metric: string; comparator: Comparator; target: number }[];
  versionId: string;
  version: string;
  archived: boolean;
  digest: string;
  createdById: string | null;
  trainedById: string | null;
  missingFromCard: string[];
  /** Overall results: those of a slice are left out. */
  evaluations: { metric: string; value: number | null }[];
  assumptions: { text: string; status: 'OPEN' | 'HOLDS' | 'BROKEN' }[];
  features: FeatureFacts[];
  /** Newest first. */
  handovers: HandoverFacts[];
  /** Titles of open alerts of the model that are more than information; null: monitoring could not be asked. */
  openAlerts: string[] | null;
}

/** How a version differs from the one it replaces, as far as a caller notices. */
export interface ComparisonFacts {
  /** Of VersionComparison: left version id, colon, right version id. */
  id: string;
  breaking: boolean;
  /** What breaks a caller: names of inputs and outputs. */
  breaks: string[];
}

/** What deployment knows itself, read in the command's own transaction. */
export interface Circumstances {
  /** Of the accepted owner; null: nobody owns the model. */
  ownerId: string | null;
  /** Freezes that hold now and that no role of the requester is excepted from. */
  freezes: { reason: string; to: Date }[];
  hosted: boolean;
  /** Requirements of the environment that are set for the model. */
  requirements: { metric: string; comparator: Comparator; value: number }[];
  /** Of the current hosting decision: whether the converted model agrees; null: nothing was converted. */
  conversionAgrees: boolean | null;
  /** Those that compare the version with another, newest first. */
  experiments: ExperimentFacts[];
}

/** All that the checks of one promotion look at. */
export interface Facts {
  version: VersionFacts;
  /** Null: nothing runs there yet. */
  comparison: ComparisonFacts | null;
  /** Name of the environment it is to go to. */
  environment: string;
  here: Circumstances;
}
