export const strategies = ['ALL_AT_ONCE', 'CANARY', 'SHADOW', 'BLUE_GREEN'] as const;
export type RolloutStrategy = (typeof strategies)[number];

/** One step of a rollout: so much of the traffic, for so long and so many predictions at least. */
export interface RolloutStep {
  percent: number;
  minMinutes: number;
  minPredictions: number;
  /** When it took hold, RFC 3339; left out: not yet. */
  startedAt?: string;
}

/** What holds a rollout: an open critical alert on the new version, or an executor that could not go on. */
export interface Halt {
  by: 'ALERT' | 'EXECUTOR';
  message: string;
}
