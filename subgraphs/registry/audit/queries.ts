import { viewerReach } from '@handoff/kit/access/queries';
import { mayEverywhere, type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, rows } from '@handoff/kit/database/database';
import { type EntryRow, entries } from '@handoff/kit/event/table';
import { type BatchWith, grouped } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';

export interface TrailFilter extends PageArgs {
  subjectId?: string | null;
  actorId?: string | null;
  action?: string | null;
  from?: Date | null;
  to?: Date | null;
}

const selected = columns(entries, 'e');

/** A page of the trail. It has no total: a trail only grows. */
export type Trail = Omit<Page<EntryRow>, 'totalCount'>;

function trail(found: readonly EntryRow[], first: number): Trail {
  const { nodes, pageInfo } = pageOf(found, first, { position: entry => [entry.id], count: async () => found.length });
  return { nodes, pageInfo };
}

/**
 * Which entries the viewer may read: those of models they see, what they did themselves, and all with AUDIT_READ. By a
 * token that may not read: only what they did to no model.
 */
function readable(reach: Reach, actorId: string | null, next: number): { sql: string; parameters: unknown[] } {
  if (mayEverywhere(reach, 'AUDIT_READ')) return { sql: 'true', parameters: [] };
  const model = visibleSql(reach, 'm', next + 1);
  const own = reach.seesNone ? `e.actor_id = $${next} AND e.model_id IS NULL` : `e.actor_id = $${next}`;
  const sql = `(${own} OR (e.model_id IS NOT NULL AND EXISTS (
    SELECT FROM access.model m WHERE m.id = e.model_id AND ${model.sql})))`;
  return { sql, parameters: [actorId, ...model.parameters] };
}

/** The trail, newest first. */
export async function trailPage(context: Context, filter: TrailFilter): Promise<Trail> {
  const first = checkFirst(filter.first);
  const after = decodeCursor(filter.after, ['text']);
  const given = [filter.subjectId, filter.actorId, filter.action, filter.from, filter.to].map(value => value ?? null);
  const may = readable(await viewerReach(context), context.actor.id, 6);
  const where = `($1::text IS NULL OR e.subject_id = $1) AND ($2::text IS NULL OR e.actor_id = $2)
    AND ($3::text IS NULL OR e.action = $3) AND ($4::timestamptz IS NULL OR e.at >= $4)
    AND ($5::timestamptz IS NULL OR e.at < $5) AND ${may.sql}`;
  const parameters = [...given, ...may.parameters];
  const next = parameters.length + 1;
  const found = await rows<EntryRow>(
    context.db,
    `SELECT ${selected} FROM event.entry e WHERE ${where} AND ($${next}::text IS NULL OR e.id < $${next}) ORDER BY e.id DESC LIMIT $${next + 1}`,
    [...parameters, after?.[0] ?? null, first + 1],
  );
  return trail(found, first);
}

/** The entry that was sealed last; null before the first. */
export function trailHead(context: Context): Promise<{ seq: number; hash: string; sealedAt: Date } | null> {
  return firstRow(context.db, 'SELECT seq, hash, sealed_at AS "sealedAt" FROM event.head');
}

type Column = 'model_id' | 'subject_id';

function historyBy(column: Column): BatchWith<PageArgs, Trail> {
  return async (keys, args, context) => {
    const first = checkFirst(args.first);
    const after = decodeCursor(args.after, ['text']);
    const found = await rows<EntryRow & { of: string }>(
      context.db,
      `SELECT k.key AS of, e.* FROM unnest($1::text[]) AS k(key) CROSS JOIN LATERAL (
         SELECT ${selected} FROM event.entry e
         WHERE e.${column} = k.key AND ($2::text IS NULL OR e.id < $2) ORDER BY e.id DESC LIMIT $3) e`,
      [keys, after?.[0] ?? null, first + 1],
    );
    const groups = grouped(found, row => row.of);
    return new Map(keys.map(key => [key, trail(groups.get(key) ?? [], first)]));
  };
}

/** All that happened to models, their versions and assignments, newest first; one statement for all of them. */
export const historyOfModel = historyBy('model_id');

/** All that happened to single things, newest first; one statement for all of them. */
export const historyOfSubject = historyBy('subject_id');
