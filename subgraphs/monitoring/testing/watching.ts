import { rows } from '@handoff/kit/database/database';
import { moveByTime } from '../alert/by-time.ts';
import { evaluateDue } from '../alert/evaluation.ts';
import type { KnownVersion, Office } from './office.ts';

const saveSource = `mutation ($input: SaveMonitorInput!) { saveMonitor(input: $input) { monitor { id revision }
  problem { __typename message ... on InvalidInput { field } ... on Conflict { reason } } } }`;
const recordSource = `mutation ($input: RecordMetricsInput!) { recordMetrics(input: $input) { accepted problem { message } } }`;

export interface Saved {
  monitor: { id: string; revision: number } | null;
  problem: { __typename: string; message: string; field?: string; reason?: string } | null;
}

/** What a monitor of these tests is unless told otherwise: accuracy of at least 0.9 in the last ten minutes. */
export const lowAccuracy = {
  name: 'Low accuracy',
  kind: 'METRIC',
  metric: 'accuracy',
  comparator: 'AT_LEAST',
  threshold: 0.9,
  windowMinutes: 10,
  minimumRows: 1,
};

/** Saves a monitor as the engineer, or as somebody else. */
export async function saveMonitor(office: Office, input: object, as = office.engineer): Promise<Saved> {
  return (await office.ask<{ saveMonitor: Saved }>(as, saveSource, { input })).saveMonitor;
}

/** Makes a monitor over a model; returns its id. */
export async function watch(office: Office, model: string, changes: object = {}): Promise<string> {
  const { monitor, problem } = await saveMonitor(office, { monitor: { model, ...lowAccuracy, ...changes } });
  if (!monitor) throw new Error(problem?.message);
  return monitor.id;
}

let batches = 0;

/** What was measured: accuracy, unless it has another name. */
export interface Measured {
  at: Date;
  value: number;
  n?: number;
  name?: string;
  slice?: string;
}
interface Of {
  version: KnownVersion;
  deploymentId?: string;
}

/** Records one point. */
export function measure(office: Office, of: Of, point: Measured): Promise<void> {
  return measureAll(office, of, [point]);
}

/** Records points in one batch. */
export async function measureAll(office: Office, { version, deploymentId }: Of, points: Measured[]): Promise<void> {
  const input = {
    ...(deploymentId ? { deploymentId } : { versionId: version.id }),
    batchId: `batch ${batches++}`,
    points: points.map(point => ({ name: 'accuracy', ...point, at: point.at.toISOString() })),
  };
  const { recordMetrics } = await office.ask<{ recordMetrics: { accepted: number } }>(office.engineer, recordSource, {
    input,
  });
  if (recordMetrics.accepted !== points.length) throw new Error('a point was not taken');
}

/** Evaluates all that is due at an instant, and does what the time brings about, until nothing is left. */
export async function evaluateAll({ db, evaluating }: Office, now: Date): Promise<void> {
  const round = async () =>
    (await evaluateDue(evaluating, 'FAST', now)) +
    (await evaluateDue(evaluating, 'SLOW', now)) +
    (await moveByTime(db, now));
  while ((await round()) > 0) await rows(db, 'UPDATE monitoring.metric_series SET written_at = NULL');
}

/** What stands in the trail about something, oldest first. */
export function trailOf(
  office: Office,
  subjectId: string,
): Promise<{ action: string; detail: Record<string, unknown>; told: boolean }[]> {
  return rows(
    office.db,
    `SELECT e.action, e.detail, EXISTS (SELECT FROM event.notification n WHERE n.entry_id = e.id) AS told
     FROM event.entry e WHERE e.subject_id = $1 ORDER BY e.at, e.id`,
    [subjectId],
  );
}

export interface ShownAlert {
  id: string;
  state: string;
  count: number;
  value: number | null;
  detail: string;
  revision: number;
  environment: string | null;
  deployment: { id: string } | null;
  previous: { id: string } | null;
  history: { move: string; note: string | null; by: { name: string } | null }[];
}

const alertsSource = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model { alerts { nodes {
  id state count value detail revision environment deployment { id } previous { id }
  history { move note by { ... on Person { name } } } } } } } }`;

/** The alerts of a model, oldest first. */
export async function alertsOf(office: Office, model: string): Promise<ShownAlert[]> {
  const of = [{ __typename: 'Model', id: model }];
  const answer = await office.ask<{ _entities: { alerts: { nodes: ShownAlert[] } }[] }>(office.engineer, alertsSource, {
    of,
  });
  return (answer._entities[0]?.alerts.nodes ?? []).toReversed();
}
