import type { Named, Problem } from './shared.ts';

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
  /** What it can be decided as, what the data say first; empty once it was decided. */
  possibleVerdicts: Verdict[];
  /** What somebody may do now. */
  moves: string[];
}

interface ExperimentPayload {
  experiment: ExperimentView | null;
  problem: Problem | null;
}

interface Changing {
  experimentId: string;
  idempotencyKey: string;
}

/** What the operations of operations/experiment.graphql take and answer. */
export interface ExperimentOperations {
  ReadExperiment: { variables: { id: string }; data: { experiment: ExperimentView | null } };
  StartExperiment: { variables: { input: Changing }; data: { startExperiment: ExperimentPayload | null } };
  StopExperiment: {
    variables: { input: Changing & { reason: string } };
    data: { stopExperiment: ExperimentPayload | null };
  };
  DecideExperiment: {
    variables: { input: Changing & { verdict: Verdict; chosenVersion: string | null; rationale: string } };
    data: { decideExperiment: ExperimentPayload | null };
  };
}
