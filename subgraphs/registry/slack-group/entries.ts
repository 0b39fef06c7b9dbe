import type { Tx } from '@handoff/kit/database/database';
import { slackGroups } from './table.ts';

/** A team that is no more follows no user group of Slack either. */
export async function leaveSlack(tx: Tx, teamId: string): Promise<void> {
  await tx.delete(slackGroups, { teamId });
}

/** Whether a user group of Slack decides who is in a team. */
export function followsSlack(tx: Tx, teamId: string): Promise<boolean> {
  return tx.existsBy(slackGroups, { teamId });
}
