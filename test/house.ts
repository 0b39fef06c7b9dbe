import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalSlack } from '@handoff/bot/local-slack/local-slack';
import { openLocalSlack } from '@handoff/bot/open';
import type { Db } from '@handoff/kit/database/database';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { silentLog } from '@handoff/kit/log';
import { type Keep, type Running, startAll } from '@handoff/kit/started';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { demoChannels, demoGroups, demoPeople } from '@handoff/migrations/seed';
import { startHouse } from 'handoff/house';
import { demoDatabase } from './demo.ts';
import { startPartsHere } from './parts-here.ts';
import { settingsOf } from './settings.ts';
import { type Parts, type PartsOptions, startParts } from './split.ts';

/** A whole house on free ports, with the demo catalogue, on a database of its own. */
export interface TestHouse extends Running {
  url: string;
  db: Db;
  slack: LocalSlack;
  adminToken: string;
  /** The graph as the admin service account. */
  admin: GraphClient;
}

/** A house whose parts are processes of their own. */
export interface SplitHouse extends TestHouse {
  parts: Parts;
}

/** Both ways a bot is reached by Slack: every journey holds in each. */
export const slackModes = ['socket', 'http'] as const;

/** The ways a house can stand: whole, by the way Slack reaches it, and as parts that reach each other over HTTP. */
export const houseModes = [...slackModes, 'split'] as const;

/** environment: settings beside those that every house has. */
export function testHouse(
  mode: (typeof houseModes)[number] | 'processes',
  environment: Record<string, string> = {},
): Promise<TestHouse> {
  if (mode === 'processes') return splitHouse({ environment });
  return startAll(keep => (mode === 'split' ? inParts(keep, environment) : whole(keep, mode, environment)));
}

/** Starts every part as a child process, all at once or one by one in an order; the Slack they speak to is in this one. */
export function splitHouse(how: Pick<PartsOptions, 'order' | 'environment' | 'through'> = {}): Promise<SplitHouse> {
  return startAll(async keep => {
    const { home, database, slack } = await placeOfParts(keep);
    const parts = await startParts({ databaseUrl: database.url, home, slackApiUrl: slack.apiUrl, ...how });
    keep(parts, one => one.stop());
    const { url, adminToken } = parts;
    return { url, db: database.db, slack, adminToken, parts, admin: adminAt(keep, url, adminToken) };
  });
}

/** Starts every part in this process; a story that holds so holds in several processes, and faults/ kills those. */
async function inParts(keep: Keep, environment: Record<string, string>): Promise<Omit<TestHouse, 'stop'>> {
  const { home, database, slack } = await placeOfParts(keep);
  const parts = await startPartsHere({ databaseUrl: database.url, home, slackApiUrl: slack.apiUrl, environment });
  keep(parts, one => one.stop());
  const { url, adminToken } = parts;
  return { url, db: database.db, slack, adminToken, admin: adminAt(keep, url, adminToken) };
}

/** A place, and a Slack that belongs to none of the parts. */
async function placeOfParts(keep: Keep): Promise<Place & { slack: LocalSlack }> {
  const found = await place(keep);
  const demo = { users: [...demoPeople], channels: [...demoChannels], groups: [...demoGroups] };
  return { ...found, slack: keep(await openLocalSlack(settingsOf({}), demo), one => one.stop()) };
}

/** Its Slack is quicker than the real one, so that journeys need not wait; that of a house in parts is not. */
async function whole(
  keep: Keep,
  localSlackMode: 'socket' | 'http',
  environment: Record<string, string>,
): Promise<Omit<TestHouse, 'stop'>> {
  const { home, database } = await place(keep);
  const settings = settingsOf({
    PORT: '0',
    HANDOFF_HOME: home,
    DATABASE_URL: database.url,
    HANDOFF_DEMO: '1',
    ...environment,
  });
  const options = { settings, log: silentLog(), localSlackMode, localPostsPerSecond: 20 };
  const house = keep(await startHouse(options), one => one.stop());
  const { url, db, slack, adminToken } = house;
  if (!slack) throw new Error('a house in demo mode has a Slack of its own');
  return { url, db, slack, adminToken, admin: adminAt(keep, url, adminToken) };
}

interface Place {
  home: string;
  database: TestDatabase;
}

/** A folder and a database with the demo catalogue. */
async function place(keep: Keep): Promise<Place> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-house-'));
  keep(home, one => rm(one, { recursive: true, force: true }));
  return { home, database: keep(await demoDatabase(), one => one.drop()) };
}

function adminAt(keep: Keep, url: string, token: string): GraphClient {
  return keep(createGraphClient({ url, token, via: 'GRAPHQL' }), one => one.close());
}

/** Asks the graph; throws when it refused, so that a test shows what it said. */
export async function asked<T>(client: GraphClient, document: string, variables: object = {}): Promise<T> {
  const answer = await client.request<T>(document, variables as Record<string, unknown>);
  if (answer.kind === 'Data') return answer.data;
  throw new Error(answer.message);
}

/** Tries until it holds, the longer it takes the more seldom; throws what the last try threw after `seconds`. */
export async function until<T>(check: () => Promise<T> | T, seconds = 30): Promise<T> {
  const began = Date.now();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      const waited = Date.now() - began;
      if (waited > seconds * 1000) throw error;
      await new Promise(resolve => setTimeout(resolve, Math.min(250, 20 + waited / 10)));
    }
  }
}
