import { people, type ShownPerson, shownOfPerson, type TeamRow, teams } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { countRows, firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { type Batch, grouped, keyed } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';

const selected = columns(teams, 't');

export const teamById: Batch<string, TeamRow> = async (ids, context) => {
  const sql = `SELECT ${selected} FROM access.team t WHERE t.id = ANY($1::text[])`;
  return keyed(await rows<TeamRow>(context.db, sql, [ids]), team => team.id);
};

/** The members of teams, by name. */
export const membersOfTeam: Batch<string, ShownPerson[]> = async (teamIds, context) => {
  const sql = `SELECT m.team_id AS "ofTeam", ${columns(people, 'p', shownOfPerson)}
    FROM access.team_member m JOIN access.person p ON p.id = m.person_id
    WHERE m.team_id = ANY($1::text[]) ORDER BY p.name, p.id`;
  return grouped(await rows<ShownPerson & { ofTeam: string }>(context.db, sql, [teamIds]), row => row.ofTeam);
};

/** The teams of people, by name. */
export const teamsOfPerson: Batch<string, TeamRow[]> = async (personIds, context) => {
  const sql = `SELECT m.person_id AS "ofPerson", ${selected}
    FROM access.team_member m JOIN access.team t ON t.id = m.team_id
    WHERE m.person_id = ANY($1::text[]) ORDER BY t.name`;
  return grouped(await rows<TeamRow & { ofPerson: string }>(context.db, sql, [personIds]), row => row.ofPerson);
};

/** A team by id or by name, whichever is given; one that was dissolved is found no more. */
export function findTeam(reader: Reader, reference: string): Promise<TeamRow | null> {
  const sql = `SELECT ${selected} FROM access.team t WHERE (t.id = $1 OR t.name = $1) AND t.dissolved_at IS NULL`;
  return firstRow(reader, sql, [reference]);
}

/** Teams that were not dissolved, by what they are called, each by id or by name. One statement, none when none is called. */
export async function teamsReferenced(reader: Reader, references: readonly string[]): Promise<Map<string, TeamRow>> {
  if (references.length === 0) return new Map();
  const sql = `SELECT ${selected} FROM access.team t
    WHERE (t.id = ANY($1::text[]) OR t.name = ANY($1::text[])) AND t.dissolved_at IS NULL`;
  const found = await rows<TeamRow>(reader, sql, [[...new Set(references)]]);
  return new Map(found.flatMap(team => [[team.id, team] as const, [team.name, team] as const]));
}

/** All teams, by name. */
export async function teamPage(context: Context, args: PageArgs): Promise<Page<TeamRow>> {
  const first = checkFirst(args.first);
  const after = decodeCursor(args.after, ['text']);
  const sql = `SELECT ${selected} FROM access.team t
    WHERE t.dissolved_at IS NULL AND ($1::text IS NULL OR t.name > $1) ORDER BY t.name LIMIT $2`;
  const found = await rows<TeamRow>(context.db, sql, [after?.[0] ?? null, first + 1]);
  const count = () => countRows(context.db, 'FROM access.team WHERE dissolved_at IS NULL');
  return pageOf(found, first, { position: team => [team.name], count });
}
