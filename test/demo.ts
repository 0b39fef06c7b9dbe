import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealDue } from '@handoff/kit/event/seal';
import { silentLog } from '@handoff/kit/log';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { startHouse } from 'handoff/handoff';
import pg from 'pg';
import { inject } from 'vitest';
import { settingsOf } from './settings.ts';

/** A database that holds the demo catalogue: a copy of one that is seeded once in a test run, when it is first wanted. */
export async function demoDatabase(): Promise<TestDatabase> {
  const template = `${inject('databaseTemplate')}_demo`;
  const client = new pg.Client({ connectionString: inject('databaseServer') });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [template]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) await client.query(`ALTER DATABASE ${await seeded()} RENAME TO ${template}`);
  } finally {
    await client.end();
  }
  return testDatabase([], template);
}

/** Seeds a fresh database and leaves it without connections; gives its name. Nobody is told of anything yet. */
async function seeded(): Promise<string> {
  const { url, db } = await testDatabase([]);
  const home = await mkdtemp(join(tmpdir(), 'handoff-demo-'));
  const settings = settingsOf({ PORT: '0', HANDOFF_HOME: home, DATABASE_URL: url, HANDOFF_DEMO: '1' });
  const house = await startHouse({ settings, log: silentLog(), localSlackMode: null });
  await house.stop();
  while ((await sealDue(db)) > 0);
  await db.destroy();
  await rm(home, { recursive: true, force: true });
  return new URL(url).pathname.slice(1);
}
