import type { Ground } from '@handoff/kit/context';
import { type Db, rows } from '@handoff/kit/database/database';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { dayMs } from './grain.ts';
import { labelPartitions } from './label/store.ts';
import { minuteDays } from './metric/grain.ts';
import { metricPartitions } from './metric/partitions.ts';
import { mostDaysBack } from './metric/recording.ts';
import { predictionPartitions } from './observation/prediction-store.ts';
import { dropPartitions, type Partitioned } from './partitions.ts';
import { keptDays } from './summary/grain.ts';
import { summaryPartitions } from './summary/partitions.ts';

interface Kept {
  of: Partitioned;
  days: number;
}

/**
 * For how many days each table is kept. Rows as they were predicted on may be personal data: how long they are kept,
 * labels with their copies too, is for who runs Handoff to say. All else is sums, and goes when nothing as old is taken.
 */
function keptOf(rowDays: number): Kept[] {
  return [
    ...(['MINUTE', 'HOUR', 'DAY'] as const).map(grain => ({ of: summaryPartitions[grain], days: keptDays[grain] })),
    { of: metricPartitions.MINUTE, days: minuteDays },
    { of: metricPartitions.HOUR, days: mostDaysBack },
    { of: metricPartitions.DAY, days: mostDaysBack },
    { of: predictionPartitions, days: rowDays },
    { of: labelPartitions, days: rowDays },
  ];
}

/** Drops what is older than it is kept; answers the names of the partitions that are gone. */
export async function dropOld(db: Db, rowDays: number, now: Date): Promise<string[]> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const dropped: string[] = [];
  for (const { of, days } of keptOf(rowDays)) dropped.push(...(await dropPartitions(db, of, before(days))));
  // A batch whose rows are too old to be taken needs not be known any more.
  await rows(db, 'DELETE FROM monitoring.observation_batch b WHERE b.recorded_at < $1', [before(mostDaysBack + 1)]);
  return dropped;
}

const pauseMs = 3_600_000;

/** Drops what is older than it is kept, every hour; several processes may do so. */
export function keepDropping({ db, log }: Pick<Ground, 'db' | 'log'>, rowDays: number): Loop {
  const round = async () => {
    const dropped = await dropOld(db, rowDays, new Date());
    if (dropped.length > 0) log.info({ dropped }, 'What was older than it is kept is dropped.');
    return pauseMs;
  };
  return startLoop({ name: 'Dropping what is old', log, round, longestPause: pauseMs });
}
