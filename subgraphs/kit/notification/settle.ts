import { firstRow, type Reader, rows } from '../database/database.ts';
import { conflict, notFound, type Problem } from '../problem.ts';
import { backOffSeconds, maxAttempts } from './schedule.ts';
import type { DeliveryState } from './table.ts';

export interface DeliveryOutcome {
  id: string;
  /** Of the lease that is settled. */
  attempt: number;
  delivered: boolean;
  reason?: string | null;
  retryAfterSeconds?: number | null;
  /** 429s met on the way. */
  rateLimited?: number | null;
}

export interface Settled {
  id: string;
  state: DeliveryState | null;
  problem: Problem | null;
}

/** Answers one lease: delivered, or due again later, or dead after the last try. After the lease ended: Conflict. */
export async function settle(reader: Reader, consumer: string, outcome: DeliveryOutcome): Promise<Settled> {
  const failed: DeliveryState = outcome.attempt >= maxAttempts ? 'DEAD' : 'DUE';
  const state: DeliveryState = outcome.delivered ? 'DELIVERED' : failed;
  const wait = outcome.retryAfterSeconds ?? backOffSeconds(outcome.attempt);
  const [, changed] = (await reader.query(
    `UPDATE event.notification SET state = $4, leased_until = NULL,
       delivered_at = CASE WHEN $4 = 'DELIVERED' THEN clock_timestamp() END,
       due_at = CASE WHEN $4 = 'DUE' THEN clock_timestamp() + make_interval(secs => $5) ELSE due_at END,
       last_failure = CASE WHEN $4 = 'DELIVERED' THEN last_failure ELSE $6 END
     WHERE id = $1 AND consumer = $2 AND attempt = $3 AND state = 'LEASED' AND leased_until > clock_timestamp()`,
    [
      outcome.id,
      consumer,
      outcome.attempt,
      state,
      Math.max(0, Math.min(86_400, wait)),
      // What went wrong elsewhere may hold a NUL character, which PostgreSQL cannot store.
      outcome.reason?.replaceAll('\u0000', '\ufffd') ?? 'No reason was given.',
    ],
  )) as [unknown[], number];
  return changed === 1 ? { id: outcome.id, state, problem: null } : whyNot(reader, outcome.id);
}

async function whyNot(reader: Reader, id: string): Promise<Settled> {
  const found = await firstRow<{ state: DeliveryState }>(reader, 'SELECT state FROM event.notification WHERE id = $1', [
    id,
  ]);
  if (!found) return { id, state: null, problem: notFound('notification', id) };
  const message = `The lease on ${id} is over or another deliverer holds it; it is ${found.state} now. Claim it again.`;
  return { id, state: found.state, problem: conflict('STALE_REVISION', message) };
}

/** Makes dead ones due again, from the first try on. */
export async function retry(reader: Reader, id: string): Promise<Settled> {
  const [, changed] = (await reader.query(
    `UPDATE event.notification SET state = 'DUE', attempt = 0, due_at = clock_timestamp() WHERE id = $1 AND state = 'DEAD'`,
    [id],
  )) as [unknown[], number];
  if (changed === 1) {
    await rows(reader, "SELECT pg_notify('handoff_due', '')");
    return { id, state: 'DUE', problem: null };
  }
  const found = await firstRow<{ state: DeliveryState }>(reader, 'SELECT state FROM event.notification WHERE id = $1', [
    id,
  ]);
  if (!found) return { id, state: null, problem: notFound('notification', id) };
  return {
    id,
    state: found.state,
    problem: {
      kind: 'WrongState',
      message: `${id} is ${found.state}; only dead ones can be tried anew.`,
      state: found.state,
      allowed: [],
    },
  };
}
