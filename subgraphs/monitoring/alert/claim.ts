import { randomUUID } from 'node:crypto';
import { columns } from '@handoff/kit/database/columns';
import { type Db, rows } from '@handoff/kit/database/database';
import { kinds } from '../monitor/kind/kinds.ts';
import { latencyMetric } from '../monitor/kind/latency.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { monitors } from '../monitor/table.ts';

/** Which monitors a loop evaluates: those that the database alone answers, or those that ask others. */
export type Lane = 'FAST' | 'SLOW';

/** So many monitors are evaluated at once. */
export const mostAtOnce: Readonly<Record<Lane, number>> = { FAST: 1_000, SLOW: 40 };
/** Whoever does not come back by then is taken for dead: others evaluate what it had. */
export const leaseSeconds: Readonly<Record<Lane, number>> = { FAST: 30, SLOW: 120 };
/** What is recorded wakes a monitor, at most so often. */
const wakeSeconds = 2;

/** Monitors to be evaluated, by who holds the lease. */
export interface Claimed {
  lease: string;
  monitors: Monitor[];
}

const evaluated = Object.values(kinds).filter(({ everySeconds }) => everySeconds !== null);
const slow = evaluated.filter(kind => kind.slow).map(({ name }) => name);
const fast = evaluated.filter(kind => !kind.slow).map(({ name }) => name);

/**
 * Takes monitors that are due under a lease: whose time has come, of whose metric something was recorded since, or with
 * an alert whose silence is over. Several processes at once take different ones. One statement, a transaction of its own.
 */
export async function claimDue(db: Db, lane: Lane, now: Date): Promise<Claimed> {
  const lease = randomUUID();
  const own =
    lane === 'FAST'
      ? 'mo.kind = ANY($3) AND mo.prometheus IS NULL'
      : '(mo.kind = ANY($3) OR mo.prometheus IS NOT NULL)';
  const sql = `UPDATE monitoring.monitor mo SET lease = $2, leased_until = $1::timestamptz + make_interval(secs => $4)
    FROM (SELECT mo.id FROM monitoring.monitor mo
      WHERE mo.enabled AND ${own} AND (mo.leased_until IS NULL OR mo.leased_until <= $1)
        AND (mo.due_at IS NULL OR mo.due_at <= $1 OR ${lane === 'FAST' ? woken : 'false'} OR ${silenceOver})
      ORDER BY mo.due_at NULLS FIRST, mo.id LIMIT ${mostAtOnce[lane]} FOR UPDATE OF mo SKIP LOCKED) d
    WHERE mo.id = d.id RETURNING ${columns(monitors, 'mo')}`;
  const found = await rows<Monitor>(db, sql, [now, lease, lane === 'FAST' ? fast : slow, leaseSeconds[lane]]);
  return { lease, monitors: found };
}

const series = `CASE mo.kind WHEN 'LATENCY' THEN '${latencyMetric}' WHEN 'ERROR_RATE' THEN 'error_rate' ELSE mo.metric END`;
const woken = `(mo.last_evaluated_at <= $1::timestamptz - make_interval(secs => ${wakeSeconds}) AND EXISTS (
  SELECT FROM monitoring.metric_series s
  WHERE s.model_id = mo.model_id AND s.name = ${series} AND s.written_at > mo.last_evaluated_at))`;
const silenceOver = `EXISTS (SELECT FROM monitoring.alert a
  WHERE a.monitor_id = mo.id AND a.state = 'SILENCED' AND a.silenced_until <= $1)`;
