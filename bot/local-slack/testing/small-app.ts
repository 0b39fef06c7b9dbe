import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { LocalSlack } from '../local-slack.ts';
import { registerListeners, type Seen } from './listeners.ts';
import { quietLogger } from './quiet-logger.ts';
import { appToken, botToken, signingSecret } from './slack.ts';

/** A running Bolt app that knows nothing of the local Slack but its address. */
export interface SmallApp {
  app: App;
  seen: Seen;
  stop: () => Promise<void>;
}

/** Both ways an app can be reached. */
export const modes = ['socket', 'http'] as const;

/** Starts a small Bolt app against the local Slack, over sockets or over signed HTTP. */
export async function startSmallApp(slack: LocalSlack, mode: (typeof modes)[number]): Promise<SmallApp> {
  const receiver = mode === 'socket' ? socketReceiver(slack) : httpReceiver();
  const app = new App({
    token: botToken,
    receiver,
    clientOptions: clientOptions(slack),
    logger: quietLogger,
    deferInitialization: true,
  });
  const seen: Seen = { commands: [], events: [], actions: [], submissions: [], closed: [] };
  registerListeners(app, seen);
  app.error(async () => undefined);
  await app.init();
  await start(app, slack, mode);
  return { app, seen, stop: async () => void (await app.stop()) };
}

/** After a cut it connects anew within a second; a busy machine has as long to answer a ping. */
function socketReceiver(slack: LocalSlack) {
  const installerOptions = { clientOptions: clientOptions(slack) };
  return new SocketModeReceiver({ appToken, logger: quietLogger, installerOptions, clientPingTimeout: 1_000 });
}

function httpReceiver() {
  return new HTTPReceiver({ signingSecret, logger: quietLogger });
}

function clientOptions(slack: LocalSlack) {
  return { slackApiUrl: slack.apiUrl, retryConfig: { retries: 1, minTimeout: 10, maxTimeout: 20 } };
}

async function start(app: App, slack: LocalSlack, mode: (typeof modes)[number]): Promise<void> {
  if (mode === 'socket') {
    await app.start();
    return slack.deliverTo({ mode });
  }
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as { address(): AddressInfo };
  slack.deliverTo({ mode, requestUrl: `http://127.0.0.1:${server.address().port}/slack/events` });
}
