import { ownsSql } from '@handoff/kit/access/owner';
import { type PrincipalRow, principalById, principalsOf } from '@handoff/kit/access/principal';
import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import {
  type AssignmentRow,
  type AssignmentScope,
  type AssignmentState,
  assignments,
  people,
  type RoleRow,
  roles,
  type ShownPerson,
  shownOfPerson,
} from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { countRows, type Reader, rows } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import { type Batch, type BatchWith, grouped, keyed, known, loadWith } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import { selectedAt, stateAt } from './as-of.ts';

const selected = columns(assignments, 'a');
const from = 'access.assignment a LEFT JOIN access.model m ON m.id = a.model_id';

/** Assignments about no model are open to everybody who is signed in; the others to who sees the model. */
async function visible(context: Context, next: number): Promise<{ sql: string; parameters: unknown[] }> {
  const model = visibleSql(await viewerReach(context), 'm', next);
  return { sql: `(a.model_id IS NULL OR ${model.sql})`, parameters: model.parameters };
}

export const roleByKey: Batch<string, RoleRow> = async (keys, context) => {
  const sql = `SELECT ${columns(roles, 'r')} FROM access.role r WHERE r.key = ANY($1::text[])`;
  return keyed(await rows<RoleRow>(context.db, sql, [keys]), role => role.key);
};

/** All roles; there are few. */
export function allRoles(reader: Reader): Promise<RoleRow[]> {
  return rows(reader, `SELECT ${columns(roles, 'r')} FROM access.role r ORDER BY r.key`);
}

/** Assignments the viewer may see. */
export const assignmentById: Batch<string, AssignmentRow> = async (ids, context) => {
  const may = await visible(context, 2);
  const sql = `SELECT ${selected} FROM ${from} WHERE a.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<AssignmentRow>(context.db, sql, [ids, ...may.parameters]), row => row.id);
};

export interface ModelArguments {
  state?: AssignmentState | null;
  at?: Date | null;
}

/** Who answers for models, or did at an instant: what names the model itself, or its team. Newest first. */
export const assignmentsOfModel: BatchWith<ModelArguments, AssignmentRow[]> = async (modelIds, args, context) => {
  const found = await rows<AssignmentRow & { ofModel: string }>(
    context.db,
    `SELECT am.id AS "ofModel", ${selectedAt('a', '$2')}
     FROM access.model am JOIN access.assignment a ON a.model_id = am.id OR a.team_id = am.team_id
     WHERE am.id = ANY($1::text[]) AND ($3::text IS NULL OR ${stateAt('a', '$2')} = $3) AND ${stateAt('a', '$2')} IS NOT NULL
     ORDER BY a.id DESC`,
    [modelIds, args.at ?? null, args.state ?? null],
  );
  return grouped(found, row => row.ofModel);
};

const ownerSql = kept(`SELECT o."ofModel", o."ownerId", ${columns(people, 'p', shownOfPerson)}
  FROM (SELECT DISTINCT ON (am.id) am.id AS "ofModel", a.assignee_id AS "ownerId"
    FROM access.model am JOIN access.assignment a ON ${ownsSql('a', 'am')}
    WHERE am.id = ANY($1::text[])
    ORDER BY am.id, a.model_id NULLS LAST, a.id) o
  LEFT JOIN access.person p ON p.id = o."ownerId"`);

type OwnerRow = ShownPerson & { ofModel: string; ownerId: string };

/** The accepted owner of models; their own before their team's. Owners who are people are read with it. */
export const ownerOfModel: Batch<string, PrincipalRow> = async (modelIds, context) => {
  const found = await rows<OwnerRow>(context.db, ownerSql, [modelIds]);
  const persons: readonly ShownPerson[] = found.filter(({ id }) => id !== null);
  const others = found.filter(({ id }) => id === null).map(({ ownerId }) => ownerId);
  known(
    context,
    principalById,
    keyed<PrincipalRow>(persons, ({ id }) => id),
  );
  const owners = keyed([...persons, ...(await principalsOf(context, others))], ({ id }) => id);
  return new Map(
    found.flatMap(({ ofModel, ownerId }) => {
      const owner = owners.get(ownerId);
      return owner ? [[ofModel, owner] as const] : [];
    }),
  );
};

export interface HolderArguments extends PageArgs {
  state?: AssignmentState | null;
}

type By = 'assignee_id' | 'proposed_by_id';

/** Pages of assignments by who holds or who proposed them, newest first. */
function pagesBy(column: By): BatchWith<HolderArguments, Page<AssignmentRow>> {
  const counts = countsBy(column);
  return async (ids, args, context) => {
    const first = checkFirst(args.first);
    const after = decodeCursor(args.after, ['text']);
    const may = await visible(context, 5);
    const where = `a.${column} = h.id AND ($2::text IS NULL OR a.state = $2) AND ${may.sql}`;
    const found = await rows<AssignmentRow & { of: string }>(
      context.db,
      `SELECT h.id AS "of", p.* FROM unnest($1::text[]) AS h(id) CROSS JOIN LATERAL (
         SELECT ${selected} FROM ${from} WHERE ${where} AND ($3::text IS NULL OR a.id < $3) ORDER BY a.id DESC LIMIT $4) p`,
      [ids, args.state ?? null, after?.[0] ?? null, first + 1, ...may.parameters],
    );
    const groups = grouped(found, row => row.of);
    return new Map(
      ids.map(id => {
        const count = async () => (await loadWith(context, counts, { key: id, args: args.state ?? null })) ?? 0;
        return [id, pageOf<AssignmentRow>(groups.get(id) ?? [], first, { position: row => [row.id], count })];
      }),
    );
  };
}

function countsBy(column: By): BatchWith<AssignmentState | null, number> {
  return async (ids, state, context) => {
    const may = await visible(context, 3);
    const found = await rows<{ id: string; count: number }>(
      context.db,
      `SELECT a.${column} AS id, count(*) AS count FROM ${from}
       WHERE a.${column} = ANY($1::text[]) AND ($2::text IS NULL OR a.state = $2) AND ${may.sql} GROUP BY a.${column}`,
      [ids, state, ...may.parameters],
    );
    return new Map(found.map(row => [row.id, row.count]));
  };
}

/** Assignments of people and teams, newest first, page by page. */
export const assignmentsOfHolder = pagesBy('assignee_id');

/** Assignments that people proposed, newest first, page by page. */
export const assignmentsProposedBy = pagesBy('proposed_by_id');

export interface AssignmentFilter extends PageArgs {
  role?: string | null;
  state?: AssignmentState | null;
  scope?: AssignmentScope | null;
  at?: Date | null;
}

/** All assignments the viewer may see, newest first; `at`: as they were at that instant. */
export async function assignmentPage(context: Context, filter: AssignmentFilter): Promise<Page<AssignmentRow>> {
  const first = checkFirst(filter.first);
  const after = decodeCursor(filter.after, ['text']);
  const may = await visible(context, 5);
  const state = stateAt('a', '$1');
  const where = `${state} IS NOT NULL AND ($2::text IS NULL OR a.role_key = $2) AND ($3::text IS NULL OR ${state} = $3)
    AND ($4::text IS NULL OR a.scope = $4) AND ${may.sql}`;
  const parameters = [
    filter.at ?? null,
    filter.role ?? null,
    filter.state ?? null,
    filter.scope ?? null,
    ...may.parameters,
  ];
  const next = parameters.length + 1;
  const found = await rows<AssignmentRow>(
    context.db,
    `SELECT ${selectedAt('a', '$1')} FROM ${from} WHERE ${where} AND ($${next}::text IS NULL OR a.id < $${next}) ORDER BY a.id DESC LIMIT $${next + 1}`,
    [...parameters, after?.[0] ?? null, first + 1],
  );
  const count = () => countRows(context.db, `FROM ${from} WHERE ${where}`, parameters);
  return pageOf(found, first, { position: row => [row.id], count });
}

/** Ids of the teams a person belongs to. */
export async function teamIdsOf(reader: Reader, personId: string | null): Promise<string[]> {
  const found = await rows<{ id: string }>(
    reader,
    'SELECT team_id AS id FROM access.team_member WHERE person_id = $1',
    [personId],
  );
  return found.map(row => row.id);
}
