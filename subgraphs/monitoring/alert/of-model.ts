import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows } from '@handoff/kit/database/database';
import type { Alert } from './alert.ts';
import { alerts } from './table.ts';

/** The alerts of a model that fired and are not over, oldest first; for work in the background. One statement. */
export function firingOfModel(reader: Reader, modelId: string): Promise<Alert[]> {
  const sql = `SELECT ${columns(alerts, 'a')} FROM monitoring.alert a
    WHERE a.model_id = $1 AND a.state NOT IN ('PENDING', 'RESOLVED') ORDER BY a.fired_at, a.id`;
  return rows(reader, sql, [modelId]);
}

/** Of these models, those about which any alert fires. One statement. */
export async function modelsFiring(reader: Reader, modelIds: readonly string[]): Promise<string[]> {
  const sql = `SELECT DISTINCT a.model_id AS id FROM monitoring.alert a
    WHERE a.model_id = ANY($1::text[]) AND a.state NOT IN ('PENDING', 'RESOLVED')`;
  return (await rows<{ id: string }>(reader, sql, [modelIds])).map(({ id }) => id);
}

/** The models whose alerts explain these. One statement. */
export async function modelsExplaining(reader: Reader, alertIds: readonly string[]): Promise<string[]> {
  const sql = `SELECT DISTINCT c.model_id AS id FROM monitoring.alert a JOIN monitoring.alert c ON c.id = a.cause_id
    WHERE a.id = ANY($1::text[])`;
  return (await rows<{ id: string }>(reader, sql, [alertIds])).map(({ id }) => id);
}

/** That an alert of a monitor fired, and when. */
export interface Fired {
  id: string;
  monitorId: string;
  firedAt: Date;
}

const mostFired = 1000;

/** When alerts of these monitors fired since an instant, the last 1,000 of them, newest first. One statement. */
export function firedOf(reader: Reader, monitorIds: readonly string[], since: Date): Promise<Fired[]> {
  const sql = `SELECT a.id, a.monitor_id AS "monitorId", a.fired_at AS "firedAt" FROM monitoring.alert a
    WHERE a.monitor_id = ANY($1::text[]) AND a.state <> 'PENDING' AND a.fired_at >= $2
    ORDER BY a.fired_at DESC, a.id DESC LIMIT ${mostFired}`;
  return rows(reader, sql, [monitorIds, since]);
}
