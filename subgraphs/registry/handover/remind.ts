import { system } from '@handoff/kit/actor';
import type { Db } from '@handoff/kit/database/database';
import { partWords, remindDue, type Waiting } from '@handoff/kit/event/remind';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';

const everyMs = 20_000;

const unanswered: Waiting = {
  from: `SELECT h.id, h.model_id, h.offered_at AS since, h.due_at AS until FROM registry.handover h
    WHERE h.state IN ('OFFERED', 'IN_REVIEW') AND h.due_at IS NOT NULL`,
  tellsOver: true,
  event: (_, { id, modelId, part }) => ({
    ...{ action: part === 'OVER' ? 'handover.overdue' : 'handover.reminded', subjectId: id, modelId },
    summary: `reminded of the handover: ${partWords[part]}`,
    detail: { part },
  }),
};

/** Reminds of handovers that nobody has answered, and tells the model's team when their day is over. now: for tests. */
export function remindOfHandovers(db: Db, now: Date): Promise<number> {
  return remindDue(db, system('registry'), { waiting: unanswered, now });
}

/** Does so every twenty seconds until stopped. */
export function keepReminding(db: Db, log: Log): Loop {
  const round = async () => ((await remindOfHandovers(db, new Date())) > 0 ? 0 : everyMs);
  return startLoop({ name: 'Reminding of handovers', log, round });
}
