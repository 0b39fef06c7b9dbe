import type { Actor } from '../actor.ts';
import type { Context } from '../context.ts';
import { columns } from '../database/columns.ts';
import { firstRow, type Reader, rows, together } from '../database/database.ts';
import { kept } from '../database/kept.ts';
import { type Batch, type BatchWith, grouped, keyed, known, load, type Soon, told } from '../loader.ts';
import type { Permission } from './permission.ts';
import { type Grant, type Reach, reachOf, sees } from './reach.ts';
import { type AccessModelRow, accessModels } from './table.ts';

// An assignment counts for who holds it (all whose it is are found first, as a list: joined, PostgreSQL may go through
// every assignment that there is), for every member of a team that holds it, and, while it is delegated, for the
// person it was delegated to; for nobody who is not active. One row for each role, however many models it was given for.
const grantsSql = kept(`
  SELECT r.key AS role, a.scope, a.state = 'ACCEPTED' AS accepted, r.permissions, array_agg(coalesce(a.model_id, a.team_id)) AS places
  FROM (
    SELECT s.* FROM access.assignment s WHERE s.assignee_id = ANY(ARRAY(
      SELECT $1::text UNION ALL SELECT m.team_id FROM access.team_member m WHERE m.person_id = $1))
    UNION ALL
    SELECT s.* FROM access.assignment s
    WHERE s.delegated_to_id = $1 AND s.delegated_until > now() AND s.state = 'ACCEPTED') a
  JOIN access.role r ON r.key = a.role_key
  WHERE a.state IN ('ACCEPTED', 'PROPOSED') AND (a.until IS NULL OR a.until > now())
    AND NOT EXISTS (SELECT FROM access.person p WHERE p.id = $1 AND NOT p.active)
  GROUP BY a.scope, a.state, r.key`);

interface GrantsRow extends Pick<Grant, 'role' | 'scope' | 'accepted' | 'permissions'> {
  /** Ids of models or teams, as the scope has it. */
  places: (string | null)[];
}

function grantsOf({ role, scope, accepted, permissions, places }: GrantsRow): Grant[] {
  return places.map(place => ({
    ...{ role, scope, accepted, permissions },
    modelId: scope === 'MODEL' ? place : null,
    teamId: scope === 'TEAM' ? place : null,
  }));
}

/** Reads how far an actor's assignments reach now; in a command with its transaction, so that it holds until the commit. */
export async function readReach(reader: Reader, actor: Actor): Promise<Reach> {
  if (actor.id === null) return reachOf(actor, []);
  return reachOf(actor, (await rows<GrantsRow>(reader, grantsSql, [actor.id])).flatMap(grantsOf));
}

const reaches: Batch<string, Reach> = async (keys, context) => {
  const reach = await readReach(context.db, context.actor);
  return new Map(keys.map(key => [key, reach]));
};

const viewer = 'viewer';

/** The viewer's reach, read once per request. */
export async function viewerReach(context: Context): Promise<Reach> {
  const reach = await load(context, reaches, viewer);
  return reach ?? reachOf(context.actor, []);
}

const modelsById: Batch<string, AccessModelRow> = async (ids, context) => {
  const sql = `SELECT ${columns(accessModels, 'm')} FROM access.model m WHERE m.id = ANY($1::text[])`;
  return keyed(await rows<AccessModelRow>(context.db, sql, [ids]), row => row.id);
};

/** Models that a request has read, with what access knows of them: others that share the request need not ask. */
export function knownModels<Row extends AccessModelRow>(context: Context, models: readonly Row[]): readonly Row[] {
  known(
    context,
    modelsById,
    keyed<AccessModelRow>(models, ({ id }) => id),
  );
  return models;
}

const visibleModels: Batch<string, AccessModelRow> = async (ids, context) => {
  const reading = Promise.all(ids.map(id => load(context, modelsById, id)));
  const [models, reach] = await together([reading, viewerReach(context)]);
  const visible = models.filter(model => model !== null && sees(reach, model)) as AccessModelRow[];
  return keyed(visible, ({ id }) => id);
};

/** What access knows of a model, or null when there is none that the viewer may see. */
export function visibleModel(context: Context, id: string): Promise<AccessModelRow | null> {
  return load(context, visibleModels, id);
}

/** The same, told at once where both the model and the viewer's reach were read already. */
export function visibleModelSoon(context: Context, id: string): Soon<AccessModelRow | null> {
  const model = told(context, modelsById, id);
  const reach = told(context, reaches, viewer);
  if (model === undefined || !reach) return visibleModel(context, id);
  return model && sees(reach, model) ? model : null;
}

/** The same inside a transaction, for commands: the row is share-locked, so that visibility holds until the commit. */
export function accessModel(reader: Reader, id: string): Promise<AccessModelRow | null> {
  return firstRow(reader, `SELECT ${columns(accessModels, 'm')} FROM access.model m WHERE m.id = $1 FOR SHARE`, [id]);
}

const mostNamed = 10;

// Who can, for a model m that may be none; the outer statement says which m.
const whoCanSql = `
  SELECT a.assignee_id AS id, min(CASE a.scope WHEN 'MODEL' THEN 1 WHEN 'TEAM' THEN 2 ELSE 3 END) AS distance
  FROM access.assignment a JOIN access.role r ON r.key = a.role_key
  WHERE a.state = 'ACCEPTED' AND $1 = ANY(r.permissions) AND (a.until IS NULL OR a.until > now())
    AND (a.scope = 'EVERYTHING' OR (a.scope = 'MODEL' AND a.model_id = m.id) OR (a.scope = 'TEAM' AND a.team_id = m.team_id))
    AND a.assignee_id NOT LIKE 'svc\\_%'
    AND NOT EXISTS (SELECT FROM access.person p WHERE p.id = a.assignee_id AND NOT p.active)
  GROUP BY a.assignee_id ORDER BY distance, a.assignee_id LIMIT ${mostNamed}`;

/** Ids of the people and teams (ten at most, nearest first) whose accepted roles give a permission on a model; modelId null: everywhere. */
export async function whoCan(reader: Reader, permission: Permission, modelId: string | null): Promise<string[]> {
  const sql = `SELECT w.id FROM (SELECT $2::text AS wanted) q LEFT JOIN access.model m ON m.id = q.wanted
    CROSS JOIN LATERAL (${whoCanSql}) w ORDER BY w.distance, w.id`;
  const found = await rows<{ id: string }>(reader, sql, [permission, modelId]);
  return found.map(row => row.id);
}

/** The same for many models at once. */
export const whoCanOn: BatchWith<Permission, string[]> = async (modelIds, permission, context) => {
  const sql = `SELECT m.id AS "modelId", w.id FROM access.model m CROSS JOIN LATERAL (${whoCanSql}) w
    WHERE m.id = ANY($2::text[]) ORDER BY m.id, w.distance, w.id`;
  const found = await rows<{ modelId: string; id: string }>(context.db, sql, [permission, modelIds]);
  const byModel = grouped(found, row => row.modelId);
  return new Map([...byModel].map(([modelId, named]) => [modelId, named.map(({ id }) => id)]));
};

const readersSql = kept(`
  SELECT k.who, k.model FROM unnest($1::text[], $2::text[]) AS k(who, model) JOIN access.model m ON m.id = k.model
  WHERE EXISTS (
    SELECT FROM access.assignment a JOIN access.role r ON r.key = a.role_key
    WHERE (a.assignee_id = k.who OR a.assignee_id IN (SELECT t.team_id FROM access.team_member t WHERE t.person_id = k.who))
      AND a.state IN ('ACCEPTED', 'PROPOSED') AND (a.until IS NULL OR a.until > now())
      AND ((a.scope = 'MODEL' AND a.model_id = m.id) OR (a.scope = 'TEAM' AND a.team_id = m.team_id)
        OR (a.scope = 'EVERYTHING' AND a.state = 'ACCEPTED'
            AND r.permissions && ARRAY['READ', 'DELIVER', 'AUDIT_READ'])))`);

/** Whose assignments let them see which models, of these pairs of who and model; INTERNAL models are seen by everybody anyway. */
export function seeing(reader: Reader, pairs: readonly { who: string; model: string }[]) {
  const [who, models] = [pairs.map(pair => pair.who), pairs.map(pair => pair.model)];
  return rows<{ who: string; model: string }>(reader, readersSql, [who, models]);
}
