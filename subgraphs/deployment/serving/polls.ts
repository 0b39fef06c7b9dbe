import { columns } from '@handoff/kit/database/columns';
import { type Db, firstRow, rows, write } from '@handoff/kit/database/database';
import { type Batch, keyed } from '@handoff/kit/loader';
import { targets } from '../environment/table.ts';
import type { ExecutorKind, Target } from '../environment/target.ts';

/** A server is asked this often. */
export const everySeconds = 60;

/** How the last question to a target went. */
export interface Poll {
  targetId: string;
  askedAt: Date | null;
  problem: string | null;
}

/** Takes up the target that has waited longest, of those that something runs or ran under; null: none is due. */
export function claimPoll(db: Db, kinds: readonly ExecutorKind[]): Promise<Target | null> {
  return write(db, async tx => {
    await rows(
      tx,
      `INSERT INTO deployment.target_poll (target_id, due_at) SELECT t.id, now() FROM deployment.target t
       WHERE t.executor = ANY($1::text[]) AND EXISTS (SELECT FROM deployment.deployment d WHERE d.target_id = t.id)
         AND NOT EXISTS (SELECT FROM deployment.target_poll p WHERE p.target_id = t.id)
       ORDER BY t.id ON CONFLICT DO NOTHING`,
      [kinds],
    );
    return firstRow<Target>(
      tx,
      `WITH claimed AS (UPDATE deployment.target_poll p SET due_at = now() + interval '${everySeconds} seconds'
         WHERE p.target_id = (SELECT q.target_id FROM deployment.target_poll q
           JOIN deployment.target t ON t.id = q.target_id AND t.executor = ANY($1::text[])
           WHERE q.due_at <= now() ORDER BY q.due_at, q.target_id LIMIT 1 FOR UPDATE OF q SKIP LOCKED)
         RETURNING p.target_id)
       SELECT ${columns(targets, 't')} FROM claimed JOIN deployment.target t ON t.id = claimed.target_id`,
      [kinds],
    );
  });
}

/** Notes how a question went. */
export async function keepPoll(db: Db, { targetId, askedAt, problem }: Poll): Promise<void> {
  const sql = 'UPDATE deployment.target_poll SET asked_at = $2, problem = $3 WHERE target_id = $1';
  await rows(db, sql, [targetId, askedAt, problem]);
}

/** A model that a target serves or served not long ago. */
export interface Hosted {
  modelId: string;
  versionIds: string[];
}

const rememberDays = 30;
const mostVersions = 5;

/**
 * The models that are live under a target or were until a while ago, with the versions that served them last. Where a
 * rollout is under way they are left out: what runs there is about to change.
 */
export function hostedUnder(db: Db, target: Target): Promise<Hosted[]> {
  const sql = `SELECT d.model_id AS "modelId", (array_agg(d.version_id ORDER BY (d.state = 'LIVE') DESC, d.id DESC))[1:${mostVersions}] AS "versionIds"
    FROM deployment.deployment d
    WHERE d.target_id = $1 AND (d.state = 'LIVE' OR d.ended_at > now() - interval '${rememberDays} days')
      AND NOT EXISTS (SELECT FROM deployment.deployment p
        WHERE p.model_id = d.model_id AND p.environment_id = d.environment_id AND p.state = 'PENDING')
      AND NOT EXISTS (SELECT FROM deployment.rollout_order o JOIN deployment.promotion p ON p.id = o.promotion_id
        WHERE o.state = 'DUE' AND p.model_id = d.model_id AND p.environment_id = d.environment_id)
    GROUP BY d.model_id ORDER BY d.model_id`;
  return rows(db, sql, [target.id]);
}

/** How the last questions to targets went; a target that was never asked is left out. */
export const pollOfTarget: Batch<string, Poll> = async (ids, { db }) => {
  const sql = `SELECT p.target_id AS "targetId", p.asked_at AS "askedAt", p.problem FROM deployment.target_poll p
    WHERE p.target_id = ANY($1::text[]) AND p.asked_at IS NOT NULL`;
  return keyed(await rows<Poll>(db, sql, [ids]), ({ targetId }) => targetId);
};
