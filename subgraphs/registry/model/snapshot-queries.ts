import { type RoleRow, roles } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type BatchWith, grouped, loadWith } from '@handoff/kit/loader';
import type { AliasRow, ModelRow } from './model.ts';
import { type RoleEntry, rolesBefore, type Snapshot, snapshotOf, type ToldFields } from './snapshot.ts';

interface ToldRow {
  modelId: string;
  name: string;
  after: string | null;
}

// What an import notes of documents, sources and aliases has names of its own. A model's row is made a moment before
// the trail tells of it: its first entry counts from the beginning.
const toldSql = `SELECT DISTINCT ON (e.subject_id, c.name) e.subject_id AS "modelId", c.name, c.after
  FROM event.entry e CROSS JOIN LATERAL jsonb_to_recordset(e.changes) c(name text, after text)
  WHERE e.subject_id = ANY($1::text[]) AND e.at <= greatest($2::timestamptz, (SELECT min(f.at) FROM event.entry f
      WHERE f.subject_id = e.subject_id AND f.action IN ('model.registered', 'model.imported') AND NOT f.refused))
    AND NOT e.refused AND e.action LIKE 'model.%'
  ORDER BY e.subject_id, c.name, e.at DESC, e.id DESC`;

const toldAt: BatchWith<Date, ToldFields> = async (modelIds, at, context) => {
  const found = await rows<ToldRow>(context.db, toldSql, [modelIds, at]);
  const fieldsOf = (list: readonly ToldRow[]) => new Map(list.map(({ name, after }) => [name, after]));
  return new Map([...grouped(found, row => row.modelId)].map(([id, list]) => [id, fieldsOf(list)]));
};

/** A model as it was at an instant; null before it was registered. The caller has judged the model. */
export async function modelAsOf(context: Context, model: ModelRow, at: Date): Promise<Snapshot | null> {
  if (model.createdAt > at) return null;
  const told = await loadWith(context, toldAt, { key: model.id, args: at });
  return snapshotOf(model, told ?? new Map(), at);
}

/** What aliases pointed at at an instant, by name. The caller has judged the models. */
export const aliasesAt: BatchWith<Date, AliasRow[]> = async (modelIds, at, context) => {
  const sql = `SELECT h.model_id AS "modelId", h.name, h.version_id AS "versionId", h.set_by_id AS "setById", h.set_at AS "setAt"
    FROM registry.alias_history h WHERE h.model_id = ANY($1::text[]) AND h.set_at <= $2::timestamptz
      AND (h.ended_at IS NULL OR h.ended_at > $2) ORDER BY h.model_id, h.name`;
  return grouped(await rows<AliasRow>(context.db, sql, [modelIds, at]), alias => alias.modelId);
};

const rolesAtBatch: BatchWith<Date, RoleRow[]> = async (keys, at, context) => {
  const now = await rows<RoleRow>(context.db, `SELECT ${columns(roles, 'r')} FROM access.role r ORDER BY r.key`);
  const later = await rows<RoleEntry>(
    context.db,
    `SELECT e.subject_id AS "roleKey", e.action, e.changes FROM event.entry e
     WHERE e.action IN ('role.made', 'role.changed') AND e.at > $1::timestamptz ORDER BY e.at DESC, e.id DESC`,
    [at],
  );
  const before = rolesBefore(now, later);
  return new Map(keys.map(key => [key, before]));
};

/** All roles with the permissions they had at an instant, by key. */
export async function rolesAt(context: Context, at: Date): Promise<RoleRow[]> {
  return (await loadWith(context, rolesAtBatch, { key: 'all', args: at })) ?? [];
}
