import type { ExecutorKind, Target } from '../environment/target.ts';
import type { RolloutStrategy } from '../promotion/steps.ts';

export const orderKinds = ['STEP', 'BACK'] as const;
/** STEP: a step of a rollout is to take hold; BACK: what was replaced is to serve again. */
export type OrderKind = (typeof orderKinds)[number];

/** What an executor keeps from one attempt to the next. */
export type Memory = Readonly<Record<string, string | number | boolean | null>>;

/** A version under the names that other systems know it by. */
export interface NamedVersion {
  id: string;
  version: string;
  modelName: string;
  /** Where it came from; null: it was registered by hand. */
  source: { system: string; externalId: string; url: string | null } | null;
  artifacts: { uri: string; format: string | null }[];
}

/** What an executor is to bring about. The same order asks for the same thing, however often it is attempted. */
export interface Order {
  id: string;
  promotionId: string;
  kind: OrderKind;
  step: number;
  strategy: RolloutStrategy;
  /** The share of the traffic that the version is to have, 0 to 100; of BACK: 0. */
  percent: number;
  /** How many attempts were made before. */
  attempt: number;
  madeAt: Date;
  memory: Memory;
  /** Who carries it out, as was settled when it was asked for. */
  executor: ExecutorKind;
  target: Target;
  environment: string;
  version: NamedVersion;
  /** What it replaces, or what comes back; null: nothing ran there. */
  replaces: NamedVersion | null;
}

/** How an attempt went. Expected failures are values. */
export type Progress =
  | { kind: 'Done'; detail?: string; externalUrl?: string }
  /** No other attempt would help; touched: something was changed, which is to be put back. */
  | { kind: 'Failed'; detail: string; touched?: boolean }
  /** Not yet, or not reached: another attempt after so many seconds; left out: after a pause that grows. */
  | { kind: 'Later'; detail: string; afterSeconds?: number; memory?: Memory };

/** An order that is not through after so many hours has failed. */
export const giveUpHours = 24;

const firstPauseSeconds = 5;
const longestPauseSeconds = 3600;

/** How long to wait after an attempt, in seconds: it doubles each time, up to an hour. attempt: from 1. */
export function pauseAfter(attempt: number): number {
  return Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** Math.min(attempt - 1, 20));
}
