import { people, type ShownPerson, shownOfPerson } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { countRows, firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, keyed } from '@handoff/kit/loader';
import { badInput, checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import type { PreferenceRow } from './preferences.ts';

const selected = columns(people, 'p', shownOfPerson);

/** People by id, as far as columns are read of them. */
function peopleById<Row extends { id: string }>(selected: string): Batch<string, Row> {
  const sql = `SELECT ${selected} FROM access.person p WHERE p.id = ANY($1::text[])`;
  return async (ids, context) => keyed(await rows<Row>(context.db, sql, [ids]), person => person.id);
}

export const personById = peopleById<ShownPerson>(selected);

/** When people want to be told. */
export const preferencesOf = peopleById<PreferenceRow>(
  columns(people, 'p', ['id', 'quietFrom', 'quietTo', 'digestAt', 'timeZone']),
);

export interface PersonReference {
  id?: string | null;
  email?: string | null;
  slackUserId?: string | null;
}

/** The person of whom all that is given holds, or null. Throws BAD_USER_INPUT when nothing is given. */
export function findPerson(reader: Reader, of: PersonReference): Promise<ShownPerson | null> {
  const given = [of.id, of.email, of.slackUserId].map(value => (value ? storable(value) : null));
  if (given.every(value => value === null)) throw badInput('Say which person: by "id", "email" or "slackUserId".');
  const sql = `SELECT ${selected} FROM access.person p
    WHERE ($1::text IS NULL OR p.id = $1) AND ($2::text IS NULL OR lower(p.email) = lower($2))
      AND ($3::text IS NULL OR p.slack_user_id = $3)`;
  return firstRow(reader, sql, given);
}

/** People whose name or e-mail holds a text, whatever its case; by name. */
export async function personPage(
  context: Context,
  args: PageArgs & { search?: string | null },
): Promise<Page<ShownPerson>> {
  const first = checkFirst(args.first);
  const after = decodeCursor(args.after, ['text', 'text']);
  const matches = `($1::text IS NULL OR strpos(lower(p.name), lower($1)) > 0 OR strpos(lower(p.email), lower($1)) > 0)`;
  const search = args.search ? storable(args.search.slice(0, 200)) : null;
  const found = await rows<ShownPerson>(
    context.db,
    `SELECT ${selected} FROM access.person p WHERE ${matches}
       AND ($2::text IS NULL OR (p.name COLLATE "C", p.id) > ($2::text COLLATE "C", $3::text))
     ORDER BY p.name COLLATE "C", p.id LIMIT $4`,
    [search, after?.[0] ?? null, after?.[1] ?? null, first + 1],
  );
  const count = () => countRows(context.db, `FROM access.person p WHERE ${matches}`, [search]);
  return pageOf(found, first, { position: person => [person.name, person.id], count });
}
