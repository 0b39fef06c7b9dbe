import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalSlack } from '@handoff/bot/local-slack/local-slack';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { silentLog } from '@handoff/kit/log';
import { readSettings, type Settings } from '@handoff/kit/settings';
import { testDatabase } from '@handoff/kit/testing/database';
import { type House, startHouse } from 'handoff/handoff';

/** A whole house on free ports, with the demo catalogue, on a database of its own. */
export interface TestHouse extends House {
  slack: LocalSlack;
  /** The graph as the admin service account. */
  admin: GraphClient;
  settings: Settings;
  stop(): Promise<void>;
}

/** Both ways a bot is reached by Slack: every journey holds in each. */
export const slackModes = ['socket', 'http'] as const;

export async function testHouse(localSlackMode: 'socket' | 'http'): Promise<TestHouse> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-house-'));
  const database = await testDatabase([]);
  const settings = settingsOf({ PORT: '0', HANDOFF_HOME: home, DATABASE_URL: database.url, HANDOFF_DEMO: '1' });
  const house = await startHouse({ settings, log: silentLog(), localSlackMode });
  if (!house.slack) throw new Error('a house in demo mode has a Slack of its own');
  const admin = createGraphClient({ url: house.url, token: house.adminToken, via: 'GRAPHQL' });
  const stop = async () => {
    await admin.close();
    await house.stop();
    await database.drop();
    await rm(home, { recursive: true, force: true });
  };
  return { ...house, slack: house.slack, admin, settings, stop };
}

export function settingsOf(environment: Record<string, string>): Settings {
  const read = readSettings(environment);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.settings;
}

/** Asks the graph; throws when it refused, so that a test shows what it said. */
export async function asked<T>(client: GraphClient, document: string, variables: object = {}): Promise<T> {
  const answer = await client.request<T>(document, variables as Record<string, unknown>);
  if (answer.kind === 'Data') return answer.data;
  throw new Error(answer.message);
}

/** Tries until it holds; throws what the last try threw after `seconds`. */
export async function until<T>(check: () => Promise<T> | T, seconds = 10): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  }
}
