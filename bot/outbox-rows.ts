import { columns } from '@handoff/kit/database/columns';
import { type Db, firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import { tracing } from '@handoff/kit/trace/trace';
import { leaseSeconds } from './leases.ts';
import { type OutboxRow, outboxTable } from './table.ts';

/** After how many tries a refused card is given up; while Slack or the graph is away, it is never. */
export const outboxTries = 10;

/** A wish to show a thing's card somewhere. */
export interface Wish {
  subjectId: string;
  destination: string;
  /** Draw even what has the newest revision already. */
  redraw?: boolean;
  /** The `traceparent` of what leads to it; what is under way here unless told otherwise. */
  trace?: string | null;
}

/** Asks for a card; one that waits already stays one, and reads the newest when its turn comes. */
export async function wish(reader: Reader, { subjectId, destination, redraw = false, trace }: Wish): Promise<void> {
  await rows(
    reader,
    `INSERT INTO bot.outbox AS o (subject_id, destination, wanted, redraw, state, attempts, due_at, trace)
     VALUES ($1, $2, 1, $3, 'DUE', 0, clock_timestamp(), $4)
     ON CONFLICT (subject_id, destination) DO UPDATE SET wanted = o.wanted + 1, trace = excluded.trace, redraw = o.redraw OR excluded.redraw,
       state = 'DUE', attempts = CASE o.state WHEN 'DEAD' THEN 0 ELSE o.attempts END,
       due_at = least(o.due_at, excluded.due_at)`,
    [subjectId, destination, redraw, trace ?? tracing()?.traceparent() ?? null],
  );
}

/** Asks for many cards at once; inSeconds: not before. */
export async function wishAll(reader: Reader, wishes: readonly (Wish & { inSeconds?: number })[]): Promise<void> {
  const once = new Map(wishes.map(each => [`${each.subjectId} ${each.destination}`, each]));
  // Always in the same order, so that two processes never wait for each other.
  const all = [...once].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  if (all.length === 0) return;
  await rows(
    reader,
    `INSERT INTO bot.outbox AS o (subject_id, destination, wanted, redraw, state, attempts, due_at, trace)
     SELECT s, d, 1, false, 'DUE', 0, clock_timestamp() + make_interval(secs => w), p
     FROM unnest($1::text[], $2::text[], $3::float8[], $4::text[]) AS t(s, d, w, p)
     ON CONFLICT (subject_id, destination) DO UPDATE SET wanted = o.wanted + 1, trace = excluded.trace,
       state = 'DUE', attempts = CASE o.state WHEN 'DEAD' THEN 0 ELSE o.attempts END,
       due_at = least(o.due_at, excluded.due_at)`,
    [
      all.map(each => each.subjectId),
      all.map(each => each.destination),
      all.map(({ inSeconds }) => inSeconds ?? 0),
      all.map(({ trace }) => trace ?? null),
    ],
  );
}

// In one statement, because somebody waits for it: the next card, its channel's turn, and the lease.
const takeSql = kept(`
  WITH next AS (
    SELECT o.subject_id, o.destination FROM bot.outbox o LEFT JOIN bot.pace p USING (destination)
    WHERE o.state = 'DUE' AND o.due_at <= clock_timestamp()
      AND (o.leased_until IS NULL OR o.leased_until < clock_timestamp())
      AND (p.next_at IS NULL OR p.next_at <= clock_timestamp())
    ORDER BY o.due_at LIMIT 1 FOR UPDATE OF o SKIP LOCKED),
  turn AS (
    INSERT INTO bot.pace AS p (destination, next_at)
    SELECT destination, clock_timestamp() + make_interval(secs => $1) FROM next
    ON CONFLICT (destination) DO UPDATE SET next_at = excluded.next_at WHERE p.next_at <= clock_timestamp()
    RETURNING destination)
  UPDATE bot.outbox o SET leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}), attempts = o.attempts + 1
  FROM next JOIN turn USING (destination)
  WHERE o.subject_id = next.subject_id AND o.destination = next.destination
  RETURNING ${columns(outboxTable, 'o')}`);

/**
 * Takes the next card whose time and channel's turn have come, under a lease; null when there is none.
 * paceSeconds: how long the channel then rests.
 */
export function takeCard(db: Db, paceSeconds: number): Promise<OutboxRow | null> {
  return firstRow(db, takeSql, [paceSeconds]);
}

/** Prolongs the leases of cards that are being drawn, as far as they are still of this try. */
export async function renewCards(db: Db, held: readonly OutboxRow[]): Promise<void> {
  await rows(
    db,
    `UPDATE bot.outbox o SET leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     FROM unnest($1::text[], $2::text[], $3::int[]) AS t(s, d, n)
     WHERE o.subject_id = t.s AND o.destination = t.d AND o.attempts = t.n AND o.leased_until IS NOT NULL`,
    [held.map(each => each.subjectId), held.map(each => each.destination), held.map(each => each.attempts)],
  );
}

/**
 * Notes that a card was drawn: it leaves the outbox, unless it was asked for again meanwhile. The channel rests from now
 * on, not from when the card was taken: Slack counts calls when they arrive.
 */
export async function markDrawn(db: Db, row: OutboxRow, { paceSeconds, againSeconds = 0 }: Rests): Promise<void> {
  await db.query(
    `UPDATE bot.pace SET next_at = greatest(next_at, clock_timestamp() + make_interval(secs => $2))
     WHERE destination = $1`,
    [row.destination, paceSeconds],
  );
  const key = [row.subjectId, row.destination, row.wanted];
  await db.query('DELETE FROM bot.outbox WHERE subject_id = $1 AND destination = $2 AND wanted = $3', key);
  await db.query(
    `UPDATE bot.outbox SET leased_until = NULL, attempts = 0, posting_at = NULL, asked_at = clock_timestamp(),
       due_at = greatest(due_at, clock_timestamp() + make_interval(secs => $4))
     WHERE subject_id = $1 AND destination = $2 AND wanted <> $3`,
    [...key, againSeconds],
  );
}

/** How long a channel rests, and this card if it was asked for again meanwhile, in seconds. */
export interface Rests {
  paceSeconds: number;
  againSeconds?: number;
}

/** Notes that a post begins: until it is drawn or refused, nobody knows whether it arrived. */
export async function beginPost(db: Db, { subjectId, destination }: OutboxRow): Promise<void> {
  await db.query(
    'UPDATE bot.outbox SET posting_at = coalesce(posting_at, clock_timestamp()) WHERE subject_id = $1 AND destination = $2',
    [subjectId, destination],
  );
}

/** Notes that Slack refused a post: nothing of it is there, unless an earlier one's outcome is not known. */
export async function postRefused(db: Db, { subjectId, destination, postingAt }: OutboxRow): Promise<void> {
  if (postingAt !== null) return;
  await db.query('UPDATE bot.outbox SET posting_at = NULL WHERE subject_id = $1 AND destination = $2', [
    subjectId,
    destination,
  ]);
}

/** Why a card was not drawn, and whether it is given up. */
export interface Undrawn {
  reason: string;
  last: boolean;
}

/** Notes that a card failed: due again after 1, 2, 4 … seconds (at most 256), or dead when this was the
 * last try. What was asked for again meanwhile is due again after one; what another process took over is that one's
 * to note. */
export async function markUndrawn(db: Db, row: OutboxRow, { reason, last }: Undrawn): Promise<void> {
  await db.query(
    `UPDATE bot.outbox SET leased_until = NULL, last_error = $3, state = $4,
       due_at = clock_timestamp() + make_interval(
         secs => CASE WHEN wanted = $6 THEN power(2, least(attempts - 1, 8)) ELSE 1 END)
     WHERE subject_id = $1 AND destination = $2 AND attempts = $5`,
    [
      ...[row.subjectId, row.destination, reason.replaceAll('\0', '').slice(0, 2000), last ? 'DEAD' : 'DUE'],
      ...[row.attempts, row.wanted],
    ],
  );
}

/** Notes that Slack asked to wait: the channel rests so long, and the try does not count. */
export async function markWaiting(db: Db, row: OutboxRow, seconds: number): Promise<void> {
  await db.transaction(async tx => {
    await tx.query(
      `UPDATE bot.outbox SET leased_until = NULL, attempts = greatest(attempts - 1, 0), last_error = 'Slack asked to wait.'
       WHERE subject_id = $1 AND destination = $2 AND attempts = $3`,
      [row.subjectId, row.destination, row.attempts],
    );
    await tx.query(
      `INSERT INTO bot.pace AS p (destination, next_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT (destination) DO UPDATE SET next_at = greatest(p.next_at, excluded.next_at)`,
      [row.destination, seconds],
    );
  });
}

/** Milliseconds until the next card's turn; null when nothing waits. */
export async function untilNextCard(reader: Reader): Promise<number | null> {
  const found = await firstRow<{ ms: string | null }>(
    reader,
    `SELECT extract(epoch FROM min(greatest(o.due_at, o.leased_until, p.next_at)) - clock_timestamp()) * 1000 AS ms
     FROM bot.outbox o LEFT JOIN bot.pace p USING (destination) WHERE o.state = 'DUE'`,
  );
  return found?.ms == null ? null : Math.max(0, Math.ceil(Number(found.ms)));
}

/** How the outbox stands. */
export interface OutboxState {
  waiting: number;
  oldestAt: Date | null;
  givenUp: number;
}

/** How much waits, since when, and how much was given up. */
export async function outboxState(reader: Reader): Promise<OutboxState> {
  const found = await firstRow<{ waiting: string; oldestAt: Date | null; givenUp: string }>(
    reader,
    `SELECT count(*) FILTER (WHERE state = 'DUE') AS waiting, min(asked_at) FILTER (WHERE state = 'DUE') AS "oldestAt",
       count(*) FILTER (WHERE state = 'DEAD') AS "givenUp" FROM bot.outbox`,
  );
  return {
    waiting: Number(found?.waiting ?? 0),
    oldestAt: found?.oldestAt ?? null,
    givenUp: Number(found?.givenUp ?? 0),
  };
}

/** Whether a thing's card waits to be drawn at a destination, or was given up there. */
export async function isAwaited(reader: Reader, subjectId: string, destination: string): Promise<boolean> {
  const sql = 'SELECT 1 AS one FROM bot.outbox WHERE subject_id = $1 AND destination = $2';
  return (await firstRow(reader, sql, [subjectId, destination])) !== null;
}
