import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Db, openDatabase, type Table } from '../database/database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the test server's maintenance database. */
    databaseServer: string;
    /** Name of the migrated database that test databases are copied from. */
    databaseTemplate: string;
    /** PostgreSQL's name of the way in which they are copied. */
    databaseCopying: string;
  }
}

export interface TestDatabase {
  url: string;
  db: Db;
  drop(): Promise<void>;
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseServer') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A database of the test file's own, migrated, on a real PostgreSQL; drop it in afterAll. It is a copy of the template. */
export async function testDatabase(
  tables: readonly Table[],
  template = inject('databaseTemplate'),
): Promise<TestDatabase> {
  const name = `t_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY ${inject('databaseCopying')}`);
  const url = new URL(inject('databaseServer'));
  url.pathname = `/${name}`;
  const db = await openDatabase({ url: url.href, tables, poolSize: 10 });
  return {
    url: url.href,
    db,
    drop: async () => {
      if (db.isInitialized) await db.destroy();
      await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
