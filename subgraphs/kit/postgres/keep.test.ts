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

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query('SELECT 1')).rowCount === 1;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function answersWithin(url: string, seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (await answers(url)) return true;
    await sleep(50);
  }
  return false;
}

test('a server that was killed answers again at the same address, as often as it is killed, until stop()', async () => {
  const kept = await startKept(options());
  for (let time = 0; time < 2; time++) {
    await kill();
    await sleep(100);
    expect(await answers(kept.url)).toBe(false);
    expect(await answersWithin(kept.url, 15)).toBe(true);
  }
  await kept.stop();
  await sleep(1_200);
  expect(await seemsToRun(join(home, 'postgres'))).toBe(false);
});

test('one that another process had started and stops goes on for who attached to it', async () => {
  const first = await startEmbedded(options());
  const kept = await startKept(options());
  expect(kept.mode).toBe('attached');
  await first.stop();
  expect(await answersWithin(kept.url, 15)).toBe(true);
  await kept.stop();
  expect(await seemsToRun(join(home, 'postgres'))).toBe(false);
});
