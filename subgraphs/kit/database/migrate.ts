import { DataSource, type MigrationInterface } from 'typeorm';
import { alone } from './alone.ts';
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
  try {
    const applied = await alone(source, migrationLock, () => source.runMigrations({ transaction: 'each' }));
    return applied.map(migration => migration.name);
  } finally {
    await source.destroy();
  }
}
