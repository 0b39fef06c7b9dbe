import type { Readable } from 'node:stream';
import pg, { type ClientBase } from 'pg';
import { DataSource, type EntityManager, MigrationExecutor, type QueryRunner } from 'typeorm';
import type { MigrationClass } from '../database/migrate.ts';
import { statementLogger } from '../database/statements.ts';
import { verifyIn } from '../event/verify.ts';
import { sameWay } from './copy.ts';
import { type Begin, beginOf, type End, NoBackup } from './form.ts';
import { hasAll, loadAll } from './load.ts';
import { Reading } from './read.ts';
import { inTheWay } from './room.ts';
import { schemas } from './tables.ts';

/** What was restored, and compared with what the backup says. */
export interface Restored extends End {
  kind: 'Restored';
  madeAt: string;
  /** The names of newer migrations, which were applied after. */
  migrated: string[];
}

/** Nothing was changed. reason: a sentence or more, with the mend. */
export interface NotRestored {
  kind: 'NotRestored';
  reason: string;
}

export interface RestoreOptions {
  url: string;
  file: Readable;
  /** All migrations of this Handoff. */
  migrations: readonly MigrationClass[];
  /** Whether what is in the database may be replaced. */
  force: boolean;
}

/**
 * Puts a backup into a database, in one transaction: rows are counted and compared, the audit trail is followed, and
 * what does not agree leaves the database as it was. The backup of an older Handoff is brought up to date.
 */
export async function restore(options: RestoreOptions): Promise<Restored | NotRestored> {
  const reading = new Reading(options.file);
  try {
    const begin = beginOf(await reading.line());
    const names = new Set(options.migrations.map(Migration => new Migration().name));
    const unknown = begin.migrations.filter(name => !names.has(name));
    if (unknown.length > 0) return refused(newer(unknown));
    return await into(options, begin, reading);
  } catch (error) {
    if (error instanceof NoBackup) return refused(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
      return refused(`It cannot be read: ${(error as Error).message}.`);
    throw error;
  } finally {
    options.file.destroy();
  }
}

function refused(reason: string): NotRestored {
  return { kind: 'NotRestored', reason: `${reason} Nothing was changed.` };
}

function newer(unknown: readonly string[]): string {
  return `It was made by a newer Handoff: this one does not know ${unknown.join(', ')}. Restore it with the Handoff that made it, or a newer one.`;
}

async function into(options: RestoreOptions, begin: Begin, reading: Reading): Promise<Restored | NotRestored> {
  const source = await sourceOf(options.url, options.migrations).initialize();
  const runner = source.createQueryRunner();
  try {
    const client: ClientBase = await runner.connect();
    const obstacle = await inTheWay(client, options.force);
    if (obstacle) return refused(obstacle);
    await runner.startTransaction();
    const result = await inTransaction({ runner, source, ...options }, begin, reading).catch(async error => {
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    });
    await runner.commitTransaction();
    for (const schema of schemas) await analyze(runner, schema);
    return result;
  } finally {
    await runner.release();
    await source.destroy();
  }
}

interface Restoring extends RestoreOptions {
  runner: QueryRunner;
  source: DataSource;
}

async function inTransaction(of: Restoring, begin: Begin, reading: Reading): Promise<Restored> {
  const { runner, migrations } = of;
  const client: ClientBase = await runner.connect();
  await runner.query("SET LOCAL lock_timeout = '10s'");
  await runner.query(`DROP SCHEMA IF EXISTS ${schemas.join(', ')} CASCADE`);
  await runner.query('DROP TABLE IF EXISTS public.handoff_migration');
  const then = new Set(begin.migrations);
  const older = migrations.filter(Migration => then.has(new Migration().name ?? ''));
  await apply(of, older);
  await runner.query(sameWay);
  const { counts, end } = await loadAll(client, reading);
  await hasAll(client, counts, end);
  await runner.query('RESET search_path');
  const migrated = await apply(of, migrations);
  await followed(runner.manager, end);
  return { kind: 'Restored', madeAt: begin.madeAt, migrated, ...end };
}

/** Applies those of these migrations that were not yet, in the transaction that is under way; answers their names. */
async function apply({ runner, url }: Restoring, migrations: readonly MigrationClass[]): Promise<string[]> {
  const source = await sourceOf(url, migrations).initialize();
  try {
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'none';
    return (await executor.executePendingMigrations()).map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

function sourceOf(url: string, migrations: readonly MigrationClass[]): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    // Plain connections: COPY takes turns with nothing.
    driver: pg,
    migrations: [...migrations],
    migrationsTableName: 'handoff_migration',
    logger: statementLogger,
    installExtensions: false,
    poolSize: 1,
    extra: { connectionTimeoutMillis: 5000, application_name: 'handoff restore' },
  });
}

/** Follows the restored trail to the entry that the backup ends with. Throws NoBackup where it breaks. */
async function followed(tx: EntityManager, { head }: End): Promise<void> {
  const { broken } = await verifyIn(tx, head ? [head] : []);
  if (broken) throw new NoBackup(`The audit trail in it is broken: ${broken.explanation}`);
}

async function analyze(runner: QueryRunner, schema: string): Promise<void> {
  const sql = `SELECT string_agg(c.oid::regclass::text, ', ') AS tables FROM pg_class c
    WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`;
  const [{ tables }] = await runner.query(sql, [schema]);
  if (tables) await runner.query(`ANALYZE ${tables}`);
}
