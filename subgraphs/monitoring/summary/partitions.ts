import type { Db } from '@handoff/kit/database/database';
import type { Grain } from '../grain.ts';
import { ensurePartitions, type Partitioned } from '../partitions.ts';

/** Where summaries of each grain lie: minutes by day, the others by month. */
export const summaryPartitions: Readonly<Record<Grain, Partitioned>> = {
  MINUTE: { table: 'monitoring.summary_minute', every: 'day' },
  HOUR: { table: 'monitoring.summary_hour', every: 'month' },
  DAY: { table: 'monitoring.summary_day', every: 'month' },
};

/** Makes the partitions for what was observed at instants, by grain. Not inside a transaction. */
export async function ensureSummaryPartitions(
  db: Db,
  instants: Readonly<Partial<Record<Grain, readonly Date[]>>>,
): Promise<void> {
  for (const grain of ['MINUTE', 'HOUR', 'DAY'] as const)
    await ensurePartitions(db, summaryPartitions[grain], instants[grain] ?? []);
}
