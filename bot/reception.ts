import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '@handoff/kit/log';
import { type App, HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { clientOptions, slackLogger } from './clients.ts';
import type { Arrival } from './intake.ts';
import { RequestRefused } from './replays.ts';
import { keepConnected } from './socket.ts';

/** How Slack reaches the bot. */
export type ReceptionSettings =
  | { mode: 'socket'; appToken: string }
  | { mode: 'http'; signingSecret: string; host: string; port: number };

/** One way in, not yet open. */
export interface Reception {
  receiver: Receiver;
  /** Opens the way in; answers the port it listens on, null over sockets. Throws when it cannot be opened. */
  open(app: App): Promise<number | null>;
  /** Takes nothing new. */
  close(app: App): Promise<void>;
}

/** Builds the way in that the settings ask for. */
export function receptionFor(settings: ReceptionSettings, slackApiUrl: string, log: Log): Reception {
  if (settings.mode === 'http') return overHttp(settings, log);
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    logger: slackLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(slackApiUrl, log, 2) },
  });
  const socket = keepConnected(receiver.client, log);
  return {
    receiver,
    open: async () => {
      await socket.open();
      return null;
    },
    close: () => socket.close(),
  };
}

/** A press carries the card it was on, of up to 50 blocks, written as a form, which makes it up to three times as long. */
const mostBytes = 1024 * 1024;
/** How long a request may take to arrive, in milliseconds. */
const arrival = { requestTimeout: 30_000, headersTimeout: 15_000 };

function overHttp({ signingSecret, host, port }: Extract<ReceptionSettings, { mode: 'http' }>, log: Log): Reception {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: ['/slack/events'],
    bodyLimit: mostBytes,
    logger: slackLogger(log),
    customPropertiesExtractor: ({ headers }) => ({ signed: signedBy(headers) }) satisfies Arrival,
    processEventErrorHandler: async ({ error, response }) => {
      if (response.headersSent) return false;
      const refused = error instanceof RequestRefused;
      log.warn({ err: error }, refused ? 'A request to the bot was refused.' : 'A request to the bot failed.');
      response.writeHead(refused ? 401 : 500).end();
      return false;
    },
  });
  let server: Server | undefined;
  return {
    receiver,
    open: async app => {
      server = (await app.start({ host, port }, arrival)) as Server;
      return (server.address() as AddressInfo).port;
    },
    close: async app => {
      const cut = setTimeout(() => server?.closeAllConnections(), 3_000);
      await app.stop();
      clearTimeout(cut);
    },
  };
}

function signedBy(headers: IncomingHttpHeaders) {
  const signature = String(headers['x-slack-signature']);
  return { signature, timestamp: Number(headers['x-slack-request-timestamp']) };
}
