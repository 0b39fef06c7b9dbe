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

/** An entry with the name of who did it; null: the system itself. */
export type NamedEntry = EntryRow & { actor: string | null };

const named = `SELECT ${selected}, coalesce(p.name, s.name) AS actor FROM event.entry e
  LEFT JOIN access.person p ON p.id = e.actor_id LEFT JOIN access.service_account s ON s.id = e.actor_id`;

/** Entries about things, of these actions, oldest first, as far as the viewer may read them. One statement. */
export async function entriesAbout(
  context: Context,
  subjectIds: readonly string[],
  actions: readonly string[],
): Promise<NamedEntry[]> {
  const may = readable(await viewerReach(context), context.actor.id, 3);
  const sql = `${named} WHERE e.subject_id = ANY($1::text[]) AND e.action = ANY($2::text[]) AND ${may.sql} ORDER BY e.at, e.id`;
  return rows(context.db, sql, [subjectIds, actions, ...may.parameters]);
}

export interface PeriodFilter {
  /** What actions begin with: promotion, assignment. */
  nouns: readonly string[];
  /** Single actions beside: model.validated. */
  actions: readonly string[];
  from: Date | null;
  to: Date | null;
  modelId: string | null;
  /** How many at most. */
  most: number;
}

/** Entries of these nouns and actions in a period, and everything that was refused in it, oldest first, as far as the viewer may read them. One statement. */
export async function entriesIn(context: Context, filter: PeriodFilter): Promise<NamedEntry[]> {
  const { nouns, actions, from, to, modelId, most } = filter;
  const may = readable(await viewerReach(context), context.actor.id, 7);
  const sql = `${named} WHERE (split_part(e.action, '.', 1) = ANY($1::text[]) OR e.action = ANY($2::text[]) OR e.refused)
    AND ($3::timestamptz IS NULL OR e.at >= $3) AND ($4::timestamptz IS NULL OR e.at < $4)
    AND ($5::text IS NULL OR e.model_id = $5) AND ${may.sql} ORDER BY e.at, e.id LIMIT $6`;
  return rows(context.db, sql, [nouns, actions, from, to, modelId, most, ...may.parameters]);
}

/** When somebody did something last to a model; modelId null: to what belongs to none. teamId: of the model. */
export interface LastAct {
  actorId: string;
  modelId: string | null;
  teamId: string | null;
  at: Date;
}

/** What people did last to each model since an instant, as far as the viewer may read it. One statement. */
export async function lastActs(context: Context, actorIds: readonly string[], since: Date): Promise<LastAct[]> {
  const may = readable(await viewerReach(context), context.actor.id, 3);
  const sql = `SELECT e.actor_id AS "actorId", e.model_id AS "modelId", t.team_id AS "teamId", max(e.at) AS at
    FROM event.entry e LEFT JOIN access.model t ON t.id = e.model_id
    WHERE e.actor_id = ANY($1::text[]) AND e.at >= $2 AND ${may.sql} GROUP BY 1, 2, 3`;
  return rows(context.db, sql, [actorIds, since, ...may.parameters]);
}
