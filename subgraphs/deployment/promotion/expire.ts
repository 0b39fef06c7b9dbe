import { system } from '@handoff/kit/actor';
import { type Db, rows, write } from '@handoff/kit/database/database';
import { partWords, remindDue, type Waiting } from '@handoff/kit/event/remind';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { isProblem } from '@handoff/kit/problem';
import { lockCase } from './case.ts';
import { doneWith, undecidedStates } from './promotion.ts';
import { saveMoved, toTell } from './save.ts';

const everyMs = 15_000;
const batch = 100;

/** Ends what nobody decided or began in time, one transaction each. Returns how many there were. now: for tests. */
export async function expireDue(db: Db, now: Date): Promise<number> {
  const due = await rows<{ id: string }>(
    db,
    `SELECT id FROM deployment.promotion WHERE expires_at <= $1 AND state = ANY($2::text[])
     ORDER BY expires_at LIMIT ${batch}`,
    [now, undecidedStates],
  );
  for (const { id } of due) await expire(db, id, now);
  return due.length;
}

function expire(db: Db, id: string, now: Date): Promise<void> {
  return write(db, async tx => {
    const actor = system('expiry');
    const found = await lockCase(tx, actor, id);
    // Somebody may have moved it since it was found.
    if (isProblem(found) || !undecidedStates.includes(found.row.state)) return;
    if (found.row.expiresAt === null || found.row.expiresAt > now) return;
    await saveMoved(tx, actor, {
      action: 'promotion.expired',
      summary: doneWith('let expire', found.row.kind),
      move: 'EXPIRE',
      found,
      after: { ...found.row, state: 'EXPIRED', expiresAt: null, endedAt: now },
      note: found.row.state === 'APPROVED' ? 'Approved, but not rolled out in time.' : 'Not decided in time.',
    });
  });
}

const undecided: Waiting = {
  from: `SELECT p.id, p.model_id, p.requested_at AS since, p.expires_at AS until FROM deployment.promotion p
    WHERE p.state = 'PENDING' AND p.expires_at IS NOT NULL`,
  tellsOver: false,
  event: async (tx, { id, modelId, part }) => {
    const found = await lockCase(tx, system('reminder'), id);
    if (isProblem(found) || found.row.state !== 'PENDING') return null;
    const detail = { part, ...toTell(found.row, found.given) };
    const summary = `reminded of the decision: ${partWords[part]}`;
    return { action: 'promotion.reminded', subjectId: id, modelId, summary, detail };
  },
};

/** Reminds whoever may decide of what nobody has decided. Returns how many there were. now: for tests. */
export function remindDeciders(db: Db, now: Date): Promise<number> {
  return remindDue(db, system('reminder'), { waiting: undecided, now });
}

/** Does both every quarter of a minute until stopped. */
export function keepExpiring(db: Db, log: Log): Loop {
  const round = async () => {
    await remindDeciders(db, new Date());
    return (await expireDue(db, new Date())) === batch ? 0 : everyMs;
  };
  return startLoop({ name: 'Ending promotions that nobody decided', log, round });
}
