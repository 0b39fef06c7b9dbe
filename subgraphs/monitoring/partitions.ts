import { alone } from '@handoff/kit/database/alone';
import { type Db, rows } from '@handoff/kit/database/database';

/** A table in parts by time, in UTC. */
export interface Partitioned {
  /** With its schema. */
  table: string;
  every: 'day' | 'month';
}

/** One process makes or drops partitions at a time; the number is ours alone. */
const partitionLock = 7_246_310_960;

/**
 * Makes the partitions that instants fall in, where there are none yet. Not to be called inside a transaction: it takes
 * a connection of its own, and what it makes is there at once, for everybody.
 */
export async function ensurePartitions(db: Db, of: Partitioned, instants: readonly Date[]): Promise<void> {
  const begins = [...new Set(instants.map(at => beginOf(of, at).getTime()))].sort((a, b) => a - b);
  const wanted = begins.map(begin => new Date(begin));
  if ((await missing(db, of, wanted)).length === 0) return;
  await alone(db, partitionLock, async () => {
    for (const begin of await missing(db, of, wanted)) await makePartition(db, of, begin);
  });
}

async function missing(db: Db, of: Partitioned, begins: readonly Date[]): Promise<Date[]> {
  const sql = `SELECT d.name FROM unnest($1::text[]) AS d(name)
    WHERE NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = to_regclass(d.name))`;
  const found = await rows<{ name: string }>(db, sql, [begins.map(begin => nameOf(of, begin))]);
  const names = new Set(found.map(({ name }) => name));
  return begins.filter(begin => names.has(nameOf(of, begin)));
}

// A table that is attached locks nobody out; one that is made as a partition would.
async function makePartition(db: Db, of: Partitioned, begin: Date): Promise<void> {
  const name = nameOf(of, begin);
  const bounds = `FROM ('${begin.toISOString()}') TO ('${endOf(of, begin).toISOString()}')`;
  await db.transaction(async tx => {
    await rows(tx, `CREATE TABLE IF NOT EXISTS ${name} (LIKE ${of.table} INCLUDING ALL)`);
    await rows(tx, `ALTER TABLE ${of.table} ATTACH PARTITION ${name} FOR VALUES ${bounds}`);
  });
}

/**
 * Drops the partitions that ended before an instant, the oldest first; answers their names. Each waits two seconds at
 * most for who reads the table, and is left for the next time where they take longer.
 */
export async function dropPartitions(db: Db, of: Partitioned, before: Date): Promise<string[]> {
  const dropped: string[] = [];
  await alone(db, partitionLock, async () => {
    for (const name of await ended(db, of, before)) {
      await db.transaction(async tx => {
        await rows(tx, `SET LOCAL lock_timeout = '2s'`);
        await rows(tx, `DROP TABLE ${name}`);
      });
      dropped.push(name);
    }
  });
  return dropped;
}

async function ended(db: Db, of: Partitioned, before: Date): Promise<string[]> {
  const sql = `SELECT i.inhrelid::regclass::text AS name FROM pg_inherits i WHERE i.inhparent = to_regclass($1)`;
  const names = (await rows<{ name: string }>(db, sql, [of.table])).map(({ name }) => name);
  // Ends before it: begins before the part that it falls in.
  return names.filter(name => name < nameOf(of, beginOf(of, before))).sort();
}

function beginOf({ every }: Partitioned, at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), every === 'day' ? at.getUTCDate() : 1));
}

function endOf({ every }: Partitioned, begin: Date): Date {
  const [year, month] = [begin.getUTCFullYear(), begin.getUTCMonth()];
  return new Date(every === 'day' ? Date.UTC(year, month, begin.getUTCDate() + 1) : Date.UTC(year, month + 1));
}

/** The partition that begins at an instant: monitoring.prediction_20261121, monitoring.summary_day_202611. */
function nameOf({ table, every }: Partitioned, begin: Date): string {
  const day = begin.toISOString().slice(0, 10).replaceAll('-', '');
  return `${table}_${every === 'day' ? day : day.slice(0, 6)}`;
}
