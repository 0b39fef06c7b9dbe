import { system } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { evaluate, type Outcome, type Phase } from '../monitor/evaluate.ts';
import { type Evaluable, findingOf, ruleOf } from '../monitor/monitor.ts';
import type { Found } from '../monitor/queries.ts';
import type { Alert, AlertMove } from './alert.ts';
import { type News, openAlert } from './change.ts';
import { moveByItself, type Sighting, silenceIsOver } from './found.ts';

/** One look of a monitor at what it watches: a deployment, or what was recorded for versions. */
export interface Watched {
  monitor: Evaluable;
  /** Null: there was nothing in its window. */
  found: Found | null;
  /** The open alert about it. */
  alert: Alert | null;
}

/**
 * Draws the consequences of a look: opens an alert or moves it on. An alert that was seen again and stays as it is comes
 * back as a sighting, to be noted with others.
 */
export async function act(tx: Tx, watched: Watched, now: Date): Promise<Sighting | null> {
  const { monitor, found, alert } = watched;
  const enough = found !== null && found.n >= monitor.minimumRows ? found : null;
  const look = { at: seconds(now), value: enough?.value ?? null };
  const outcome = evaluate(ruleOf(monitor), phaseOf(alert, now), look);
  if (alert) return actOn(tx, alert, { outcome, monitor, found: enough, now });
  if (enough && outcome.breached) {
    const pending = outcome.phase.name === 'pending';
    await openAlert(tx, system('monitoring'), { news: newsOf(monitor, enough), pending, now });
  }
  return null;
}

interface Seen {
  outcome: Outcome;
  monitor: Evaluable;
  found: Found | null;
  now: Date;
}

async function actOn(tx: Tx, alert: Alert, seen: Seen): Promise<Sighting | null> {
  const { outcome, monitor, found, now } = seen;
  const move = moveOf(alert, outcome, now);
  if (move === 'FIRE' && found) {
    const { value, detail } = newsOf(monitor, found);
    await moveByItself(tx, alert, {
      move,
      now,
      patch: { firedAt: now, lastSeenAt: now, value: value ?? null, detail },
    });
  } else if (move === 'UNSILENCE') await moveByItself(tx, alert, { move, now, note: silenceIsOver });
  else if (move) await moveByItself(tx, alert, { move, now });
  return outcome.breached && move !== 'FIRE' ? { id: alert.id, value: found?.value ?? null } : null;
}

const moves: Readonly<Partial<Record<`${Phase['name']} ${Phase['name']}`, AlertMove>>> = {
  'pending firing': 'FIRE',
  'pending inactive': 'CALM',
  'firing recovering': 'RECOVER',
  'firing inactive': 'RESOLVE',
  'recovering firing': 'RELAPSE',
  'recovering inactive': 'RESOLVE',
};

function moveOf(alert: Alert, { phase }: Outcome, now: Date): AlertMove | null {
  const move = moves[`${phaseOf(alert, now).name} ${phase.name}`];
  if (move) return move;
  return alert.state === 'SILENCED' && alert.silencedUntil !== null && alert.silencedUntil <= now ? 'UNSILENCE' : null;
}

/** Where the rule stands by the alert: whoever sees to it, it fires on. */
function phaseOf(alert: Alert | null, now: Date): Phase {
  if (!alert) return { name: 'inactive', since: seconds(now) };
  const since = seconds(alert.stateSince);
  if (alert.state === 'PENDING') return { name: 'pending', since };
  return { name: alert.state === 'RECOVERING' ? 'recovering' : 'firing', since };
}

function seconds(at: Date): number {
  return at.getTime() / 1000;
}

function newsOf(monitor: Evaluable, found: Found): News {
  const { deploymentId } = found;
  return {
    modelId: monitor.modelId,
    deploymentId: deploymentId === '' ? null : deploymentId,
    environment: found.environment === '' ? monitor.environment : found.environment,
    monitorId: monitor.id,
    fingerprint: fingerprintOf(monitor.id, deploymentId),
    severity: monitor.severity,
    title: monitor.name,
    detail: findingOf(monitor, found),
    value: found.value,
    threshold: monitor.threshold,
    runbook: monitor.runbook,
  };
}

/** One for each monitor and deployment; deploymentId '': what was recorded for versions. */
export function fingerprintOf(monitorId: string, deploymentId: string): string {
  return deploymentId === '' ? monitorId : `${monitorId}/${deploymentId}`;
}
