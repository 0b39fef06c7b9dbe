import { grouped } from '@handoff/kit/loader';
import { minuteMs } from '../grain.ts';
import { evaluate, type Phase } from './evaluate.ts';
import type { Found, Kind, Look } from './kind/kind.ts';
import type { Monitor } from './monitor.ts';
import { ruleOf } from './rule.ts';

/** A time in which a rule would have fired; to null: it would fire still. */
export interface Firing {
  from: Date;
  to: Date | null;
  value: number;
}

/** What a rule would have done. */
export interface Replayed {
  evaluations: number;
  firings: Firing[];
}

/** So many evaluations are replayed at most: what takes its time less often. */
const most = { FAST: 1_440, SLOW: 200 } as const;

/** What of a rule says how often it must be evaluated, so that nothing passes by unseen. */
type Paced = Pick<Kind, 'everySeconds' | 'slow'> & { windowMinutes: number };

/** The instants at which a rule is replayed over a time; or why that time is too long. Pure. */
export function instantsOf({ everySeconds, slow, windowMinutes }: Paced, from: Date, to: Date): Date[] | string {
  const limit = most[slow ? 'SLOW' : 'FAST'];
  const span = to.getTime() - from.getTime();
  const usual = Math.max(minuteMs, (everySeconds ?? 0) * 1000);
  const step = Math.max(usual, Math.ceil(span / limit));
  const widest = Math.max(usual, windowMinutes * minuteMs);
  if (step > widest) {
    const days = Math.floor((limit * widest) / 86_400_000);
    return `With a window of ${windowMinutes} minutes, ${days === 0 ? 'less than a day' : `${days} days`} can be replayed at most, in ${limit} evaluations: ask for a shorter time, or widen the window.`;
  }
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => new Date(from.getTime() + i * step));
}

/** When a rule would have fired by what its looks found, thing by thing, in the order of time. Pure. */
export function firingsOf(monitor: Monitor, looks: readonly Look[], found: readonly Found[]): Firing[] {
  const parts = [...grouped(found, ({ part }) => part).values()];
  const all = parts.flatMap(own => firingsOfPart(monitor, looks, own));
  return all.sort((a, b) => a.from.getTime() - b.from.getTime());
}

function firingsOfPart(monitor: Monitor, looks: readonly Look[], found: readonly Found[]): Firing[] {
  const byPlace = new Map(found.map(each => [each.place, each]));
  const firings: Firing[] = [];
  let phase: Phase = { name: 'inactive', since: 0 };
  for (const [place, { at }] of looks.entries()) {
    const each = byPlace.get(place) ?? null;
    const outcome = evaluate(ruleOf(monitor, each), phase, { at: at.getTime() / 1000, value: each?.value ?? null });
    phase = outcome.phase;
    const last = firings.at(-1);
    if (outcome.event === 'firing') firings.push({ from: at, to: null, value: each?.value ?? 0 });
    if (outcome.event === 'resolved' && last) last.to = at;
  }
  return firings;
}
