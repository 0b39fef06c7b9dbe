import { type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { invalid, type Problem } from '@handoff/kit/problem';

/** Who belongs to a group, all of them, or who comes and who goes. Ids of people. */
export interface MemberChange {
  /** Replaces the list. */
  members?: string[] | null;
  addMembers?: string[] | null;
  removeMembers?: string[] | null;
}

/** The most that can be named at once. */
const most = 10_000;

/** What is wrong with a change of members, or null: whoever comes must be there; whoever goes need not. */
export async function memberProblem(reader: Reader, change: MemberChange): Promise<Problem | null> {
  for (const field of ['members', 'addMembers', 'removeMembers'] as const)
    if ((change[field]?.length ?? 0) > most) return invalid(field, `At most ${most} people can be named at once.`);
  for (const field of ['members', 'addMembers'] as const) {
    const wanted = (change[field] ?? []).map(storable);
    const sql = 'SELECT id FROM access.person WHERE id = ANY($1::text[])';
    const known = new Set((await rows<{ id: string }>(reader, sql, [wanted])).map(({ id }) => id));
    const at = wanted.findIndex(id => !known.has(id));
    if (at >= 0) return invalid(`${field}[${at}]`, `There is no person "${wanted[at]}".`);
  }
  return null;
}

/** Makes the change; tells who came and who went. The caller has locked the team. */
export async function changeMembers(
  tx: Tx,
  teamId: string,
  { members, addMembers, removeMembers }: MemberChange,
): Promise<{ added: string[]; removed: string[] }> {
  const removed = await ids(
    tx,
    `DELETE FROM access.team_member WHERE team_id = $1
       AND (person_id = ANY($2::text[]) OR ($3::text[] IS NOT NULL AND person_id <> ALL($3::text[])))
     RETURNING person_id AS id`,
    [teamId, (removeMembers ?? []).map(storable), members ?? null],
  );
  const added = await ids(
    tx,
    `INSERT INTO access.team_member (team_id, person_id) SELECT $1, id FROM unnest($2::text[]) AS t(id)
     ON CONFLICT DO NOTHING RETURNING person_id AS id`,
    [teamId, [...new Set([...(members ?? []), ...(addMembers ?? [])])]],
  );
  return { added, removed };
}

/** What an INSERT or DELETE gives back: TypeORM hands some of them out as [rows, count]. */
async function ids(tx: Tx, sql: string, parameters: unknown[]): Promise<string[]> {
  const answer = (await tx.query(sql, parameters)) as { id: string }[] | [{ id: string }[], number];
  const found = Array.isArray(answer[0]) ? answer[0] : (answer as { id: string }[]);
  return found.map(({ id }) => id).sort();
}
