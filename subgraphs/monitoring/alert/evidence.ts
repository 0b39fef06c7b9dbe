import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { inUtc } from '@handoff/kit/text';
import { type SeriesRequest, seriesByRequest } from '../metric/queries.ts';
import { grainFor, type Series } from '../metric/series.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { monitorById } from '../monitor/queries.ts';
import { shownNumber } from '../number.ts';
import type { Alert } from './alert.ts';

const hourMs = 3_600_000;
const longestMs = 30 * 24 * hourMs;

/**
 * The metric of an alert around the time that it fired: three windows before, an hour at least, until it ended or until
 * now, 30 days at most. Null for what came from outside.
 */
export async function seriesAround(context: Context, alert: Alert, now: Date): Promise<Series | null> {
  const monitor = alert.monitorId === null ? null : await load(context, monitorById, alert.monitorId);
  const request = monitor && requestFor(alert, monitor, now);
  return request ? load(context, seriesByRequest, JSON.stringify(request)) : null;
}

function requestFor(alert: Alert, monitor: Monitor, now: Date): SeriesRequest | null {
  if (monitor.metric === null) return null;
  const before = Math.max(hourMs, 3 * monitor.windowMinutes * 60_000);
  const from = new Date(alert.firedAt.getTime() - before);
  const to = new Date(Math.min((alert.resolvedAt ?? now).getTime() + 1, from.getTime() + longestMs));
  return {
    modelId: alert.modelId,
    deploymentId: alert.deploymentId ?? '',
    environment: monitor.environment,
    name: monitor.metric,
    slice: monitor.slice ?? '',
    from: from.toISOString(),
    to: to.toISOString(),
    grain: grainFor({ from, to }, now),
  };
}

/** What speaks for an alert, in words. */
export function evidenceSentence({ detail, count, firedAt, lastSeenAt }: Alert): string {
  const seen =
    count === 1
      ? `Seen once, at ${inUtc(firedAt)}.`
      : `Seen ${shownNumber(count)} times, ${between(firedAt, lastSeenAt)}.`;
  return `${detail} ${seen}`;
}

function between(from: Date, to: Date): string {
  return `from ${inUtc(from)} to ${inUtc(to)}`;
}
