import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@handoff/kit/database/migrate';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import { seemsToRun } from '@handoff/kit/postgres/server';
import { migrations } from '@handoff/migrations/list';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

interface Server {
  url: string;
  /** How a database is copied soonest there. */
  copying: string;
  stop(): Promise<void>;
}

/** Where Linux keeps files in memory. Each database is 800 files: a disk takes ten times as long to make them. */
const memory = '/dev/shm';
const enough = 2 * 1024 ** 3;
const prefix = 'handoff-test-';

async function server(): Promise<Server> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, copying: 'WAL_LOG', stop: async () => undefined };
  const inMemory = (await room()) > enough ? await startIn(memory).catch(() => null) : null;
  // There may be no programs run from there, or too little room.
  return inMemory ? { ...inMemory, copying: 'FILE_COPY' } : { ...(await startIn(tmpdir())), copying: 'WAL_LOG' };
}

/** Free bytes in memory for files; 0 where the system keeps none. */
async function room(): Promise<number> {
  await sweep().catch(() => undefined);
  return statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
}

/** Removes what runs that were killed left in memory an hour ago or longer. */
async function sweep(): Promise<void> {
  for (const name of await readdir(memory)) {
    const home = join(memory, name);
    if (!name.startsWith(prefix) || Date.now() - (await stat(home)).mtimeMs < 3_600_000) continue;
    if (!(await seemsToRun(join(home, 'postgres')))) await rm(home, { recursive: true, force: true });
  }
}

async function startIn(folder: string): Promise<Omit<Server, 'copying'>> {
  const home = await mkdtemp(join(folder, prefix));
  const remove = () => rm(home, { recursive: true, force: true });
  const embedded = await startEmbedded({ home, log: silentLog(), durable: false }).catch(async error => {
    await remove();
    throw error;
  });
  await run(embedded.url, letInSoon(embedded.url));
  return { url: embedded.url, stop: () => embedded.stop().then(remove) };
}

/** Keeps the password such that checking it is no work: a run opens thousands of connections. PostgreSQL 15 cannot. */
function letInSoon(url: string): string {
  return `SELECT set_config('scram_iterations', '1', false) WHERE current_setting('server_version_num')::int >= 160000;
    ALTER ROLE CURRENT_USER PASSWORD '${new URL(url).password}'`;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** One PostgreSQL for the whole test run, with one migrated database that every test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, copying, stop } = await server();
  const template = `template_${randomBytes(6).toString('hex')}`;
  await run(url, `CREATE DATABASE ${template}`);
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${template}`;
  await migrate(templateUrl.href, migrations);
  project.provide('databaseServer', url);
  project.provide('databaseTemplate', template);
  project.provide('databaseCopying', copying);
  return async () => {
    const drop = (name: string) => run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await drop(template)
      .then(() => drop(`${template}_demo`))
      .finally(stop);
  };
}
