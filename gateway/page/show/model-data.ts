import type { AlertLine } from '../part/alert-line.ts';
import type { ModelName, Named } from '../part/name.ts';

/** What the page of a model asks for. */
export interface ModelPage {
  model: ModelData | null;
}

export interface Evaluated {
  metric: string;
  value: number | null;
  valueText: string;
  split: string | null;
  slice: string | null;
}

export interface ModelVersionLine {
  id: string;
  version: string;
  state: string;
  createdAt: string;
  changeNote: string | null;
  evaluations: Evaluated[];
}

export interface Objective {
  metric: string;
  comparator: 'AT_LEAST' | 'AT_MOST';
  target: number;
  unit: string | null;
  rationale: string | null;
}

export interface Answering {
  id: string;
  role: { title: string; raci: string | null };
  assignee: Named;
  since: string | null;
}

export interface LiveLine {
  id: string;
  kind: string;
  trafficPercent: number;
  startedAt: string | null;
  environment: { title: string };
  version: { id: string; version: string } | null;
  target: { name: string; kind: string } | null;
}

export interface CostData {
  amount: number;
  currency: string;
  budget: number | null;
  burn: number | null;
  forecast: number | null;
  perThousandPredictions: number | null;
  points: { at: string; value: number | null }[];
}

export interface ModelData extends ModelName {
  id: string;
  purpose: string | null;
  description: string | null;
  limitations: string | null;
  task: string;
  riskTier: string;
  visibility: string;
  tags: string[];
  unowned: boolean;
  revision: number;
  viewerCan: string[];
  createdAt: string;
  archivedAt: string | null;
  lastValidatedAt: string | null;
  validationDueAt: string | null;
  owner: Named;
  team: { id: string; title: string; slackChannel: string | null } | null;
  objectives: Objective[];
  aliases: { name: string; version: { id: string; version: string } }[];
  sources: { system: string; url: string | null; externalId: string; importedAt: string }[];
  versions: { totalCount: number; nodes: ModelVersionLine[] };
  answering: Answering[];
  asked: Answering[];
  live: LiveLine[] | null;
  promotions: {
    nodes: {
      id: string;
      kind: string;
      state: string;
      requestedAt: string;
      version: { version: string } | null;
      environment: { title: string };
    }[];
  } | null;
  experiments: { nodes: { id: string; name: string; state: string }[] } | null;
  hostingDecisions:
    | { id: string; serving: string; rationale: string; environment: { title: string }; target: { name: string } }[]
    | null;
  health: { status: string; summary: string; lastObservedAt: string | null } | null;
  alerts: { nodes: AlertLine[] } | null;
  advice: { id: string; action: string; state: string; reasons: string[] }[] | null;
  cost: CostData | null;
  history: { nodes: { at: string; action: string; summary: string; via: string; actor: Named }[] };
}
