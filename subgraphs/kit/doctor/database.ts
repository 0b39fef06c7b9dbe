import { type Db, firstRow, rows } from '../database/database.ts';
import type { MigrationClass } from '../database/migrate.ts';
import type { Check, Finding } from './finding.ts';

type Found = Omit<Finding, 'about'>;

/** Version, encoding, extensions, migrations, clock and connections of the database. */
export const databaseCheck: Check = {
  about: 'Database',
  find: async ({ db, migrations }) => {
    if (!db) return [];
    return [
      await versionOf(db),
      await extensionsOf(db),
      await migrationsOf(db, migrations),
      await clockOf(db),
      await connectionsOf(db),
    ];
  },
};

/** Major versions of PostgreSQL that Handoff is written for. */
const versions = { from: 15, to: 18 };

async function versionOf(db: Db): Promise<Found> {
  const sql = `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
    current_setting('server_encoding') AS encoding`;
  const found = await firstRow<{ version: string; number: number; encoding: string }>(db, sql);
  const { version, number, encoding } = found ?? { version: 'nothing', number: 0, encoding: '' };
  const major = Math.floor(number / 10_000);
  if (encoding !== 'UTF8')
    return wrong(`Its encoding is ${encoding}: make a database with ENCODING 'UTF8', and name it in DATABASE_URL.`);
  if (major < versions.from) return wrong(`It is PostgreSQL ${version}: upgrade to one of 15 to 18.`);
  if (major > versions.to)
    return { state: 'look', says: `It is PostgreSQL ${version}, which Handoff was not tried with: 15 to 18 were.` };
  return fine(`PostgreSQL ${version}, UTF8.`);
}

async function extensionsOf(db: Db): Promise<Found> {
  const sql = `SELECT installed_version IS NOT NULL AS installed FROM pg_available_extensions WHERE name = 'pg_trgm'`;
  const found = await firstRow<{ installed: boolean }>(db, sql);
  if (!found)
    return wrong('The extension pg_trgm is missing on the server: install its contrib package (postgresql-contrib).');
  if (found.installed) return fine('The extension pg_trgm is there.');
  const may = await firstRow<{ may: boolean }>(
    db,
    `SELECT has_database_privilege(current_database(), 'CREATE') AS may`,
  );
  return may?.may
    ? fine('The extension pg_trgm can be made by the first start.')
    : wrong('The extension pg_trgm cannot be made by this user: GRANT CREATE ON the DATABASE to it, or make it first.');
}

async function migrationsOf(db: Db, migrations: readonly MigrationClass[]): Promise<Found> {
  const there = await firstRow<{ name: string | null }>(db, `SELECT to_regclass('public.handoff_migration') AS name`);
  if (!there?.name) return { state: 'passed', says: 'Nothing was migrated yet: the first start does it.' };
  const applied = await rows<{ name: string }>(db, 'SELECT name FROM public.handoff_migration');
  const ours = new Set(migrations.map(Migration => new Migration().name ?? ''));
  const unknown = applied.filter(({ name }) => !ours.has(name));
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ');
    return look(`A newer Handoff migrated it (${names}): this one goes on working, and should be upgraded too.`);
  }
  const waiting = ours.size - applied.length;
  return waiting === 0
    ? fine(`All ${ours.size} migrations are applied.`)
    : look(`${waiting} of ${ours.size} migrations wait: the next start of this Handoff applies them.`);
}

/** Between parts a signature is good for a minute; promotions, silences and alerts go by the database's clock and ours. */
const driftMs = { look: 2_000, wrong: 30_000 };

async function clockOf(db: Db): Promise<Found> {
  const before = Date.now();
  const found = await firstRow<{ now: number }>(db, 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now');
  const after = Date.now();
  return clockSays(Number(found?.now) - (before + after) / 2, (after - before) / 2);
}

/** What a difference means, in milliseconds, known to within so many; positive: the database is ahead. Pure. */
export function clockSays(difference: number, within: number): Found {
  const off = Math.max(0, Math.abs(difference) - within);
  const words = `The database's clock is ${Math.round(Math.abs(difference))} ms ${difference < 0 ? 'behind' : 'ahead of'} this one`;
  if (off < driftMs.look) return fine(`${words}.`);
  const mend = `${words}: let both machines keep time by NTP (chrony or systemd-timesyncd).`;
  return off < driftMs.wrong ? look(mend) : wrong(mend);
}

async function connectionsOf(db: Db): Promise<Found> {
  const sql = `SELECT count(*)::int AS used, current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int AS most FROM pg_stat_activity WHERE backend_type = 'client backend'`;
  const { used, most } = (await firstRow<{ used: number; most: number }>(db, sql)) ?? { used: 0, most: 0 };
  const words = `${used} of ${most} connections are used`;
  return used < most * 0.8 ? fine(`${words}.`) : look(`${words}: raise max_connections, or run fewer processes.`);
}

const fine = (says: string): Found => ({ state: 'fine', says });
const look = (says: string): Found => ({ state: 'look', says });
const wrong = (says: string): Found => ({ state: 'wrong', says });
