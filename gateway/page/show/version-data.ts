import type { ModelName, Named } from '../part/name.ts';
import type { Evaluated, LiveLine } from './model-data.ts';

/** What the page of a version asks for. */
export interface VersionPage {
  modelVersion: VersionData | null;
}

export interface VersionData {
  id: string;
  version: string;
  state: string;
  digest: string;
  algorithm: string | null;
  framework: string | null;
  changeNote: string | null;
  createdAt: string;
  createdBy: Named;
  trainedBy: Named;
  tags: string[];
  model: ModelName & { riskTier: string; viewerCan: string[] };
  parent: { id: string; version: string } | null;
  source: {
    system: string;
    url: string | null;
    externalId: string;
    runId: string | null;
    commit: string | null;
  } | null;
  hyperparameters: { name: string; value: string }[];
  features: Field[];
  labels: Omit<Field, 'required' | 'unit' | 'sensitive' | 'transformations' | 'definition'>[];
  assumptions: Assumption[];
  trainingData: {
    purpose: string;
    dataset: { name: string; rows: number | null; from: string | null; to: string | null };
  }[];
  evaluations: (Evaluated & { lower: number | null; upper: number | null; n: number | null; verified: boolean })[];
  artifacts: { uri: string; bytes: number | null; format: string | null }[];
  documents: { id: string; title: string; kind: string; uri: string | null; updatedAt: string }[];
  card: { markdown: string; completeness: number; missing: string[] };
  handovers: HandoverData[];
  deployments: LiveLine[] | null;
  promotions: { id: string; kind: string; state: string; requestedAt: string; environment: { title: string } }[] | null;
}

export interface Field {
  name: string;
  dtype: string;
  shape: number[] | null;
  required: boolean;
  description: string | null;
  unit: string | null;
  sensitive: boolean;
  transformations: string[];
  definition: { name: string } | null;
}

export interface Assumption {
  id: string;
  text: string;
  status: string;
  checkedBy: Named;
  checkedAt: string | null;
  evidence: string | null;
}

export interface HandoverData {
  id: string;
  from: Named;
  to: Named;
  state: string;
  note: string | null;
  digest: string;
  stands: boolean;
  offeredAt: string;
  answeredAt: string | null;
  answeredBy: Named;
  revision: number;
  moves: string[];
  sections: {
    section: string;
    verdict: string;
    by: Named;
    comments: { by: Named; at: string; text: string }[];
  }[];
}
