import { type TeamRow, teams } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type Batch, keyed, load } from '@handoff/kit/loader';
import type { NotificationRow } from '@handoff/kit/notification/table';
import { assignmentById } from '../assignment/queries.ts';
import { modelById } from '../model/queries.ts';
import { assignmentRecipients, type ReachableTeam, type Recipient } from './recipients.ts';

const reachableTeam: Batch<string, ReachableTeam> = async (ids, context) => {
  const sql = `SELECT ${columns(teams, 't')}, coalesce(array_agg(m.person_id ORDER BY m.person_id) FILTER (WHERE p.active), '{}') AS "memberIds"
    FROM access.team t LEFT JOIN access.team_member m ON m.team_id = t.id LEFT JOIN access.person p ON p.id = m.person_id
    WHERE t.id = ANY($1::text[]) GROUP BY t.id`;
  return keyed(await rows<TeamRow & { memberIds: string[] }>(context.db, sql, [ids]), team => team.id);
};

/** Who is to be told of a notification, by the assignments of now. What it is about is gone: nobody. */
export async function recipientsOf(context: Context, notification: NotificationRow): Promise<Recipient[]> {
  if (!notification.subjectId.startsWith('asg_')) return [];
  const assignment = await load(context, assignmentById, notification.subjectId);
  if (!assignment) return [];
  const model = assignment.modelId === null ? null : await load(context, modelById, assignment.modelId);
  const modelTeamId = model?.teamId ?? assignment.teamId;
  const assigneeTeam = assignment.assigneeId.startsWith('tea_')
    ? await load(context, reachableTeam, assignment.assigneeId)
    : null;
  const modelTeam = modelTeamId ? await load(context, reachableTeam, modelTeamId) : null;
  return assignmentRecipients({ assignment, assigneeTeam, modelTeam });
}
