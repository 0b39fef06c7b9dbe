import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type Batch, keyed } from '@handoff/kit/loader';
import { type SlackGroupRow, slackGroups } from './table.ts';

const selected = columns(slackGroups, 'g');

/** The user groups that teams follow; left out for those that follow none. */
export const groupOfTeam: Batch<string, SlackGroupRow> = async (ids, context) => {
  const sql = `SELECT ${selected} FROM access.slack_group g WHERE g.team_id = ANY($1::text[])`;
  return keyed(await rows<SlackGroupRow>(context.db, sql, [ids]), ({ teamId }) => teamId);
};

/** All user groups that are followed, by handle. */
export function followedGroups(context: Context): Promise<SlackGroupRow[]> {
  return rows(context.db, `SELECT ${selected} FROM access.slack_group g ORDER BY g.handle COLLATE "C", g.group_id`);
}
