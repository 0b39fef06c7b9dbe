import type { Named } from './shared.ts';

export type Verdict = 'WON' | 'LOST' | 'NO_DIFFERENCE' | 'INCONCLUSIVE' | 'INVALID';

/** One of the versions that are compared. */
export interface ArmView {
  key: string;
  control: boolean;
  n: number;
  mean: number | null;
  version: { id: string; version: string } | null;
}

/** All that an experiment's card shows. Moments are RFC 3339. */
export interface ExperimentView {
  id: string;
  revision: number;
  state: 'DRAFT' | 'RUNNING' | 'STOPPED' | 'DECIDED';
  name: string;
  metric: string;
  startedAt: string | null;
  endedAt: string | null;
  model: { id: string; name: string; title: string } | null;
  arms: ArmView[];
  guardrails: { metric: string; holds: boolean | null }[];
  result: { verdict: Verdict; explanation: string } | null;
  decision: { verdict: Verdict; at: string; rationale: string; by: Named | null } | null;
}

/** What the operations of operations/experiment.graphql take and answer. */
export interface ExperimentOperations {
  ReadExperiment: { variables: { id: string }; data: { experiment: ExperimentView | null } };
}
