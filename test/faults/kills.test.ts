import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killOften } from '@handoff/bench/kills';
import { testDatabase } from '@handoff/kit/testing/database';
import { expect, it } from 'vitest';
import { end, handoff, ready } from '../command.ts';

it('kill -9 while promotions go on: no acknowledged step is lost, and nothing is half done', async () => {
  const database = await testDatabase([]);
  const home = await mkdtemp(join(tmpdir(), 'handoff-kills-'));
  const token = randomBytes(24).toString('hex');
  const start = async () => {
    const child = handoff(['start'], {
      ...{ PORT: '0', DATABASE_URL: database.url, HANDOFF_HOME: home, HANDOFF_DEMO: '0' },
      HANDOFF_BOOTSTRAP_TOKEN: token,
    });
    return { url: await ready(child), kill: () => void child.kill('SIGKILL'), stop: () => end(child) };
  };
  try {
    const told = { databaseUrl: database.url, token, start, promotions: 24, kills: 3 };
    const { lost, wrong, kills, acknowledged } = await killOften(told);
    expect({ lost, wrong, kills }).toEqual({ lost: [], wrong: [], kills: 3 });
    expect(acknowledged).toBeGreaterThan(24);
  } finally {
    await database.drop();
    await rm(home, { recursive: true, force: true });
  }
});
