import { teamMembers } from '@handoff/kit/access/table';
import { rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { invalid, type Problem } from '@handoff/kit/problem';

/** The ids of teams that are given by name or id, in one statement; or which of them there is not. */
export async function teamIdsOf(tx: Tx, references: readonly string[]): Promise<string[] | Problem> {
  const found = await rows<{ id: string; name: string }>(
    tx,
    `SELECT id, name FROM access.team
     WHERE (id = ANY($1::text[]) OR name = ANY($1::text[])) AND dissolved_at IS NULL`,
    [references.map(storable)],
  );
  const ids = references.map(reference => found.find(team => team.id === reference || team.name === reference)?.id);
  const missing = ids.indexOf(undefined);
  if (missing >= 0) {
    return invalid(`teams[${missing}]`, `There is no team "${references[missing]}": give the name or id of one.`);
  }
  return ids.filter(id => id !== undefined);
}

/** Makes these the teams of a person, and no others. */
export async function replaceTeams(tx: Tx, personId: string, teamIds: readonly string[]): Promise<void> {
  await tx.delete(teamMembers, { personId });
  await tx.insert(
    teamMembers,
    [...new Set(teamIds)].map(teamId => ({ teamId, personId })),
  );
}
