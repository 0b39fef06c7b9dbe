import type { Actor } from '../actor.ts';
import { type Db, rows, type Tx, write } from '../database/database.ts';
import { append, type NewEvent } from './append.ts';

/** How much of its time is over: half, nine tenths, or all of it. */
export type Part = 'HALF' | 'NINE_TENTHS' | 'OVER';

/** Something that waits for an answer, of which somebody is to be reminded now. */
export interface Overdue {
  id: string;
  modelId: string | null;
  part: Part;
}

/** What waits: a SELECT of id, model_id, since and until, and what is said of one. */
export interface Waiting {
  from: string;
  /** Whether it is also told that the time is over; what ends by itself tells that otherwise. */
  tellsOver: boolean;
  /** What is appended; null: it waits no more. */
  event: (tx: Tx, due: Overdue) => Promise<NewEvent | null> | NewEvent | null;
}

const batch = 50;
const parts: readonly Part[] = ['HALF', 'NINE_TENTHS', 'OVER'];

// What has less than an hour is not reminded of. A part that was missed is left out: only the latest is told.
function dueSql({ from, tellsOver }: Waiting): string {
  return `WITH w AS (${from}), timed AS (
      SELECT w.id, w.model_id, w.since, CASE WHEN $1 >= w.until THEN 3
        WHEN $1 >= w.since + (w.until - w.since) * 0.9 THEN 2 ELSE 1 END AS part
      FROM w WHERE w.until - w.since >= interval '1 hour' AND $1 >= w.since + (w.until - w.since) * 0.5
        ${tellsOver ? '' : 'AND w.until > $1'}),
    due AS (SELECT t.* FROM timed t WHERE NOT EXISTS (
      SELECT FROM event.reminder r WHERE r.subject_id = t.id AND r.since = t.since AND r.part >= t.part)
      ORDER BY t.id LIMIT ${batch}),
    taken AS (INSERT INTO event.reminder (subject_id, since, part, at)
      SELECT d.id, d.since, d.part, $1 FROM due d ON CONFLICT DO NOTHING RETURNING subject_id)
    SELECT d.id, d.model_id AS "modelId", d.part FROM taken JOIN due d ON d.id = taken.subject_id ORDER BY d.id`;
}

/**
 * Reminds of what waits when half and nine tenths of its time are over, each once however many processes ask. Returns
 * how many there were, fifty at most. now: for tests.
 */
export function remindDue(db: Db, actor: Actor, { waiting, now }: { waiting: Waiting; now: Date }): Promise<number> {
  return write(db, async tx => {
    const due = await rows<{ id: string; modelId: string | null; part: number }>(tx, dueSql(waiting), [now]);
    for (const { id, modelId, part } of due) {
      const event = await waiting.event(tx, { id, modelId, part: parts[part - 1] ?? 'HALF' });
      if (event) await append(tx, actor, { ...event, notify: true });
    }
    return due.length;
  });
}

/** How much of the time is over, in words. */
export const partWords: Readonly<Record<Part, string>> = {
  HALF: 'half of the time is over',
  NINE_TENTHS: 'nine tenths of the time are over',
  OVER: 'the time is over',
};
