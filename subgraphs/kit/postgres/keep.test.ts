import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { startEmbedded } from './embedded.ts';
import { startKept } from './keep.ts';
import { seemsToRun, stopServer } from './server.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'handoff-kept-'));
});
afterEach(async () => {
  await stopServer(join(home, 'postgres'));
  await rm(home, { recursive: true, force: true });
});

const options = () => ({ home, log: silentLog(), durable: false });

async function kill(): Promise<void> {
  const file = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8');
  process.kill(Number(file.split('\n')[0]), 'SIGKILL');
}

/** When the server that answers was started; null while none does. */
async function startedAt(url: string): Promise<number | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query('SELECT extract(epoch FROM pg_postmaster_start_time())::float8 AS at');
    return rows[0].at;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Waits until a server answers that was started after another one. */
async function answersAnew(url: string, before: number | null): Promise<void> {
  await expect.poll(async () => (await startedAt(url)) ?? 0).toBeGreaterThan(before ?? 0);
}

test('a server that was killed answers again at the same address, as often as it is killed, until stop()', async () => {
  const kept = await startKept(options());
  for (let time = 0; time < 2; time++) {
    const before = await startedAt(kept.url);
    expect(before).not.toBeNull();
    await kill();
    await answersAnew(kept.url, before);
  }
  await kept.stop();
  await sleep(1_200);
  expect(await seemsToRun(join(home, 'postgres'))).toBe(false);
});

test('one that another process had started and stops goes on for who attached to it', async () => {
  const first = await startEmbedded(options());
  const kept = await startKept(options());
  expect(kept.mode).toBe('attached');
  const before = await startedAt(kept.url);
  await first.stop();
  await answersAnew(kept.url, before);
  await kept.stop();
  expect(await seemsToRun(join(home, 'postgres'))).toBe(false);
});
