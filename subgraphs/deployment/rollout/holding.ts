import { inUtc } from '@handoff/kit/text';
import { listed } from '../check/finding.ts';
import type { PromotionRow } from '../promotion/table.ts';

/** What the graph tells of a new version while a step of its rollout holds. Unknown is null. */
export interface RolloutFacts {
  /** The step, and since when it held, when this was asked. */
  step: number;
  since: Date | null;
  /** Titles of critical alerts on it that are open; null: monitoring could not be asked. */
  alerts: string[] | null;
  /** Predictions it has made since the step took hold; null: nobody counts them. */
  predictions: number | null;
}

type Held = Pick<PromotionRow, 'step' | 'steps' | 'stepStartedAt'>;

/** The first instant at which a rollout may go on, as far as the minutes of its step decide it; null: no step holds. */
export function nextStepAt({ step, steps, stepStartedAt }: Held): Date | null {
  return stepStartedAt && new Date(stepStartedAt.getTime() + (steps[step]?.minMinutes ?? 0) * 60_000);
}

/** Why a rollout does not go on to its next step now, in a sentence; null: nothing holds it. */
export function heldBy(row: Held, { alerts, predictions }: RolloutFacts, now: Date): string | null {
  if (alerts === null) return 'Monitoring could not be asked whether the new version does well: try again in a moment.';
  if (alerts.length > 0) return haltedBy(alerts);
  const next = nextStepAt(row);
  if (next && next > now) return `This step holds until ${inUtc(next)}.`;
  const { minPredictions = 0 } = row.steps[row.step] ?? {};
  if (predictions === null || predictions >= minPredictions) return null;
  return `The new version has made ${predictions} of the ${minPredictions} predictions that this step asks for.`;
}

/** What is said of a rollout that critical alerts stop. */
export function haltedBy(alerts: readonly string[]): string {
  const what = alerts.length === 1 ? 'A critical alert is' : `${alerts.length} critical alerts are`;
  return `${what} open on the new version (${listed(alerts)}): roll back, or see to it.`;
}
