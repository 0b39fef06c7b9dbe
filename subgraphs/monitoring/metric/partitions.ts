import { alone } from '@handoff/kit/database/alone';
import { type Db, rows } from '@handoff/kit/database/database';
import { dayMs } from './recording.ts';

/** One process makes partitions at a time; the number is ours alone. */
const partitionLock = 7_246_310_960;

/**
 * Makes the partitions for the days in UTC that instants fall in, where there are none yet. Not to be called inside a
 * transaction: it takes a connection of its own, and what it makes is there at once, for everybody.
 */
export async function ensureDays(db: Db, instants: readonly Date[]): Promise<void> {
  const days = [...new Set(instants.map(at => Math.floor(at.getTime() / dayMs)))].sort((a, b) => a - b);
  if ((await missing(db, days)).length === 0) return;
  await alone(db, partitionLock, async () => {
    for (const day of await missing(db, days)) await makePartition(db, day);
  });
}

async function missing(db: Db, days: readonly number[]): Promise<number[]> {
  const sql = `SELECT d.day FROM unnest($1::int[], $2::text[]) AS d(day, name)
    WHERE NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = to_regclass(d.name)) ORDER BY d.day`;
  return (await rows<{ day: number }>(db, sql, [days, days.map(nameOf)])).map(({ day }) => day);
}

// A table that is attached locks nobody out; one that is made as a partition would.
async function makePartition(db: Db, day: number): Promise<void> {
  const name = nameOf(day);
  const bounds = `FROM ('${instant(day)}') TO ('${instant(day + 1)}')`;
  await db.transaction(async tx => {
    await rows(tx, `CREATE TABLE IF NOT EXISTS ${name} (LIKE monitoring.metric_bucket INCLUDING ALL)`);
    await rows(tx, `ALTER TABLE monitoring.metric_bucket ATTACH PARTITION ${name} FOR VALUES ${bounds}`);
  });
}

function instant(day: number): string {
  return new Date(day * dayMs).toISOString();
}

/** The partition of a day: monitoring.metric_bucket_20261121. */
function nameOf(day: number): string {
  return `monitoring.metric_bucket_${instant(day).slice(0, 10).replaceAll('-', '')}`;
}
