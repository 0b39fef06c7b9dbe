import { teamMembers } from '@handoff/kit/access/table';
import type { Tx } from '@handoff/kit/database/database';

/** Makes these the teams of a person, and no others. */
export async function replaceTeams(tx: Tx, personId: string, teamIds: readonly string[]): Promise<void> {
  await tx.delete(teamMembers, { personId });
  await tx.insert(
    teamMembers,
    [...new Set(teamIds)].map(teamId => ({ teamId, personId })),
  );
}
