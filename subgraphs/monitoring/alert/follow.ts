import { evaluate, type Outcome, type Phase, type Rule } from '../monitor/evaluate.ts';
import type { Found } from '../monitor/kind/kind.ts';
import type { Picture } from '../monitor/kind/picture.ts';
import type { Monitor } from '../monitor/monitor.ts';
import type { Alert, AlertMove } from './alert.ts';
import { silenceOver } from './by-time.ts';
import { type Change, type Last, type News, opened } from './change.ts';
import { changeByItself, type Open, type OwnMove, type Sighting } from './found.ts';

/** What a monitor saw of one thing at an instant; null: nothing. */
export interface Seen {
  at: Date;
  found: Found | null;
}

/** One thing that a monitor looks at: a deployment, what was recorded for versions, a duty. */
export interface Thing {
  monitor: Monitor;
  fingerprint: string;
  /** How it is judged; a rule of the monitor, unless it is another. */
  rule(found: Found | null): Rule;
  severity: Alert['severity'];
  /** In the order of time; the last is of now. */
  seen: readonly Seen[];
  /** The open alert about it. */
  alert: Open | null;
  /** The last one about it; where none is open. */
  last: Last | null;
}

/** What follows from what was seen of a thing. */
export interface Followed {
  changes: Change[];
  /** It is open, and was seen again. */
  sighting: Sighting | null;
  picture: { alertId: string; picture: Picture } | null;
}

/**
 * Draws the consequences of looks, one after the other: alerts open, move on and end. Nothing that fired and ended
 * between two looks that were made up for is left out. Pure.
 */
export function follow(thing: Thing): Followed {
  const changes: Change[] = [];
  const now = thing.seen.at(-1)?.at ?? null;
  let { alert, last }: { alert: Alert | null; last: Last | null } = thing;
  let sighting: Sighting | null = null;
  let picture: Followed['picture'] = null;
  for (const seen of thing.seen) {
    const outcome = evaluate(thing.rule(seen.found), phaseOf(alert, seen.at), {
      at: seconds(seen.at),
      value: seen.found?.value ?? null,
    });
    const late = now !== null && now.getTime() - seen.at.getTime() > lateMs;
    const made = alert
      ? movesOf(alert, { thing, seen, outcome, late })
      : openingOf({ thing, seen, outcome, late }, last);
    changes.push(...made);
    alert = made.at(-1)?.after ?? alert;
    const fired = made.find(({ move }) => move === 'FIRE' || move === 'PEND');
    if (fired && seen.found?.picture) picture = { alertId: fired.after.id, picture: seen.found.picture };
    if (!late && alert && !fired && outcome.breached) sighting = sightingOf(alert, thing, seen);
    if (alert?.state === 'RESOLVED') {
      last = alert;
      alert = null;
    }
  }
  return { changes, sighting, picture };
}

/** A look that is older than this was made up for. */
const lateMs = 30_000;
const madeUpFor = 'Nothing was evaluated at that time: it was noticed later.';

interface Judged {
  thing: Thing;
  seen: Seen;
  outcome: Outcome;
  late: boolean;
}

function openingOf({ thing, seen, outcome, late }: Judged, last: Last | null): Change[] {
  if (!outcome.breached || !seen.found) return [];
  // What is still measured of a deployment that ended is of no matter any more.
  if (seen.found.deploymentId !== null && last?.endedAt) return [];
  const pending = outcome.phase.name === 'pending';
  const change = opened({ news: newsOf(thing, seen.found), pending, now: seen.at, last });
  return [{ ...change, note: [change.note, late ? madeUpFor : null].filter(Boolean).join(' ') || null }];
}

function movesOf(alert: Alert, judged: Judged): Change[] {
  const { seen, outcome, late } = judged;
  const move = moves[`${phaseOf(alert, seen.at).name} ${outcome.phase.name}`];
  const changes: Change[] = [];
  const make = (own: Omit<OwnMove, 'now'>) => {
    const change = changeByItself(changes.at(-1)?.after ?? alert, { ...own, now: seen.at });
    if (change) changes.push(change);
  };
  if (move) make({ move, note: late ? madeUpFor : null, ...(move === 'FIRE' && { patch: firing(judged) }) });
  const { state, silencedUntil } = changes.at(-1)?.after ?? alert;
  if (state === 'SILENCED' && silencedUntil !== null && silencedUntil <= seen.at) {
    make({ move: 'UNSILENCE', note: silenceOver(judged.thing.alert?.ended ?? 0) });
  }
  return changes;
}

const moves: Readonly<Partial<Record<`${Phase['name']} ${Phase['name']}`, AlertMove>>> = {
  'pending firing': 'FIRE',
  'pending inactive': 'CALM',
  'firing recovering': 'RECOVER',
  'firing inactive': 'RESOLVE',
  'recovering firing': 'RELAPSE',
  'recovering inactive': 'RESOLVE',
};

function firing({ thing, seen }: Judged): Partial<Alert> {
  if (!seen.found) return { firedAt: seen.at, lastSeenAt: seen.at };
  const { value = null, threshold = null, detail, environment } = newsOf(thing, seen.found);
  return { firedAt: seen.at, lastSeenAt: seen.at, value, threshold, detail, environment };
}

function sightingOf({ id }: Alert, { monitor }: Thing, { found }: Seen): Sighting {
  return { id, value: found?.value ?? null, threshold: found?.threshold ?? monitor.threshold };
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

function newsOf({ monitor, fingerprint, severity }: Thing, found: Found): News {
  return {
    modelId: monitor.modelId,
    deploymentId: found.deploymentId,
    environment: found.environment ?? monitor.environment,
    monitorId: monitor.id,
    fingerprint,
    severity,
    title: found.title ?? monitor.name,
    detail: found.sentence(),
    value: found.value,
    threshold: found.threshold ?? monitor.threshold,
    runbook: monitor.runbook,
  };
}

/** What tells alerts of a monitor apart: what it looks at, and the part of that. */
export function fingerprintOf({ id, focus }: Pick<Monitor, 'id' | 'focus'>, part: string): string {
  const whole = focus === 1 ? id : `${id}.${focus}`;
  return part === '' ? whole : `${whole}/${part}`;
}
