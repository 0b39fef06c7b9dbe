import { randomBytes } from 'node:crypto';
import type { LocalSlack } from '@handoff/bot/local-slack/local-slack';
import { startLocalSlack } from '@handoff/bot/local-slack/local-slack';
import { localTokens } from '@handoff/bot/open';
import { demoChannels, demoPeople } from '@handoff/migrations/seed';
import pg from 'pg';
import { withDatabase } from './own-database.ts';
import { launcher, startProcess } from './process.ts';
import { asked } from './rounds.ts';

/** Handoff in a process of its own, with the demo catalogue and its bot, on a Slack in this process that keeps to Slack's pace. */
export interface BotPlace {
  url: string;
  token: string;
  slack: LocalSlack;
  sql<T>(text: string, values?: unknown[]): Promise<T[]>;
  /** What a bot as a further process is started with. */
  botSettings: Record<string, string>;
}

/** Channels that nobody writes in, beside those of the demo. */
export const spareChannels = Array.from({ length: 200 }, (_, i) => `C9SPARE${String(i).padStart(3, '0')}`);

const scopes = [
  ...['app_mentions:read', 'channels:read', 'groups:read', 'chat:write', 'chat:write.public', 'commands', 'im:history'],
  ...['im:write', 'links:read', 'links:write', 'users:read', 'users:read.email', 'channels:history', 'groups:history'],
  'usergroups:read',
];

/** Does work in one; all of it is gone afterwards. */
export function inBotHouse<T>(work: (place: BotPlace) => Promise<T>): Promise<T> {
  return withDatabase(async ({ url: databaseUrl, home }) => {
    const channels = [...demoChannels, ...spareChannels.map(id => ({ id, name: id.toLowerCase(), members: [] }))];
    const slack = await startLocalSlack({
      ...localTokens,
      users: [...demoPeople],
      channels,
      scopes,
      postsPerSecond: 1,
    });
    const token = randomBytes(24).toString('hex');
    const environment = {
      ...{ DATABASE_URL: databaseUrl, HANDOFF_HOME: home, HANDOFF_BOOTSTRAP_TOKEN: token, HANDOFF_DEMO: '1' },
      ...{ SLACK_BOT_TOKEN: localTokens.botToken, SLACK_APP_TOKEN: localTokens.appToken },
      ...{ SLACK_API_URL: slack.apiUrl, HANDOFF_SLACK_HISTORY: '1' },
      HANDOFF_INTERNAL_KEY: randomBytes(32).toString('hex'),
    };
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    const house = await startProcess([launcher, 'start'], environment).catch(async error => {
      await slack.stop();
      throw error;
    });
    try {
      const sql = async <Row>(text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as Row[];
      const botSettings = { ...environment, HANDOFF_DEMO: '0', GATEWAY_URL: `${house.url}/graphql` };
      return await work({ url: house.url, token, slack, sql, botSettings });
    } finally {
      await house.stop();
      await pool.end();
      await slack.stop();
    }
  });
}

/** Makes a change as the administrator; throws what the graph refuses it with. */
export async function changed<T>(place: BotPlace, call: string, input: object): Promise<T> {
  const [name = '', selection = ''] = call.split(/ (.*)/s);
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} problem { message } } }`;
  const answer = await asked<Record<string, { problem: { message: string } | null }>>(place, source, { input });
  const payload = answer[name];
  if (!payload || payload.problem) throw new Error(`${name}: ${payload?.problem?.message ?? 'no answer'}`);
  return payload as T;
}

/** Waits until something holds, looking every few milliseconds; throws after so many seconds. */
export async function holds(what: string, check: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`This did not come true within ${seconds} s: ${what}.`);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}
