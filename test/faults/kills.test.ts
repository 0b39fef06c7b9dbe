import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchCards } from '@handoff/bench/faults/cards';
import { killOften } from '@handoff/bench/kills';
import { startLocalSlack } from '@handoff/bot/local-slack/local-slack';
import { localTokens } from '@handoff/bot/open';
import { testDatabase } from '@handoff/kit/testing/database';
import { expect, it } from 'vitest';
import { end, handoff, ready } from '../command.ts';

const teams = ['bench-team-0', 'bench-team-1'];
const channels = teams.map((name, i) => ({ id: `C9BENCH0${i}`, name, members: [] }));

it('kill -9 while promotions go on: no acknowledged step is lost, nothing is half done, and no card comes twice for no reason', async () => {
  const database = await testDatabase([]);
  const home = await mkdtemp(join(tmpdir(), 'handoff-kills-'));
  const slack = await startLocalSlack({ ...localTokens, users: [], channels, postsPerSecond: 0 });
  const token = randomBytes(24).toString('hex');
  const start = async () => {
    const child = handoff(['start'], {
      ...{ PORT: '0', DATABASE_URL: database.url, HANDOFF_HOME: home, HANDOFF_DEMO: '0' },
      ...{ SLACK_BOT_TOKEN: localTokens.botToken, SLACK_APP_TOKEN: localTokens.appToken, SLACK_API_URL: slack.apiUrl },
      HANDOFF_BOOTSTRAP_TOKEN: token,
    });
    return { url: await ready(child), kill: () => end(child, 'SIGKILL'), stop: () => end(child) };
  };
  const cards = watchCards(slack);
  try {
    const told = { databaseUrl: database.url, token, start, promotions: 24, kills: 3, teams, killed: cards.killed };
    const { lost, wrong, kills, acknowledged } = await killOften(told);
    expect({ lost, wrong, kills }).toEqual({ lost: [], wrong: [], kills: 3 });
    expect(acknowledged).toBeGreaterThan(24);
    expect(cards.cards()).toBeGreaterThan(0);
    expect(cards.duplicates()).toBeLessThanOrEqual(cards.between());
  } finally {
    await slack.stop();
    await database.drop();
    await rm(home, { recursive: true, force: true });
  }
});
