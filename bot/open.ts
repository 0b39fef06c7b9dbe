import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import type { Settings, SlackSettings } from '@handoff/kit/settings';
import { type Bot, startBot } from './bot.ts';
import type { GraphOptions } from './graph.ts';
import { shortcuts } from './listeners/shortcuts/shortcuts.ts';
import { postCardsAnew } from './local-cards.ts';
import { type LocalSlack, startLocalSlack } from './local-slack/local-slack.ts';
import type { LocalSlackOptions } from './local-slack/options.ts';
import type { ReceptionSettings } from './reception.ts';

/** What the local Slack takes, and no other. */
export const localTokens = {
  botToken: 'xoxb-local',
  appToken: 'xapp-local',
  signingSecret: 'the local Slack signs with this',
};

/** Starts the local Slack with these people, channels and user groups; each channel takes one message a second unless told otherwise. */
export function openLocalSlack(
  settings: Settings,
  of: Pick<LocalSlackOptions, 'users' | 'channels' | 'groups' | 'postsPerSecond'>,
): Promise<LocalSlack> {
  const unfurlDomains = [new URL(settings.publicUrl).hostname, '127.0.0.1', 'localhost'];
  const offered = Object.entries(shortcuts).map(([callbackId, { name, type }]) => ({ callbackId, name, type }));
  return startLocalSlack({ ...localTokens, ...of, unfurlDomains, shortcuts: offered });
}

/** What a bot is opened with, whichever Slack it speaks to. */
export interface OpenBotOptions {
  settings: Settings;
  log: Log;
  db: Db;
  graph: GraphOptions;
}

/** The bot on the company's Slack: over Socket Mode where there is an app token, else over HTTP. */
export function openBot(options: OpenBotOptions, { botToken, appToken, signingSecret }: SlackSettings): Promise<Bot> {
  const { settings, db, log, graph } = options;
  const { host, botPort: port, slackApiUrl } = settings;
  const reception: ReceptionSettings = appToken
    ? { mode: 'socket', appToken }
    : { mode: 'http', signingSecret: signingSecret ?? '', host, port };
  return startBot({ db, settings: reception, botToken, slackApiUrl, graph, ...toldBy(settings), log });
}

/** What the settings say of where and how things are told. */
function toldBy({ publicUrl, auditChannel, fallbackChannel, slackHistory }: Settings) {
  return { publicUrl, auditChannel, fallbackChannel, mayReadHistory: slackHistory };
}

/** How a local Slack reaches the bot, and how many messages a second a channel of it takes; one unless told otherwise. */
export interface LocalMode {
  mode: 'socket' | 'http';
  postsPerSecond?: number;
}

/** The bot on a local Slack that just began, reached by it over sockets or HTTP. */
export async function openLocalBot(
  { settings, db, log, graph }: OpenBotOptions,
  slack: LocalSlack,
  { mode, postsPerSecond = 1 }: LocalMode,
): Promise<Bot> {
  const { botToken, appToken, signingSecret } = localTokens;
  const { host } = settings;
  const reception: ReceptionSettings = mode === 'socket' ? { mode, appToken } : { mode, signingSecret, host, port: 0 };
  const paceSeconds = 1.05 / postsPerSecond;
  const slackApiUrl = slack.apiUrl;
  await postCardsAnew(db);
  const bot = await startBot({
    ...{ db, settings: reception, botToken, slackApiUrl, graph, ...toldBy(settings), paceSeconds, log },
  });
  if (mode === 'http') slack.deliverTo({ mode, requestUrl: `http://${host}:${bot.port}/slack/events` });
  return bot;
}
