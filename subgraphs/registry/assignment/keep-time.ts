import { type AssignmentRow, assignments } from '@handoff/kit/access/table';
import { system } from '@handoff/kit/actor';
import { columns } from '@handoff/kit/database/columns';
import { type Db, rows, write } from '@handoff/kit/database/database';
import { partWords, remindDue, type Waiting } from '@handoff/kit/event/remind';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { byTheClock } from './assignment.ts';
import { appendMove, type Moved } from './entry.ts';

const batch = 50;
const everyMs = 20_000;

const overdueSql = `SELECT ${columns(assignments, 'a')} FROM access.assignment a
  WHERE (a.state = 'PROPOSED' AND a.due_at <= $1) OR (a.state IN ('PROPOSED', 'ACCEPTED') AND a.until <= $1)
  ORDER BY a.id LIMIT ${batch} FOR UPDATE SKIP LOCKED`;

/**
 * Lets proposals that nobody answered expire, which tells who asked and the model's team, and ends what was given until
 * a day. Several processes may do it at once: each assignment is one's. Returns how many there were, fifty at most.
 */
export function endOverdue(db: Db, now: Date): Promise<number> {
  return write(db, async tx => {
    const overdue = await rows<AssignmentRow>(tx, overdueSql, [now]);
    for (const before of overdue) {
      const after = byTheClock(before, now);
      if (!after) continue;
      await tx.save(assignments, after);
      await appendMove(tx, system('registry'), { before, after, ...toldOf(after) });
    }
    return overdue.length;
  });
}

function toldOf(after: AssignmentRow): Pick<Moved, 'action' | 'ended'> {
  if (after.state === 'EXPIRED') return { action: 'assignment.expired' };
  const { roleKey, modelId, teamId } = after;
  return { action: 'assignment.ended', ended: [{ roleKey, modelId, teamId }] };
}

const unanswered: Waiting = {
  from: `SELECT a.id, a.model_id, a.proposed_at AS since, a.due_at AS until FROM access.assignment a
    WHERE a.state = 'PROPOSED' AND a.due_at IS NOT NULL`,
  tellsOver: false,
  event: (_, { id, modelId, part }) => ({
    ...{ action: 'assignment.reminded', subjectId: id, modelId, detail: { part } },
    summary: `reminded of the question: ${partWords[part]}`,
  }),
};

/** Reminds whoever is asked of what they have not answered. Returns how many there were. */
export function remindAsked(db: Db, now: Date): Promise<number> {
  return remindDue(db, system('registry'), { waiting: unanswered, now });
}

/** Does both every twenty seconds until stopped. */
export function keepTime(db: Db, log: Log): Loop {
  const round = async () => {
    const done = [await endOverdue(db, new Date()), await remindAsked(db, new Date())];
    return done.some(count => count === batch) ? 0 : everyMs;
  };
  return startLoop({ name: 'Ending assignments in time', log, round });
}
