import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import type { Loop } from '@handoff/kit/loop';
import { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { type Claims, consumer, startClaims } from './claims.ts';
import { bulkClient, clientOptions, liveClient, slackError, slackLogger } from './clients.ts';
import { type Destinations, knowDestinations } from './destinations.ts';
import { createDrawer } from './drawer.ts';
import { type Graph, type GraphOptions, openGraph } from './graph.ts';
import { keepGroups } from './groups.ts';
import { keepHeads } from './heads.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { guardIntake } from './intake.ts';
import { registerListeners } from './listeners/register.ts';
import { type Outbox, type OutboxOptions, openOutbox } from './outbox.ts';
import { knowPeople } from './people.ts';
import { type Reception, type ReceptionSettings, receptionFor } from './reception.ts';
import { Replays } from './replays.ts';
import { keepReporting, keepTelling } from './telling/keep-telling.ts';
import { tracedDelivery } from './trace.ts';

export interface BotOptions {
  /** A pool that knows `botTables`. It stays open when the bot stops. */
  db: Db;
  settings: ReceptionSettings;
  botToken: string;
  /** Ends in `/api/`. */
  slackApiUrl: string;
  graph: GraphOptions;
  /** Where people open Handoff, for links that are shown; left out: none are. */
  publicUrl?: string | null;
  /** Where the day's head of the audit trail is posted: `#name` or an id; left out: nowhere. */
  auditChannel?: string | null;
  /** Where what cannot be delivered is shown: `#name` or an id; left out: nowhere. */
  fallbackChannel?: string | null;
  /** Whether the history of channels may be read, so that nothing is posted twice; not unless told so. */
  mayReadHistory?: boolean;
  /** One call per channel in this time, for cards; 1.05 s unless told otherwise, because Slack allows one a second. */
  paceSeconds?: number;
  /** One look at the user groups in this time; 4 s unless told otherwise, because Slack allows twenty a minute. */
  groupsPaceSeconds?: number;
  /** The longest pause between two looks for what has come due that nobody said; 5 s unless told otherwise. */
  lookSeconds?: number;
  log: Log;
}

/** A running bot. */
export interface Bot {
  /** Where it listens in HTTP mode; null over sockets. */
  port: number | null;
  /** Takes nothing new, finishes what is under way, and leaves the rest to the next start. */
  stop(): Promise<void>;
  /** Resolves when nothing waits: all deliveries worked on, all notifications taken, all cards drawn. For tests. */
  idle(): Promise<void>;
}

/** Starts the bot. Throws when Slack does not take its tokens, or the port is not free. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { settings, slackApiUrl, botToken, log } = options;
  const live = liveClient(botToken, slackApiUrl, log);
  const self = await whoAmI(live);
  const graph = openGraph(options.graph);
  const reception = receptionFor(settings, slackApiUrl, log);
  try {
    return await run(options, { live, self, graph, reception });
  } catch (error) {
    await graph.close();
    throw error;
  }
}

interface Self {
  teamId: string;
  userId: string;
  botId: string;
}

interface Parts {
  live: WebClient;
  self: Self;
  graph: Graph;
  reception: Reception;
}

async function run(options: BotOptions, { live, self, graph, reception }: Parts): Promise<Bot> {
  const { db, log, botToken, slackApiUrl, fallbackChannel = null, publicUrl = null } = options;
  const people = knowPeople(live, graph, self.teamId);
  const bulk = bulkClient(botToken, slackApiUrl, log);
  const destinations = knowDestinations(bulk, people);
  const app = createApp(options, self, reception);
  let inbox: Inbox | undefined;
  const opened = () => {
    if (!inbox) throw new Error('The inbox is not open yet.');
    return inbox;
  };
  const process = guardIntake(app, { inbox: opened, replays: new Replays(), log });
  await app.init();
  const outbox = outboxOf(options, { bulk, graph, destinations });
  const drawer = createDrawer({ db, live, publicUrl, wake: outbox.wake, log });
  const groups = keepGroups({ graph, bulk, teamId: self.teamId, paceSeconds: options.groupsPaceSeconds ?? 4, log });
  registerListeners(app, {
    ...{ live, graph, people, destinations, readGroups: groups.wake, drawer, publicUrl, botUserId: self.userId, log },
  });
  const again = (body: Record<string, unknown>, attempt: number) => {
    const event = { body, ack: async () => undefined, customProperties: { attempt, acknowledged: true } };
    return tracedDelivery({ body, attempt }, () => process(event));
  };
  inbox = openInbox({ db, log, again });
  const reachSlack = () => bulk.auth.test();
  const claims = startClaims({ db, graph, destinations, outbox, reachSlack, fallbackChannel, log });
  const loops = [groups, ...startLoops(options, { graph, destinations, outbox })];
  const stopWork = () => stopAll({ inbox: opened(), outbox, claims, loops, graph });
  const port = await reception.open(app).catch(async error => {
    await stopWork();
    throw error;
  });
  return {
    port,
    stop: () =>
      within(stopMs, log, async () => {
        await reception.close(app);
        await stopWork();
      }),
    idle: () => idle({ inbox: opened(), outbox, claims }),
  };
}

function outboxOf(options: BotOptions, parts: Pick<OutboxOptions, 'bulk' | 'graph' | 'destinations'>): Outbox {
  const { db, log, paceSeconds = 1.05, lookSeconds = 5 } = options;
  const { mayReadHistory = false, fallbackChannel = null, publicUrl = null } = options;
  return openOutbox({ ...parts, db, log, paceSeconds, lookSeconds, mayReadHistory, fallbackChannel, publicUrl });
}

type ForLoops = { graph: Graph; destinations: Destinations; outbox: Outbox };

/** What the bot does by itself, beside claiming and drawing. */
function startLoops({ db, log, auditChannel: channel, lookSeconds = 5 }: BotOptions, parts: ForLoops): Loop[] {
  const { graph, outbox } = parts;
  return [
    keepTelling({ db, wake: outbox.wake, lookSeconds, log }),
    keepReporting({ db, graph, consumer, rateLimited: outbox.rateLimited, everySeconds: 2 * lookSeconds, log }),
    ...(channel ? [keepHeads({ db, ...parts, channel, log })] : []),
  ];
}

/** What is under way may take so long; what is not done by then is left to the next start. */
const stopMs = 4_000;

async function within(ms: number, log: Log, work: () => Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(
    () => log.warn('The bot stopped before all was done; the rest is done at the next start.'),
    () => undefined,
  );
  await Promise.race([work().finally(() => timer.abort()), late]);
}

function createApp({ botToken, slackApiUrl, log }: BotOptions, self: Self, { receiver }: Reception): App {
  const app = new App({
    receiver,
    authorize: async () => ({ botToken, botId: self.botId, botUserId: self.userId, teamId: self.teamId }),
    clientOptions: clientOptions(slackApiUrl, log, 2),
    logger: slackLogger(log),
    deferInitialization: true,
    convoStore: false,
  });
  // The inbox must hear of every failure: it notes it and tries again.
  app.error(async error => {
    throw error.original ?? error;
  });
  return app;
}

async function whoAmI(live: WebClient): Promise<Self> {
  try {
    const { team_id: teamId = '', user_id: userId = '', bot_id: botId = '' } = await live.auth.test();
    return { teamId, userId, botId };
  } catch (error) {
    const refused = slackError(error);
    const why = refused
      ? `Slack does not take SLACK_BOT_TOKEN (${refused})`
      : `Slack cannot be reached (${String(error)})`;
    const message = `${why}. Check the token under OAuth & Permissions in your Slack app, and SLACK_API_URL.`;
    throw new Error(message, { cause: error });
  }
}

interface Work {
  inbox: Inbox;
  outbox: Outbox;
  claims: Claims;
}

async function stopAll({ inbox, outbox, claims, loops, graph }: Work & { loops: Loop[]; graph: Graph }) {
  await Promise.all([inbox, claims, outbox, ...loops].map(each => each.stop()));
  await graph.close();
}

async function idle({ inbox, outbox, claims }: Work): Promise<void> {
  // Twice in a row, because a notification may be on its way from the graph at the first look.
  for (let quiet = 0; quiet < 2; ) {
    const claimed = await claims.drain();
    const busy = claimed > 0 || claims.underWay() > 0 || (await inbox.undone()) > 0 || (await outbox.busy());
    quiet = busy ? 0 : quiet + 1;
    await sleep(busy ? 25 : 40);
  }
}
