import type { Comparison } from './compare.ts';
import type { Arm, Design, ExperimentState, Verdict } from './experiment.ts';
import type { Totals } from './sums.ts';

/** The totals of one arm and metric. */
export interface ArmTotals {
  arm: string;
  metric: string;
  totals: Totals;
}

/** An experiment and all that was recorded of it. */
export interface Recorded {
  design: Design;
  state: ExperimentState;
  arms: readonly Arm[];
  recorded: readonly ArmTotals[];
}

/** An arm compared with the control; p corrected for the number of arms. */
export interface ArmEffect extends Comparison {
  arm: string;
  /** The effect over the size of the control's metric; null where that is 0. */
  relative: number | null;
  significant: boolean;
}

/** What an arm comes to; OPEN: the data do not say. */
export type Outcome = 'WON' | 'LOST' | 'SAME' | 'OPEN';

export interface ArmOutcome {
  arm: string;
  outcome: Outcome;
  /** By guardrail, in their order: whether it is shown to hold, shown to be broken, or neither. */
  guardrails: (boolean | null)[];
  /** Why it cannot be compared, or null. */
  reason: string | null;
}

/** What the data say. */
export interface Reading {
  sampleRatioMismatch: boolean;
  sampleRatioP: number;
  effects: ArmEffect[];
  verdict: Verdict;
  explanation: string;
  enoughData: boolean;
  outcomes: ArmOutcome[];
}
