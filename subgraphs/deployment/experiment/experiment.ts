import type { Problem } from '@handoff/kit/problem';
import type { Comparator } from '@handoff/kit/schema/scalars';

export const experimentStates = ['DRAFT', 'RUNNING', 'STOPPED', 'DECIDED'] as const;
export type ExperimentState = (typeof experimentStates)[number];

export const metricKinds = ['PROPORTION', 'MEAN', 'RATIO'] as const;
export type MetricKind = (typeof metricKinds)[number];

export const methods = ['FIXED_HORIZON', 'SEQUENTIAL'] as const;
export type Method = (typeof methods)[number];

export const verdicts = ['WON', 'LOST', 'NO_DIFFERENCE', 'INCONCLUSIVE', 'INVALID'] as const;
export type Verdict = (typeof verdicts)[number];

/** A metric that must not become worse than the control by more than a margin, in the metric's unit. */
export interface Guardrail {
  metric: string;
  /** Which side of the metric is good. */
  comparator: Comparator;
  margin: number;
}

/** What is agreed on before the start and never changed: what is compared, on what, and how it will be read. */
export interface Design {
  metric: string;
  metricKind: MetricKind;
  comparator: Comparator;
  method: Method;
  alpha: number;
  power: number;
  /** The smallest difference worth finding, in the metric's unit. */
  minimumEffect: number | null;
  /** Per arm. */
  plannedSampleSize: number | null;
  guardrails: Guardrail[];
}

/** One arm of an experiment. */
export interface Arm {
  key: string;
  control: boolean;
  /** Of the traffic; the shares of all arms add up to 1 or to 100. */
  share: number;
}

/** What can be done with an experiment, and from which states. */
const table = {
  START: ['DRAFT'],
  RECORD: ['RUNNING'],
  STOP: ['DRAFT', 'RUNNING'],
  DECIDE: ['RUNNING', 'STOPPED'],
} as const satisfies Record<string, readonly ExperimentState[]>;

export type ExperimentMove = keyof typeof table;
/** All of them. */
export const experimentMoves = Object.keys(table) as ExperimentMove[];

/** The moves that are possible from a state, whoever asks. */
export function movesFrom(state: ExperimentState): ExperimentMove[] {
  return experimentMoves.filter(move => (table[move] as readonly ExperimentState[]).includes(state));
}

const sentences: Record<ExperimentState, string> = {
  DRAFT: 'This experiment has not begun: start it first.',
  RUNNING: 'This experiment is running already.',
  STOPPED: 'This experiment was stopped: decide it, or begin a new one.',
  DECIDED: 'This experiment was decided, and stays as it was: begin a new one.',
};

/** Why a move is not possible from a state, or null. */
export function moveProblem(move: ExperimentMove, state: ExperimentState): Problem | null {
  const allowed = movesFrom(state);
  return allowed.includes(move) ? null : { kind: 'WrongState', state, allowed, message: sentences[state] };
}
