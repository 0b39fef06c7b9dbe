import type { Context } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { type Batch, load } from '@handoff/kit/loader';
import { inUtc } from '@handoff/kit/text';
import { hourMs } from '../grain.ts';
import { type SeriesRequest, seriesByRequest } from '../metric/queries.ts';
import { grainFor, type Series } from '../metric/series.ts';
import { kindOf } from '../monitor/kind/kinds.ts';
import type { Bar, Picture } from '../monitor/kind/picture.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { monitorById } from '../monitor/queries.ts';
import { shownNumber } from '../number.ts';
import type { Alert } from './alert.ts';

const longestMs = 30 * 24 * hourMs;

/** What was kept of alerts when they fired, by the ids of these. One statement. */
const pictureOf: Batch<string, Picture> = async (ids, context) => {
  const sql = 'SELECT p.alert_id AS id, p.picture FROM monitoring.alert_picture p WHERE p.alert_id = ANY($1::text[])';
  const found = await rows<{ id: string; picture: Picture }>(context.db, sql, [ids]);
  return new Map(found.map(({ id, picture }) => [id, picture]));
};

/**
 * What an alert is about as a series: as it was kept when it fired, else the metric around that time: three windows
 * before, an hour at least, until it ended or until now, 30 days at most. Null for what is no series.
 */
export async function seriesAround(context: Context, alert: Alert, now: Date): Promise<Series | null> {
  const kept = (await load(context, pictureOf, alert.id))?.series;
  if (kept) return kept;
  const monitor = alert.monitorId === null ? null : await load(context, monitorById, alert.monitorId);
  const request = monitor && requestFor(alert, monitor, now);
  return request ? load(context, seriesByRequest, JSON.stringify(request)) : null;
}

/** The bars of an alert about a distribution, as they were when it fired; null: it is about none. */
export async function histogramOf(context: Context, alert: Alert): Promise<Bar[] | null> {
  return (await load(context, pictureOf, alert.id))?.histogram ?? null;
}

function requestFor(alert: Alert, monitor: Monitor, now: Date): SeriesRequest | null {
  const name = kindOf(monitor).series?.(monitor) ?? null;
  if (name === null) return null;
  const before = Math.max(hourMs, 3 * monitor.windowMinutes * 60_000);
  const from = new Date(alert.firedAt.getTime() - before);
  const to = new Date(Math.min((alert.resolvedAt ?? now).getTime() + 1, from.getTime() + longestMs));
  return {
    modelId: alert.modelId,
    deploymentId: alert.deploymentId ?? '',
    environment: monitor.environment,
    name,
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
