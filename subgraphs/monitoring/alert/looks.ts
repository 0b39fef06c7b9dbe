import { minuteMs } from '../grain.ts';
import type { Kind, Look } from '../monitor/kind/kind.ts';
import type { Monitor } from '../monitor/monitor.ts';

/** So many looks are made up for at most; of a longer time they are further apart. */
const mostMissed = 60;
/** What was missed longer ago is not made up for: who is told of it can do nothing about it any more. */
const longestMs = 24 * 60 * minuteMs;

/**
 * The looks that a monitor is due: now, and before, minute by minute, those that nobody made while no process ran. A rule
 * speaks of no time before it was saved. Pure.
 */
export function looksDue(
  monitor: Monitor,
  { everySeconds, hasHistory }: Pick<Kind, 'everySeconds' | 'hasHistory'>,
  now: Date,
): Look[] {
  const { lastEvaluatedAt, savedAt } = monitor;
  const look = { monitor, at: now };
  if (lastEvaluatedAt === null || everySeconds === null || !hasHistory) return [look];
  const since = Math.max(lastEvaluatedAt.getTime(), savedAt.getTime(), now.getTime() - longestMs);
  const missed = now.getTime() - since;
  const step = Math.max(minuteMs, everySeconds * 1000, Math.ceil(missed / mostMissed));
  if (missed < 2 * step) return [look];
  const times = Array.from({ length: Math.ceil(missed / step) - 1 }, (_, i) => since + (i + 1) * step);
  return [...times.map(at => ({ monitor, at: new Date(at) })), look];
}
