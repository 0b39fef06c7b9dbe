import { type Alert, isTrouble } from '../alert/alert.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { symptomOf } from '../monitor/symptom.ts';
import { type Facts, type ToldVersion, versionFor } from './facts.ts';
import type { Sign } from './sign.ts';
import type { Drifted, Rollout, Situation } from './situation.ts';

/** What is known of a model here: its alerts that fire, its monitors, when they fired before, and how much it is used. */
export interface Known {
  firing: readonly Alert[];
  /** Names of the shared features that alerts come from, by the ids of these. */
  upstream: ReadonlyMap<string, string>;
  monitors: readonly Monitor[];
  fired: readonly { id: string; monitorId: string; firedAt: Date }[];
  /** In the last 7 days, by version; left out or 0: none were recorded. */
  predictions: ReadonlyMap<string, number>;
}

/** So many days back predictions are counted. */
export const trailingDays = 7;

/** The situation of each version of a model about which an alert fires that advice may be about. Pure. */
export function situationsOf(facts: Facts, known: Known): Situation[] {
  if (facts.archived) return [];
  const byId = new Map(known.monitors.map(monitor => [monitor.id, monitor]));
  const versions = new Map<string, ToldVersion>();
  const signs = new Map<string, Sign[]>();
  for (const alert of known.firing) {
    const sign = signOf(alert, byId.get(alert.monitorId ?? '') ?? null, known.upstream);
    const version = sign && versionFor(facts, alert);
    if (!sign || !version) continue;
    versions.set(version.id, version);
    signs.set(version.id, [...(signs.get(version.id) ?? []), sign]);
  }
  const drifted = driftedOf(byId, known.fired);
  const performanceWatched = known.monitors.some(each => each.enabled && symptomOf(each) === 'PERFORMANCE');
  return [...versions.values()].map(version => ({
    version: { id: version.id, version: version.version, registeredAt: new Date(version.createdAt) },
    signs: signs.get(version.id) ?? [],
    rollouts: rolloutsOf(facts, version.id),
    predictionsPerDay: perDay(known.predictions.get(version.id)),
    ...{ drifted, performanceWatched },
  }));
}

function perDay(count: number | undefined): number | null {
  return count ? count / trailingDays : null;
}

/** Null: it is about nothing that advice could mend. What Handoff found by itself, such as a missing owner, is neither. */
function signOf(alert: Alert, monitor: Monitor | null, upstream: Known['upstream']): Sign | null {
  if (isTrouble(alert) || (!monitor && alert.labels === null)) return null;
  const symptom = symptomOf({ kind: monitor?.kind ?? null, metric: monitor?.metric ?? null });
  if (!symptom) return null;
  const { id, title, detail, value, threshold, severity, firedAt, deploymentId, environment } = alert;
  return {
    ...{ id, symptom, title, detail, value, threshold, severity, firedAt, deploymentId, environment },
    feature: monitor?.feature ?? null,
    metric: monitor?.metric ?? null,
    upstream: upstream.get(id) ?? null,
  };
}

function driftedOf(monitors: ReadonlyMap<string, Monitor>, fired: Known['fired']): Drifted[] {
  return fired.flatMap(({ id, monitorId, firedAt }) => {
    const monitor = monitors.get(monitorId);
    if (monitor?.kind !== 'DRIFT' || monitor.feature === null) return [];
    return [{ alertId: id, feature: monitor.feature, firedAt }];
  });
}

function rolloutsOf({ live }: Facts, versionId: string): Rollout[] {
  return live.flatMap(({ id, startedAt, version, environment, promotion }) => {
    if (version?.id !== versionId || startedAt === null) return [];
    const back = promotion?.rollbackTarget?.version ?? null;
    return [{ deploymentId: id, environment: environment.title, startedAt: new Date(startedAt), back }];
  });
}
