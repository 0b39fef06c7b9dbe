import { silentLog } from '@handoff/kit/log';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { type Bot, type BotOptions, startBot } from '../bot.ts';
import type { LocalSlack } from '../local-slack/local-slack.ts';
import type { LocalSlackOptions } from '../local-slack/options.ts';
import { appToken, botToken, signingSecret, startTestSlack } from '../local-slack/testing/slack.ts';
import type { Message } from '../local-slack/workspace.ts';
import { botTables } from '../table.ts';
import { startTestGraph, type TestGraph } from './graph-server.ts';

/** A bot with all that it lives among: a database, a graph and a Slack. */
export interface BotHouse {
  database: TestDatabase;
  graph: TestGraph;
  slack: LocalSlack;
  /** May be put in another's place by a test that stops the first. */
  bot: Bot;
  /** Does something in Slack and waits until the bot has done all of its part. */
  after<T>(action: () => Promise<T>): Promise<T>;
  /** Starts another bot on the same database, graph and Slack. */
  startAnother(options?: Partial<BotOptions>): Promise<Bot>;
  /** What only this person saw last. */
  seenBy(userId: string): Message | undefined;
  /** The messages of a channel, oldest first. */
  messages(channel: string): Message[];
  stop(): Promise<void>;
}

/** Starts everything on free ports. */
export async function startBotHouse(
  mode: 'socket' | 'http',
  slackOptions: Partial<LocalSlackOptions> = {},
  botOptions: Partial<BotOptions> = {},
): Promise<BotHouse> {
  const [database, graph, slack] = await Promise.all([
    testDatabase(botTables),
    startTestGraph(),
    startTestSlack(slackOptions),
  ]);
  const startAnother = (options: Partial<BotOptions> = {}) =>
    startBot({
      db: database.db,
      settings: mode === 'socket' ? { mode, appToken } : { mode, signingSecret, host: '127.0.0.1', port: 0 },
      botToken,
      slackApiUrl: slack.apiUrl,
      graph: { url: graph.url, token: graph.token },
      publicUrl: 'http://127.0.0.1:4000',
      paceSeconds: 0.05,
      log: silentLog(),
      ...botOptions,
      ...options,
    });
  const bot = await startAnother();
  const requestUrl = `http://127.0.0.1:${bot.port}/slack/events`;
  slack.deliverTo(mode === 'socket' ? { mode } : { mode, requestUrl });
  const house: BotHouse = {
    database,
    graph,
    slack,
    bot,
    startAnother,
    after: async action => {
      const result = await action();
      await house.bot.idle();
      return result;
    },
    seenBy: userId => slack.workspace.ephemerals.filter(message => message.ephemeralTo === userId).at(-1),
    messages: channel => slack.workspace.messages.get(channel) ?? [],
    stop: async () => {
      await house.bot.stop();
      await Promise.all([slack.stop(), graph.stop()]);
      await database.drop();
    },
  };
  return house;
}
