import { ownsSql } from '@handoff/kit/access/owner';
import { type Reader, rows } from '@handoff/kit/database/database';
import type { Batch } from '@handoff/kit/loader';

const owner = `(SELECT s.assignee_id FROM access.assignment s
  WHERE ${ownsSql('s', 'm')} ORDER BY s.model_id NULLS LAST, s.id LIMIT 1)`;

/**
 * The id of who has to act on an alert `a` of a model `m`: whoever acknowledged it, else the accepted owner of the
 * model, else its team; once it was escalated, the team before the owner. Null: nobody.
 */
export const responsibleSql = `coalesce(a.acknowledged_by_id,
  CASE WHEN a.escalation = 0 THEN coalesce(${owner}, m.team_id) ELSE coalesce(m.team_id, ${owner}) END)`;

const sql = `SELECT a.id, ${responsibleSql} AS "responsibleId"
  FROM monitoring.alert a JOIN access.model m ON m.id = a.model_id WHERE a.id = ANY($1::text[])`;

interface Row {
  id: string;
  responsibleId: string | null;
}

/** Who has to act on alerts of models that fire just now, by the ids of the models; left out where nobody has to. One statement. */
export async function accountableFor(reader: Reader, modelIds: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<Row>(
    reader,
    `SELECT m.id, coalesce(${owner}, m.team_id) AS "responsibleId" FROM access.model m WHERE m.id = ANY($1::text[])`,
    [modelIds],
  );
  return byId(found);
}

/** Who has to act on alerts, by the ids of these; left out where nobody has to. One statement. */
export const responsibleOf: Batch<string, string> = (ids, context) => responsibleIn(context.db, ids);

/** The same inside a transaction. */
export async function responsibleIn(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  return byId(await rows<Row>(reader, sql, [ids]));
}

function byId(found: readonly Row[]): Map<string, string> {
  return new Map(found.flatMap(({ id, responsibleId }) => (responsibleId === null ? [] : [[id, responsibleId]])));
}
