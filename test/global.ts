import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@handoff/kit/database/migrate';
import { silentLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import { migrations } from '@handoff/migrations/list';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

interface Server {
  url: string;
  stop(): Promise<void>;
}

async function server(): Promise<Server> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  const home = await mkdtemp(join(tmpdir(), 'handoff-test-'));
  const embedded = await startEmbedded({ home, log: silentLog(), durable: false });
  return {
    url: embedded.url,
    stop: async () => {
      await embedded.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** One PostgreSQL for the whole test run, with one migrated database that every test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await server();
  const template = `template_${randomBytes(6).toString('hex')}`;
  await run(url, `CREATE DATABASE ${template}`);
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${template}`;
  await migrate(templateUrl.href, migrations);
  project.provide('databaseServer', url);
  project.provide('databaseTemplate', template);
  return async () => {
    const drop = (name: string) => run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await drop(template)
      .then(() => drop(`${template}_demo`))
      .finally(stop);
  };
}
