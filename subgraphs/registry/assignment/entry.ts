import { type AssignmentRow, roles } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { nameOf } from './rows.ts';

/** What became of an assignment. */
export interface Moved {
  before: AssignmentRow;
  after: AssignmentRow;
  action: string;
  /** What ended by itself: whoever follows the trail sees whether a model is left without an owner. */
  ended?: Pick<AssignmentRow, 'roleKey' | 'modelId' | 'teamId'>[];
}

/** Writes the event of what became of an assignment. */
export async function appendMove(tx: Tx, actor: Actor, of: Moved): Promise<void> {
  const { before, after, action, ended } = of;
  const role = await tx.findOneOrFail(roles, { where: { key: after.roleKey } });
  const verb = action.slice('assignment.'.length);
  const why = after.declineReason ?? after.endReason;
  await append(tx, actor, {
    action,
    subjectId: after.id,
    modelId: after.modelId,
    summary: `${verb} the role ${role.title.toLowerCase()} of ${(await nameOf(tx, after.assigneeId)) ?? after.assigneeId}${why ? `: ${why}` : ''}`,
    changes: changesBetween(before, after, [
      'state',
      'since',
      'declineReason',
      'suggestedId',
      'delegatedToId',
      'delegatedUntil',
      'endedAt',
      'endReason',
    ]),
    detail: { role: after.roleKey, assigneeId: after.assigneeId, ...(ended && { ended }) },
    notify: true,
  });
}
