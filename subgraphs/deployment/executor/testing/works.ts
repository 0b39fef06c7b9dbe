import { type Db, firstRow, rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import { ground } from '@handoff/kit/testing/graph';
import type { ExecutorKind } from '../../environment/target.ts';
import type { Changed, Dealings, Office } from '../../testing/office.ts';
import { executors, toolsFor } from '../executors.ts';
import type { Working } from '../work.ts';

export const hookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** What carries out orders in tests: loopback is allowed, and there are two secrets. */
export function works(
  office: Office,
  networks: readonly string[] = ['127.0.0.1', '::1'],
  folders: readonly string[] = [],
): Working {
  const secrets = { WEBHOOK_SECRET: hookSecret, TARGET_TOKEN: 'the-token' };
  return { ground: ground(office.db, office.registry), executors, tools: toolsFor({ networks, folders, secrets }) };
}

/** A target of production that is served by an executor. */
export async function addTarget(db: Db, of: { executor: ExecutorKind; config: object }): Promise<string> {
  const id = newId('tgt');
  await rows(
    db,
    `INSERT INTO deployment.target (id, environment_id, name, kind, executor, config)
     SELECT $1, e.id, $1, 'CONTAINER', $2, $3 FROM deployment.environment e WHERE e.name = 'production'`,
    [id, of.executor, JSON.stringify(of.config)],
  );
  return id;
}

/** A promotion of a version to a target that was begun. */
export async function begun(deal: Dealings, version: string, changes: object): Promise<Changed> {
  const promotion = await deal.approved(version, changes);
  await deal.start(promotion);
  return promotion;
}

export interface OrderState {
  id: string;
  kind: string;
  state: string;
  attempt: number;
  detail: string | null;
  /** Seconds from now. */
  dueIn: number;
}

/** The latest order of a promotion. */
export async function orderOf(db: Db, { promotion }: Changed): Promise<OrderState> {
  const found = await firstRow<OrderState>(
    db,
    `SELECT id, kind, state, attempt, detail, extract(epoch FROM due_at - now())::float8 AS "dueIn"
     FROM deployment.rollout_order WHERE promotion_id = $1 ORDER BY id DESC LIMIT 1`,
    [promotion?.id],
  );
  if (!found) throw new Error('Nothing was ordered.');
  return found;
}

/** As if the pause before the next attempt were over. */
export function dueNow(db: Db): Promise<unknown[]> {
  return rows(db, "UPDATE deployment.rollout_order SET due_at = now() - interval '1 second' WHERE state = 'DUE'");
}

/** As if the day of what is ordered were over. */
export function dayOver(db: Db): Promise<unknown[]> {
  const sql =
    "UPDATE deployment.rollout_order SET due_at = now() - interval '1 second', give_up_at = now() - interval '1 second' WHERE state = 'DUE'";
  return rows(db, sql);
}
