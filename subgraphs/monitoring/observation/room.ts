import type { Db } from '@handoff/kit/database/database';
import { ensureDays } from '../metric/partitions.ts';
import { ensurePartitions } from '../partitions.ts';
import { ensureSummaryPartitions } from '../summary/partitions.ts';
import type { Part } from '../summary/store.ts';
import type { Gathered } from './gathering.ts';
import { predictionPartitions } from './prediction-store.ts';

/** Makes the partitions that summaries go into, at their grains and the coarser ones. Not inside a transaction. */
export async function makeRoomForParts(db: Db, parts: readonly Part[]): Promise<void> {
  const of = (...grains: Part['grain'][]) =>
    parts.filter(({ grain }) => grains.includes(grain)).map(({ at }) => new Date(at));
  await ensureSummaryPartitions(db, {
    MINUTE: of('MINUTE'),
    HOUR: of('MINUTE', 'HOUR'),
    DAY: of('MINUTE', 'HOUR', 'DAY'),
  });
}

/** Makes the partitions that gathered rows go into, where there are none yet. Not inside a transaction. */
export async function makeRoom(db: Db, gathered: readonly Gathered[]): Promise<void> {
  await makeRoomForParts(
    db,
    gathered.flatMap(({ parts }) => parts),
  );
  const measured = gathered.flatMap(({ metrics }) => metrics.map(({ at }) => at));
  await ensureDays(db, measured);
  const predicted = gathered.flatMap(({ predictions }) => predictions.map(({ at }) => at));
  if (predicted.length > 0) await ensurePartitions(db, predictionPartitions, predicted);
}
