import { hourMs } from '../grain.ts';
import type { Sign } from './sign.ts';

/** A feature that drifted, and when that was first seen. */
export interface Drifted {
  alertId: string;
  feature: string;
  firedAt: Date;
}

/** Where a version began to serve. */
export interface Rollout {
  deploymentId: string;
  /** As people call it. */
  environment: string;
  startedAt: Date;
  /** The version that can serve again; null: none. */
  back: string | null;
}

/** All that an advice on one version rests on. */
export interface Situation {
  version: { id: string; version: string; registeredAt: Date };
  signs: readonly Sign[];
  /** When features of the model drifted, on this version or earlier ones. */
  drifted: readonly Drifted[];
  rollouts: readonly Rollout[];
  /** Whether a monitor looks at how well it predicts. */
  performanceWatched: boolean;
  /** Null: not recorded. */
  predictionsPerDay: number | null;
}

/** What begins within so many hours after a version began to serve is put down to it. */
export const shortlyAfterHours = 24;

/** The rollout that a sign of bad serving or predicting came shortly after, when there is a way back; or null. */
export function rolloutBefore({ rollouts }: Pick<Situation, 'rollouts'>, sign: Sign): Rollout | null {
  if (sign.symptom !== 'TROUBLE' && sign.symptom !== 'PERFORMANCE') return null;
  if (sign.severity === 'INFO') return null;
  const found = rollouts.find(({ deploymentId, startedAt, back }) => {
    const age = sign.firedAt.getTime() - startedAt.getTime();
    const isOf = sign.deploymentId === null || sign.deploymentId === deploymentId;
    return isOf && back !== null && age >= 0 && age <= shortlyAfterHours * hourMs;
  });
  return found ?? null;
}

/** When the feature of a sign drifted last before this version was registered, and so before it was trained anew; or null. */
export function driftBefore({ drifted, version }: Pick<Situation, 'drifted' | 'version'>, sign: Sign): Date | null {
  if (sign.symptom !== 'DRIFT' || sign.feature === null || sign.firedAt < version.registeredAt) return null;
  const times = drifted
    .filter(({ feature, firedAt }) => feature === sign.feature && firedAt < version.registeredAt)
    .map(({ firedAt }) => firedAt.getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}

/** Whether what a sign shows comes from a shared feature that is broken further up. */
export function isUpstream({ upstream, symptom }: Sign): boolean {
  return upstream !== null && symptom !== 'TROUBLE';
}
