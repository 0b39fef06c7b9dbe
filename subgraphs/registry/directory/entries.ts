import type { Tx } from '@handoff/kit/database/database';
import { directoryTeams } from './table.ts';

/** Whether a directory decides who is in a team. */
export function isOfDirectory(tx: Tx, teamId: string): Promise<boolean> {
  return tx.existsBy(directoryTeams, { teamId });
}

/** A team that is no more is no group of a directory either. */
export async function leaveDirectory(tx: Tx, teamId: string): Promise<void> {
  await tx.delete(directoryTeams, { teamId });
}
