import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { roleHolders } from '@handoff/kit/access/roles';
import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed } from '@handoff/kit/loader';
import { checkFirst } from '@handoff/kit/page';
import type { Advice, AdviceState } from './advice.ts';
import { participantRoles } from './policy.ts';
import { advices } from './table.ts';

const selected = columns(advices, 'v');
const from = 'monitoring.advice v JOIN access.model m ON m.id = v.model_id';

/** Advice on models that the viewer may see. */
export const adviceById: Batch<string, Advice> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM ${from} WHERE v.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<Advice>(context.db, sql, [ids.map(storable), ...may.parameters]), advice => advice.id);
};

/** So many of a model at most. */
export const mostOfModel = 100;

/** Advice on models that the viewer may see, newest first; state null: in any. One statement for any number of models. */
export const adviceOfModel: BatchWith<readonly AdviceState[] | null, Advice[]> = async (modelIds, state, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 4);
  const sql = `SELECT p.* FROM unnest($1::text[]) AS k(key) CROSS JOIN LATERAL (
      SELECT ${selected} FROM ${from}
      WHERE v.model_id = k.key AND ($2::text[] IS NULL OR v.state = ANY($2)) AND ${may.sql}
      ORDER BY v.id DESC LIMIT $3) p`;
  const found = await rows<Advice>(context.db, sql, [modelIds, state, mostOfModel, ...may.parameters]);
  return grouped(found, advice => advice.modelId);
};

// As kit's roleHolders finds who holds a role, the other way round: themselves, in a team, or lent by who holds it.
const holds = `EXISTS (SELECT FROM access.assignment s
  WHERE s.role_key = ANY($2::text[]) AND s.state = 'ACCEPTED' AND (s.until IS NULL OR s.until > now())
    AND (s.scope = 'EVERYTHING' OR (s.scope = 'MODEL' AND s.model_id = m.id) OR (s.scope = 'TEAM' AND s.team_id = m.team_id))
    AND (s.assignee_id = k.key OR (s.delegated_to_id = k.key AND s.delegated_until > now())
      OR s.assignee_id IN (SELECT t.team_id FROM access.team_member t WHERE t.person_id = k.key)))`;

/** What is not decided and waits for people, as a data scientist or ML engineer of the model; newest first. One statement. */
export const openAdviceOf: BatchWith<number | null, Advice[]> = async (personIds, given, context) => {
  const first = checkFirst(given);
  const may = visibleSql(await viewerReach(context), 'm', 4);
  const sql = `SELECT k.key, p.* FROM unnest($1::text[]) AS k(key) CROSS JOIN LATERAL (
      SELECT ${selected} FROM ${from} WHERE v.state <> 'DECIDED' AND ${holds} AND ${may.sql}
      ORDER BY v.id DESC LIMIT $3) p`;
  const found = await rows<Advice & { key: string }>(context.db, sql, [
    ...[personIds, participantRoles, first],
    ...may.parameters,
  ]);
  return grouped(found, ({ key }) => key);
};

/** Ids of the data scientists and ML engineers of models. One statement. */
export const participantsOf: Batch<string, string[]> = async (modelIds, context) => {
  const found = await roleHolders(context.db, modelIds, participantRoles);
  const byModel = grouped(found, ({ modelId }) => modelId);
  return new Map([...byModel].map(([id, holders]) => [id, [...new Set(holders.map(({ personId }) => personId))]]));
};
