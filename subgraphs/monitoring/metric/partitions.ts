import type { Db } from '@handoff/kit/database/database';
import { ensurePartitions, type Partitioned } from '../partitions.ts';

/** What was measured, in parts by day. */
export const metricPartitions: Partitioned = { table: 'monitoring.metric_bucket', every: 'day' };

/** Makes the partitions for the days in UTC that instants fall in, where there are none yet. Not inside a transaction. */
export function ensureDays(db: Db, instants: readonly Date[]): Promise<void> {
  return ensurePartitions(db, metricPartitions, instants);
}
