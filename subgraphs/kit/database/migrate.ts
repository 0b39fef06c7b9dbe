import { DataSource, type MigrationInterface } from 'typeorm';
import { guardedDriver } from './pool.ts';
import { statementLogger } from './statements.ts';

/** One lock for all processes that might migrate the same database; the number is ours alone. */
const migrationLock = 7_246_310_952;

export type MigrationClass = new () => MigrationInterface;

/**
 * Brings the database up to date, one migration per transaction. Several processes may call it at once:
 * one works, the others wait. Resolves with the names of what it applied.
 */
export async function migrate(url: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const source = await new DataSource({
    type: 'postgres',
    url,
    driver: guardedDriver,
    migrations: [...migrations],
    migrationsTableName: 'handoff_migration',
    // What fails is thrown: nothing is printed beside what a command answers.
    logger: statementLogger,
    installExtensions: false,
    poolSize: 2,
    extra: { connectionTimeoutMillis: 5000 },
  }).initialize();
  const holder = source.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const applied = await source.runMigrations({ transaction: 'each' });
    return applied.map(migration => migration.name);
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await holder.release();
    await source.destroy();
  }
}
