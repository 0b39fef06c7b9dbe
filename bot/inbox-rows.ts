import { type Db, firstRow, type Reader, rows } from '@handoff/kit/database/database';
import type { SlackDelivery } from './delivery.ts';
import { leaseSeconds } from './leases.ts';

/** How often a delivery is tried in all. */
export const inboxTries = 8;

/** A delivery under work: its key, what was delivered, and the number of this try. */
export interface Taken {
  key: string;
  body: string;
  attempts: number;
}

/** Writes a delivery down as taken by this process; false when it was there already. */
export async function insertDelivery(reader: Reader, delivery: SlackDelivery, body: string): Promise<boolean> {
  const written = await rows(
    reader,
    `INSERT INTO bot.inbox (key, kind, body, state, attempts, due_at)
     VALUES ($1, $2, $3, 'TAKEN', 1, clock_timestamp() + make_interval(secs => ${leaseSeconds}))
     ON CONFLICT (key) DO NOTHING RETURNING key`,
    [delivery.key, delivery.kind, body],
  );
  return written.length === 1;
}

/** Takes one delivery whose time has come, or null. Several processes may ask at once: each is taken by one. */
export async function takeDue(db: Db): Promise<Taken | null> {
  const [[taken]] = (await db.query(
    `UPDATE bot.inbox SET state = 'TAKEN', attempts = attempts + 1,
       due_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     WHERE key = (
       SELECT key FROM bot.inbox
       WHERE state IN ('TAKEN', 'DUE') AND due_at <= clock_timestamp() AND attempts < ${inboxTries}
       ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING key, body, attempts`,
  )) as [Taken[], number];
  return taken ?? null;
}

/** Prolongs the leases of deliveries that are under work, as far as they are still of this try. */
export async function renewDeliveries(db: Db, held: readonly Pick<Taken, 'key' | 'attempts'>[]): Promise<void> {
  await rows(
    db,
    `UPDATE bot.inbox i SET due_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     FROM unnest($1::text[], $2::int[]) AS t(k, n) WHERE i.key = t.k AND i.attempts = t.n AND i.state = 'TAKEN'`,
    [held.map(each => each.key), held.map(each => each.attempts)],
  );
}

/** Notes that a delivery is done; its body, which holds people's words and Slack's secrets, is forgotten. */
export async function markDone(db: Db, { key, attempts }: Pick<Taken, 'key' | 'attempts'>): Promise<void> {
  await db.query(
    `UPDATE bot.inbox SET state = 'DONE', body = NULL, last_error = NULL WHERE key = $1 AND attempts = $2`,
    [key, attempts],
  );
}

/** Notes that a try failed: due again after 2, 4, 8 … seconds, dead after the last try. */
export async function markFailed(db: Db, taken: Pick<Taken, 'key' | 'attempts'>, reason: string): Promise<void> {
  await db.query(
    `UPDATE bot.inbox SET state = CASE WHEN attempts >= ${inboxTries} THEN 'DEAD' ELSE 'DUE' END,
       due_at = clock_timestamp() + make_interval(secs => least(power(2, attempts), 300)), last_error = $3
     WHERE key = $1 AND attempts = $2 AND state = 'TAKEN'`,
    [taken.key, taken.attempts, reason.replaceAll('\0', '').slice(0, 2000)],
  );
}

/** Buries what was tried too often, and forgets what was done more than a day ago. */
export async function tidyInbox(db: Db): Promise<void> {
  await db.query(
    `UPDATE bot.inbox SET state = 'DEAD', last_error = coalesce(last_error, 'The bot stopped while it worked on this.')
     WHERE state IN ('TAKEN', 'DUE') AND due_at < clock_timestamp() AND attempts >= ${inboxTries}`,
  );
  await db.query(`DELETE FROM bot.inbox WHERE state = 'DONE' AND received_at < clock_timestamp() - interval '1 day'`);
}

/** How many deliveries are under work or to be tried again. */
export async function undone(reader: Reader): Promise<number> {
  const found = await firstRow<{ n: number }>(
    reader,
    "SELECT count(*) AS n FROM bot.inbox WHERE state IN ('TAKEN', 'DUE')",
  );
  return Number(found?.n ?? 0);
}
