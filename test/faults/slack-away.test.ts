import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalSlack } from '@handoff/bot/local-slack/local-slack';
import { localTokens } from '@handoff/bot/open';
import { type BotHouse, startBotHouse } from '@handoff/bot/testing/bot-house';
import { propose } from '@handoff/bot/testing/graph-state';
import { firstRow, rows } from '@handoff/kit/database/database';
import { createGraphClient } from '@handoff/kit/graph-client';
import { silentLog } from '@handoff/kit/log';
import { demoChannels, demoPeople } from '@handoff/migrations/seed';
import { startHouse } from 'handoff/house';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directCard } from '../chat.ts';
import { demoDatabase } from '../demo.ts';
import { asked, until } from '../house.ts';
import { settingsOf } from '../settings.ts';
import { proxied } from './proxy.ts';

let house: BotHouse;
beforeEach(async () => {
  house = await startBotHouse('socket');
});
afterEach(() => house.stop());

const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };
const sql = <T>(statement: string, parameters: unknown[] = []) => rows<T>(house.database.db, statement, parameters);

/** Time passes for all that the bot keeps: its clock is the database's. */
async function later(seconds: number): Promise<void> {
  const ago = [`${seconds} seconds`];
  await sql('UPDATE bot.outbox SET due_at = due_at - $1::interval, leased_until = leased_until - $1::interval', ago);
  await sql('UPDATE bot.pace SET next_at = next_at - $1::interval', ago);
}

async function tries(): Promise<number> {
  const found = await firstRow<{ tries: number }>(house.database.db, 'SELECT sum(attempts) AS tries FROM bot.outbox');
  return Number(found?.tries ?? 0);
}

const cards = () => house.messages('DBEN').filter(({ metadata }) => metadata?.event_type === 'handoff_card');

test('Slack is away for ten minutes: it is tried again and again, nothing is given up, and each card comes once', async () => {
  house.slack.faults.api('chat.postMessage', { kind: 'serverError' }, 100_000);
  for (let each = 0; each < 3; each++) propose(house.graph.state, proposal);
  await until(async () => expect(await tries()).toBeGreaterThan(3));
  house.slack.faults.api('*', { kind: 'serverError' }, 100_000);
  for (let quarter = 0; quarter < 4; quarter++) {
    const before = await tries();
    await later(150);
    await until(async () => expect(await tries()).toBeGreaterThan(before));
  }
  expect(await sql("SELECT subject_id FROM bot.outbox WHERE state = 'DEAD'")).toEqual([]);
  house.slack.faults.clear();
  // As long as the longest pause between two tries.
  await later(256);
  await until(() => expect(cards()).toHaveLength(3));
  await house.bot.idle();
  expect(new Set(cards().map(({ metadata }) => metadata?.event_payload.subject)).size).toBe(3);
  expect(await sql('SELECT subject_id FROM bot.outbox')).toEqual([]);
});

const register = 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { problem { message } } }';
const ask =
  'mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { assignment { id } problem { message } } }';

test('Slack is away when Handoff starts: the graph answers, and cards come once Slack is there', async () => {
  const database = await demoDatabase();
  const home = await mkdtemp(join(tmpdir(), 'handoff-away-'));
  const slack = await startLocalSlack({ ...localTokens, users: [...demoPeople], channels: [...demoChannels] });
  const { address, proxy } = await proxied(slack.apiUrl);
  await proxy.fault({ kind: 'refuse' });
  const settings = settingsOf({
    ...{ PORT: '0', HANDOFF_HOME: home, DATABASE_URL: database.url, HANDOFF_DEMO: '0', SLACK_API_URL: address },
    ...{ SLACK_BOT_TOKEN: localTokens.botToken, SLACK_APP_TOKEN: localTokens.appToken },
  });
  const started = await startHouse({ settings, log: silentLog() });
  const graph = createGraphClient({ url: started.url, token: started.adminToken, via: 'GRAPHQL' });
  try {
    expect(started.bot).toBeNull();
    const input = { name: 'told-when-slack-is-there', task: 'OTHER', riskTier: 'MINIMAL', team: 'operations' };
    await asked(graph, register, { input });
    const found = '{ person(email: "ben.okafor@demo.example") { id } }';
    const { person } = await asked<{ person: { id: string } }>(graph, found);
    const about = { roleKey: 'owner', assigneeId: person.id, model: input.name };
    const { proposeAssignment } = await asked<{ proposeAssignment: { assignment: { id: string } } }>(graph, ask, {
      input: about,
    });
    await proxy.fault(null);
    await until(() => directCard(slack, 'U08BEN', proposeAssignment.assignment.id), 60);
  } finally {
    await graph.close();
    await started.stop();
    await proxy.stop();
    await slack.stop();
    await database.drop();
    await rm(home, { recursive: true, force: true });
  }
});
