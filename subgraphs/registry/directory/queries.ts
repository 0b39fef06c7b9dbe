import { people, type ShownPerson, shownOfPerson, type TeamRow, teams } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { countRows, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, keyed } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { type DirectoryPersonRow, type DirectoryTeamRow, directoryPeople, directoryTeams } from './table.ts';

/** What a directory calls people; left out for whom none manages. */
export const entryOfPerson: Batch<string, DirectoryPersonRow> = async (ids, context) => {
  const sql = `SELECT ${columns(directoryPeople, 'd')} FROM access.directory_person d WHERE d.person_id = ANY($1::text[])`;
  return keyed(await rows<DirectoryPersonRow>(context.db, sql, [ids]), ({ personId }) => personId);
};

/** What a directory calls teams; left out for those that are no group. */
export const entryOfTeam: Batch<string, DirectoryTeamRow> = async (ids, context) => {
  const sql = `SELECT ${columns(directoryTeams, 'd')} FROM access.directory_team d WHERE d.team_id = ANY($1::text[])`;
  return keyed(await rows<DirectoryTeamRow>(context.db, sql, [ids]), ({ teamId }) => teamId);
};

/** A part of a list, as SCIM asks for it: by position. */
export interface Part {
  /** Default 0. */
  skip?: number | null;
  /** 0 to 200; default 100. */
  first?: number | null;
}

export interface PeopleAsked extends Part {
  id?: string | null;
  userName?: string | null;
  externalId?: string | null;
  email?: string | null;
}

export interface TeamsAsked extends Part {
  id?: string | null;
  displayName?: string | null;
  externalId?: string | null;
  memberId?: string | null;
}

/** What was found, and how many there are in all. */
export interface Listed<Row> {
  totalCount: () => Promise<number>;
  nodes: Row[];
}

/** People whom a directory manages, of whom all that is given holds, in the order they were made. */
export function directoryPeoplePart(context: Context, asked: PeopleAsked): Promise<Listed<ShownPerson>> {
  const where = `FROM access.directory_person d JOIN access.person p ON p.id = d.person_id
    WHERE ($1::text IS NULL OR p.id = $1) AND ($2::text IS NULL OR lower(d.user_name) = lower($2))
      AND ($3::text IS NULL OR d.external_id = $3) AND ($4::text IS NULL OR lower(p.email) = lower($4))`;
  const given = [asked.id, asked.userName, asked.externalId, asked.email];
  return part(context, asked, { select: columns(people, 'p', shownOfPerson), where, order: 'p.id', given });
}

/** Teams that are groups of a directory, of which all that is given holds, in the order they were made. */
export function directoryTeamsPart(context: Context, asked: TeamsAsked): Promise<Listed<TeamRow>> {
  const where = `FROM access.directory_team d JOIN access.team t ON t.id = d.team_id
    WHERE ($1::text IS NULL OR t.id = $1) AND ($2::text IS NULL OR lower(d.display_name) = lower($2))
      AND ($3::text IS NULL OR d.external_id = $3) AND ($4::text IS NULL OR EXISTS (
        SELECT FROM access.team_member m WHERE m.team_id = t.id AND m.person_id = $4))`;
  const given = [asked.id, asked.displayName, asked.externalId, asked.memberId];
  return part(context, asked, { select: columns(teams, 't'), where, order: 't.id', given });
}

interface Sought {
  select: string;
  where: string;
  order: string;
  given: (string | null | undefined)[];
}

async function part<Row>(context: Context, { skip, first }: Part, sought: Sought): Promise<Listed<Row>> {
  const { select, where, order } = sought;
  const [from, most] = [skip ?? 0, first ?? 100];
  if (from < 0 || most < 0 || most > 200) throw badInput('"skip" is 0 or more, and "first" from 0 to 200.');
  const given = sought.given.map(value => (typeof value === 'string' ? storable(value) : null));
  const sql = `SELECT ${select} ${where} ORDER BY ${order} OFFSET $5 LIMIT $6`;
  const nodes = await rows<Row>(context.db, sql, [...given, from, most]);
  return { nodes, totalCount: () => countRows(context.db, where, given) };
}
