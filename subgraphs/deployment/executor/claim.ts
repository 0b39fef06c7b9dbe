import { columns } from '@handoff/kit/database/columns';
import { type Db, firstRow, rows, type Tx, write } from '@handoff/kit/database/database';
import type { Memory } from './order.ts';
import { type OrderRow, orders } from './table.ts';

/** For so long nobody else takes an order up; whoever holds it has stopped well before. */
export const leaseSeconds = 60;

const dueSql = "SELECT id FROM deployment.rollout_order WHERE state = 'DUE' AND due_at <= now() LIMIT 1";

// What is at work in the same place, be it called off, is waited for: two never work there at once.
const claimSql = `WITH taken AS (UPDATE deployment.rollout_order o
    SET fence = o.fence + 1, attempt = o.attempt + 1, leased_until = now() + interval '${leaseSeconds} seconds'
    WHERE o.id = (
      SELECT d.id FROM deployment.rollout_order d
      WHERE d.state = 'DUE' AND d.due_at <= now() AND NOT EXISTS (
        SELECT FROM deployment.rollout_order b WHERE b.place = d.place AND b.leased_until > now())
      ORDER BY d.due_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED)
      AND o.state = 'DUE'
    RETURNING o.*)
  SELECT ${columns(orders, 'taken')} FROM taken`;

/** Takes up the order that has waited longest, under a lease; null: nothing is due, or somebody is at work there. */
export async function claimOrder(db: Db): Promise<OrderRow | null> {
  if (!(await firstRow(db, dueSql))) return null;
  return write(db, async tx => {
    // Those who claim at once take turns, so that each sees the leases of the others.
    await rows(tx, "SELECT pg_advisory_xact_lock(hashtextextended('claim rollout order', 0))");
    return firstRow<OrderRow>(tx, claimSql);
  });
}

type Held = Pick<OrderRow, 'id' | 'fence'>;

/** Puts an order off until another attempt; false: somebody else has taken it up, or it was called off. */
export async function putOff(
  tx: Tx,
  { id, fence }: Held,
  of: { afterSeconds: number; detail: string; memory: Memory },
): Promise<boolean> {
  const put = await rows(
    tx,
    `UPDATE deployment.rollout_order SET due_at = now() + $3 * interval '1 second', detail = $4, memory = $5,
       leased_until = NULL WHERE id = $1 AND fence = $2 AND state = 'DUE' RETURNING id`,
    [id, fence, of.afterSeconds, of.detail, JSON.stringify(of.memory)],
  );
  return put.length > 0;
}

/** Lets go of an order: nobody has to wait for the lease to end. */
export async function letGo(db: Db, { id, fence }: Held): Promise<void> {
  const sql = 'UPDATE deployment.rollout_order SET leased_until = NULL WHERE id = $1 AND fence = $2';
  await rows(db, sql, [id, fence]);
}
