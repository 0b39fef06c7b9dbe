import type { Db } from '@handoff/kit/database/database';
import { type Grain, grains } from '../grain.ts';
import { ensurePartitions, type Partitioned } from '../partitions.ts';
import { bucketTables } from './buckets.ts';
import { hasMinutes } from './grain.ts';

/** What was measured, in parts by time: minutes by day, hours and days by month. */
export const metricPartitions: Readonly<Record<Grain, Partitioned>> = {
  MINUTE: { table: bucketTables.MINUTE, every: 'day' },
  HOUR: { table: bucketTables.HOUR, every: 'month' },
  DAY: { table: bucketTables.DAY, every: 'month' },
};

/** Makes the partitions that the buckets of instants belong to, where there are none yet. Not inside a transaction. */
export async function ensureDays(db: Db, instants: readonly Date[]): Promise<void> {
  const now = new Date();
  for (const grain of grains) {
    const kept = instants.filter(at => grain !== 'MINUTE' || hasMinutes(at, now));
    await ensurePartitions(db, metricPartitions[grain], kept);
  }
}
