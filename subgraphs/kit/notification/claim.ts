import { setTimeout as sleep } from 'node:timers/promises';
import { columns } from '../database/columns.ts';
import { type Db, firstRow, type Reader, rows } from '../database/database.ts';
import { maxAttempts } from './schedule.ts';
import { type NotificationRow, notifications } from './table.ts';
import type { Wake } from './wake.ts';

export interface ClaimRequest {
  consumer: string;
  /** 1 to 100. */
  max: number;
  /** 1 to 600. */
  leaseSeconds: number;
  /** 0 to 25: how long to wait for the first one to come. */
  waitSeconds: number;
}

// The rows are chosen once and then updated: as a subquery, a plan with a nested loop would choose anew for each row
// and take more than was asked.
const claimSql = `
  WITH due AS MATERIALIZED (
    SELECT d.id FROM event.notification d
    WHERE (d.state = 'DUE' AND d.due_at <= clock_timestamp())
       OR (d.state = 'LEASED' AND d.leased_until < clock_timestamp() AND d.attempt < ${maxAttempts})
    ORDER BY d.due_at, d.id LIMIT $2 FOR UPDATE SKIP LOCKED)
  UPDATE event.notification n
  SET state = 'LEASED', attempt = n.attempt + 1, consumer = $1, leased_until = clock_timestamp() + make_interval(secs => $3)
  FROM due WHERE n.id = due.id
  RETURNING ${columns(notifications, 'n')}`;

// A deliverer that died with the last lease in its hands leaves nothing in limbo.
const buryExpiredSql = `
  UPDATE event.notification SET state = 'DEAD', last_failure = coalesce(last_failure, 'The lease ended without an answer.')
  WHERE state = 'LEASED' AND leased_until < clock_timestamp() AND attempt >= ${maxAttempts}`;

/** Takes what is due under a lease, each to one consumer alone. */
export async function claimNow(db: Db, request: ClaimRequest): Promise<NotificationRow[]> {
  await rows(db, buryExpiredSql);
  await rows(
    db,
    `INSERT INTO event.consumer (name, last_claim_at) VALUES ($1, now())
     ON CONFLICT (name) DO UPDATE SET last_claim_at = excluded.last_claim_at`,
    [request.consumer],
  );
  // An UPDATE … RETURNING comes back from the driver as [rows, count].
  const answer = (await db.query(claimSql, [request.consumer, request.max, request.leaseSeconds])) as [
    NotificationRow[],
    number,
  ];
  return answer[0].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Like claimNow, but waits until something is due or the time is up. */
export async function claim(
  db: Db,
  wake: Wake,
  request: ClaimRequest & { signal?: AbortSignal },
): Promise<NotificationRow[]> {
  const deadline = Date.now() + request.waitSeconds * 1000;
  for (;;) {
    const round = new AbortController();
    const ended = AbortSignal.any(request.signal ? [round.signal, request.signal] : [round.signal]);
    // It listens before it looks: what becomes due in between wakes it all the same.
    const woken = wake.wait(request.waitSeconds * 1000, ended);
    try {
      const claimed = await claimNow(db, request);
      const left = deadline - Date.now();
      if (claimed.length > 0 || left <= 0 || request.signal?.aborted) return claimed;
      const pause = sleep(Math.min(left, await untilNextDue(db)), undefined, { signal: ended });
      await Promise.race([woken, pause.catch(() => undefined)]);
    } finally {
      round.abort();
    }
  }
}

/** Milliseconds until something waiting becomes due by time alone; at most 5 s, so that a lost wake-up costs little. */
async function untilNextDue(reader: Reader): Promise<number> {
  const sql = `SELECT extract(epoch FROM min(CASE state WHEN 'DUE' THEN due_at ELSE leased_until END) - clock_timestamp()) * 1000 AS ms
    FROM event.notification WHERE state IN ('DUE', 'LEASED')`;
  const next = await firstRow<{ ms: string | null }>(reader, sql);
  return next?.ms == null ? 5000 : Math.min(5000, Math.max(20, Number(next.ms)));
}
