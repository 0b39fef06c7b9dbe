import type { Raci } from '@handoff/kit/access/table';
import type { RiskTier } from '@handoff/kit/schema/scalars';
import type { SourceSystem } from '../import/source.ts';
import type { Objective } from '../model/model.ts';
import type { AssumptionStatus, DatasetPurpose, Parameter, VersionState } from '../version/version.ts';

/** Somebody as the graph names them; instants of all facts are texts of RFC 3339. */
export interface PrincipalFacts {
  __typename: 'Person' | 'Team' | 'ServiceAccount';
  name: string;
  /** Of persons. */
  email?: string;
}

export interface DefinitionFacts {
  name: string;
  dtype: string;
  source: string | null;
  description: string | null;
  owner: PrincipalFacts | null;
}

export interface FieldFacts {
  name: string;
  dtype: string;
  shape: number[] | null;
  description: string | null;
}

export interface FeatureFacts extends FieldFacts {
  required: boolean;
  unit: string | null;
  sensitive: boolean;
  transformations: string[];
  definition: DefinitionFacts | null;
}

export interface DatasetFacts {
  id: string;
  name: string;
  uri: string | null;
  digest: string | null;
  rows: number | null;
  from: string | null;
  to: string | null;
  description: string | null;
}

export interface DataUseFacts {
  purpose: DatasetPurpose;
  dataset: DatasetFacts;
}

export interface FigureFacts {
  metric: string;
  valueText: string;
  dataset: { name: string } | null;
  split: string | null;
  slice: string | null;
  lower: number | null;
  upper: number | null;
  n: number | null;
  verified: boolean;
}

export interface ArtifactFacts {
  uri: string;
  sha256: string | null;
  bytes: number | null;
  format: string | null;
}

export interface DocumentFacts {
  title: string;
  kind: string;
  uri: string | null;
  updatedAt: string;
  updatedBy: PrincipalFacts | null;
}

export interface SourceFacts {
  system: SourceSystem;
  url: string | null;
  externalId: string;
  runId: string | null;
  commit: string | null;
}

/** A version and what it is made of. */
export interface VersionFacts {
  id: string;
  version: string;
  state: VersionState;
  digest: string;
  algorithm: string | null;
  framework: string | null;
  hyperparameters: Parameter[];
  changeNote: string | null;
  tags: string[];
  createdAt: string;
  features: FeatureFacts[];
  labels: FieldFacts[];
  assumptions: { text: string; status: AssumptionStatus }[];
  trainingData: DataUseFacts[];
  evaluations: FigureFacts[];
  artifacts: ArtifactFacts[];
  documents: DocumentFacts[];
  source: SourceFacts | null;
  trainedBy: PrincipalFacts | null;
  createdBy: PrincipalFacts | null;
  parent: { id: string; version: string; digest: string; model: { name: string } } | null;
}

/** What holds for all versions of a model. */
export interface ModelFacts {
  id: string;
  name: string;
  title: string;
  description: string | null;
  purpose: string | null;
  limitations: string | null;
  task: string;
  riskTier: RiskTier;
  visibility: 'INTERNAL' | 'RESTRICTED';
  tags: string[];
  createdAt: string;
  updatedAt: string;
  archivedAt: string | null;
  objectives: Objective[];
  team: { name: string; title: string } | null;
  aliases: { name: string; version: { id: string } }[];
  /** The accepted ones. */
  assignments: { role: { key: string; raci: Raci | null }; assignee: PrincipalFacts | null }[];
  documents: DocumentFacts[];
  sources: SourceFacts[];
}
