import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSlack, startLocalSlack } from '@handoff/bot/local-slack/local-slack';
import { createGraphClient } from '@handoff/kit/graph-client';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { freePort } from '@handoff/kit/testing/free-port';
import { demoChannels, demoPeople } from '@handoff/migrations/seed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardsOf, directCard } from '../chat.ts';
import { end, handoff, ready } from '../command.ts';
import { demoDatabase } from '../demo.ts';
import { asked, slackModes, until } from '../house.ts';

const tokens = {
  botToken: 'xoxb-kill-test',
  appToken: 'xapp-kill-test',
  signingSecret: '0123456789abcdef0123456789abcdef',
};

// Both ways at once: most of the time is waiting for the lease of a process that is dead.
describe.concurrent.each(slackModes)('kill -9 between commit and delivery, over %s', mode => {
  let home: string;
  let database: TestDatabase;
  let slack: LocalSlack;
  let botPort: number;
  let child: ChildProcess | undefined;
  /** Where the house listens, while one runs. */
  let running: string | null = null;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'handoff-kill-'));
    database = await demoDatabase();
    slack = await startLocalSlack({
      ...tokens,
      users: [...demoPeople],
      channels: [...demoChannels],
      postsPerSecond: 0,
    });
    botPort = await freePort();
    if (mode === 'http') slack.deliverTo({ mode: 'http', requestUrl: `http://127.0.0.1:${botPort}/slack/events` });
  });
  afterAll(async () => {
    if (child) await end(child);
    await slack.stop();
    await database.drop();
    await rm(home, { recursive: true, force: true });
  });

  async function start(): Promise<string> {
    child = handoff(['start'], {
      PORT: '0',
      DATABASE_URL: database.url,
      HANDOFF_HOME: home,
      HANDOFF_DEMO: '1',
      SLACK_BOT_TOKEN: tokens.botToken,
      SLACK_API_URL: slack.apiUrl,
      ...(mode === 'http'
        ? { SLACK_SIGNING_SECRET: tokens.signingSecret, BOT_PORT: String(botPort) }
        : { SLACK_APP_TOKEN: tokens.appToken }),
    });
    return ready(child);
  }

  /** Asks Ben to be the owner of a new model; resolves when the graph has said that it is so. */
  async function propose(url: string, name: string): Promise<string> {
    const token = (await readFile(join(home, 'secrets', 'admin-token'), 'utf8')).trim();
    const client = createGraphClient({ url, token, via: 'GRAPHQL' });
    try {
      const { people } = await asked<{ people: { nodes: { id: string }[] } }>(
        client,
        '{ people(search: "ben.okafor") { nodes { id } } }',
      );
      await asked(
        client,
        'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { problem { message } } }',
        {
          input: { name, task: 'OTHER', riskTier: 'MINIMAL', team: 'operations' },
        },
      );
      const source =
        'mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { assignment { id } problem { message } } }';
      const input = { roleKey: 'owner', assigneeId: people.nodes[0]?.id, model: name };
      const { proposeAssignment } = await asked<{ proposeAssignment: { assignment: { id: string } } }>(client, source, {
        input,
      });
      return proposeAssignment.assignment.id;
    } finally {
      await client.close();
    }
  }

  const posted = () => slack.workspace.calls.filter(call => call.method === 'chat.postMessage').length;

  it.sequential.each([
    ['at once', async () => undefined],
    ['while the card is on its way', async () => new Promise<void>(resolve => setTimeout(resolve, 15))],
    ['when Slack has it and nobody noted it', async () => until(() => expect(posted()).toBeGreaterThan(0))],
  ])('%s: the card comes, a second one at most', async (when, moment) => {
    const url = running ?? (await start());
    running = null;
    slack.workspace.calls.length = 0;
    if (when.startsWith('when Slack')) slack.faults.api('chat.postMessage', { kind: 'dropAnswer' } as never, 1);
    const id = await propose(url, `kill-${mode}-${when.replace(/[^a-z]+/g, '-')}`);
    await moment();
    if (child) await end(child, 'SIGKILL');
    slack.faults.clear();
    running = await start();
    await until(() => directCard(slack, 'U08BEN', id), 60);
    await new Promise(resolve => setTimeout(resolve, 1500));
    const direct = directCard(slack, 'U08BEN', id).channel;
    expect(cardsOf(slack, id).filter(card => card.channel === direct).length).toBeLessThanOrEqual(2);
  });
});
