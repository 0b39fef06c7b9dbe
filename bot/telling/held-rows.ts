import { type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { Held, Wished } from './plan.ts';

/** Keeps what is told later; what is kept already for the same place stays for the earlier hour. */
export async function hold(tx: Tx, held: readonly Held[]): Promise<void> {
  if (held.length === 0) return;
  await rows(
    tx,
    `INSERT INTO bot.held AS h (destination, subject_id, alone, until_at)
     SELECT d, s, a, u FROM unnest($1::text[], $2::text[], $3::boolean[], $4::timestamptz[]) AS t(d, s, a, u)
     ON CONFLICT (destination, subject_id) DO UPDATE SET
       until_at = CASE WHEN h.digest_id IS NULL THEN least(h.until_at, excluded.until_at) ELSE excluded.until_at END,
       held_at = CASE WHEN h.digest_id IS NULL THEN h.held_at ELSE excluded.held_at END, digest_id = NULL`,
    [
      held.map(each => each.destination),
      held.map(each => each.subjectId),
      held.map(each => each.alone),
      held.map(each => each.until),
    ],
  );
}

/** Lets go what was held for a place because it is told there now. */
export async function letGo(tx: Tx, wished: readonly Wished[]): Promise<void> {
  await rows(
    tx,
    `DELETE FROM bot.held h USING unnest($1::text[], $2::text[]) AS t(d, s)
     WHERE h.destination = t.d AND h.subject_id = t.s AND h.digest_id IS NULL`,
    [wished.map(each => each.destination), wished.map(each => each.subjectId)],
  );
}

// A digest holds so much; what is more comes in another.
const inOneDigest = 30;

/**
 * Takes what has waited for its hour: notes as they are, all else in a digest for each place. Answers what is to be
 * drawn. Several processes may do it at once: each row is taken by one.
 */
export async function release(tx: Tx): Promise<Wished[]> {
  const due = await rows<Wished & { alone: boolean }>(
    tx,
    `SELECT destination, subject_id AS "subjectId", alone FROM bot.held
     WHERE digest_id IS NULL AND until_at <= clock_timestamp() ORDER BY destination, held_at, subject_id
     LIMIT 3000 FOR UPDATE SKIP LOCKED`,
  );
  const alone = due.filter(each => each.alone);
  await letGo(tx, alone);
  const digests: Wished[] = [];
  for (const [destination, ids] of inDigests(due)) {
    const subjectId = newId('dig');
    await rows(
      tx,
      'UPDATE bot.held SET digest_id = $1 WHERE destination = $2 AND subject_id = ANY($3::text[]) AND digest_id IS NULL',
      [subjectId, destination, ids],
    );
    digests.push({ subjectId, destination });
  }
  return [...alone.map(({ subjectId, destination }) => ({ subjectId, destination })), ...digests];
}

function inDigests(due: readonly (Wished & { alone: boolean })[]): [destination: string, ids: string[]][] {
  const byPlace = new Map<string, string[]>();
  for (const { destination, subjectId, alone } of due)
    if (!alone) byPlace.set(destination, [...(byPlace.get(destination) ?? []), subjectId]);
  return [...byPlace].flatMap(([destination, ids]) => {
    const parts = Math.ceil(ids.length / inOneDigest);
    return Array.from({ length: parts }, (_, i): [string, string[]] => [
      destination,
      ids.slice(i * inOneDigest, (i + 1) * inOneDigest),
    ]);
  });
}

/** What a digest tells of, in the order it came. */
export async function inDigest(reader: Reader, digestId: string): Promise<string[]> {
  const sql = 'SELECT subject_id AS id FROM bot.held WHERE digest_id = $1 ORDER BY held_at, subject_id';
  return (await rows<{ id: string }>(reader, sql, [digestId])).map(each => each.id);
}

/** Forgets what a digest told of, once Slack has it. */
export async function forgetDigest(reader: Reader, digestId: string): Promise<void> {
  await rows(reader, 'DELETE FROM bot.held WHERE digest_id = $1', [digestId]);
}

/** Puts what a digest that was given up told of back, to be told in another an hour later: nothing is lost. */
export async function putBack(reader: Reader, digestId: string): Promise<void> {
  const sql = `UPDATE bot.held SET digest_id = NULL, until_at = clock_timestamp() + interval '1 hour' WHERE digest_id = $1`;
  await rows(reader, sql, [digestId]);
}

/** Milliseconds until something held is due; null when nothing is held. */
export async function untilNextHeld(reader: Reader): Promise<number | null> {
  const sql = `SELECT extract(epoch FROM min(until_at) - clock_timestamp()) * 1000 AS ms FROM bot.held WHERE digest_id IS NULL`;
  const [found] = await rows<{ ms: string | null }>(reader, sql);
  return found?.ms == null ? null : Math.max(0, Math.ceil(Number(found.ms)));
}
