import type { ServerResponse } from 'node:http';
import type { Log } from '@handoff/kit/log';
import { createHandler } from 'graphql-sse';
import { answerOfRefusal, commonHeaders, send } from '../answer.ts';
import type { Budgets } from '../budget/budgets.ts';
import { type Knock, weigh } from '../door.ts';
import { surprise } from '../errors.ts';
import type { Graph } from '../graph.ts';
import type { Identify } from '../identify.ts';
import type { Operations } from '../operations/known.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { Connection, pump } from './connection.ts';
import { type Feed, laterFeed } from './feed.ts';
import { type Passing, responseOf, type Speak, spoken } from './passing.ts';
import { type LiveHouse, subscribe } from './subscribe.ts';
import { openTokens } from './tokens.ts';
import { openTurns } from './turns.ts';
import { enter, type Visit } from './visit.ts';
import type { Watch } from './watch.ts';

/** Where they are. */
export const streamPath = '/graphql/stream';

export interface LiveOptions {
  graph: Graph;
  identify: Identify;
  budgets: Budgets;
  operations: Operations;
  log: Log;
  openFeed(): Promise<Feed>;
  /** Subscriptions, and streams that carry several, which one caller may have at once. */
  perCaller: number;
}

/** What is open just now. */
export interface LiveCount {
  streams: number;
  subscriptions: number;
}

/** Live updates: subscriptions over server-sent events, as graphql-sse speaks them. */
export interface Live {
  answer(knock: Knock, response: ServerResponse): Promise<void>;
  /** How many streams are open, and how many subscriptions they carry. */
  count(): LiveCount;
  /** Ends all streams, so that whoever reads them connects again elsewhere, and takes no more. */
  close(): Promise<void>;
}

/** Updates that are read at the same time; more of them would keep requests waiting. */
const readers = 8;
const lookAgainMs = 10_000;

/** Opens them; the database is listened to from the first subscription on. */
export function openLive(options: LiveOptions): Live {
  const { identify, log } = options;
  const feed = laterFeed(options.openFeed);
  const rooms: Rooms = {
    ...options,
    house: { ...options, turns: openTurns(readers), feed: feed.open },
    tokens: openTokens(),
    subscribed: new Set(),
    streams: new Set(),
    isClosing: false,
  };
  const speak: Speak = createHandler<Passing>({
    authenticate: ({ raw }) => raw.reserved?.token ?? null,
    onSubscribe: async ({ raw }) => {
      const watch = await begin(rooms, raw).catch(thrown => surprise(thrown, { ...raw.visit.knock, log }));
      return isRefusal(watch) ? responseOf(watch, raw.visit.knock) : watch;
    },
  });
  const looking = setInterval(() => void lookAgain(rooms, identify), lookAgainMs).unref();
  return {
    answer: (knock, response) => answer(rooms, { knock, response, speak }),
    count: () => ({ streams: rooms.streams.size, subscriptions: rooms.subscribed.size }),
    close: async () => {
      rooms.isClosing = true;
      clearInterval(looking);
      for (const response of rooms.streams) response.end();
      await feed.close();
    },
  };
}

/** A subscription, with who reads it; without a watch while it begins. */
interface Subscribed {
  visit: Visit;
  watch: Watch | null;
}

interface Rooms extends LiveOptions {
  house: LiveHouse;
  tokens: ReturnType<typeof openTokens>;
  subscribed: Set<Subscribed>;
  streams: Set<ServerResponse>;
  isClosing: boolean;
}

interface Answering {
  knock: Knock;
  response: ServerResponse;
  speak: Speak;
}

async function answer(rooms: Rooms, { knock, response, speak }: Answering): Promise<void> {
  const visit = rooms.isClosing ? closing : await enter(rooms, knock);
  const passing = isRefusal(visit) ? visit : pass(rooms, visit, speak);
  if (isRefusal(passing)) return send(response, answerOfRefusal(passing, knock.requestId, undefined));
  const [body, { status, headers = {} }] = await speak(spoken(passing));
  if (body !== null && typeof body !== 'string') return stream(rooms, { passing, response }, body);
  // What it holds a place for although nothing came of it.
  if (passing.visit.operationId && status >= 400 && status !== 409) await speak(spoken(passing, 'DELETE'));
  send(response, { status, headers, body: body ?? '', outcome: 'OK' });
}

async function stream(
  rooms: Rooms,
  { passing: { reserved, connection }, response }: { passing: Passing; response: ServerResponse },
  messages: AsyncGenerator<string>,
): Promise<void> {
  if (reserved) rooms.tokens.opened(reserved);
  rooms.streams.add(response);
  try {
    response.writeHead(200, { ...commonHeaders, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    await pump(response, messages, connection);
  } finally {
    rooms.streams.delete(response);
    if (reserved) rooms.tokens.forget(reserved);
  }
}

const closing = refuse(503, 'UNAVAILABLE', 'This server is being stopped. Open the stream again in a moment.');

/** Finds the connection that a visit is about, or makes it. */
function pass(rooms: Rooms, visit: Visit, speak: Speak): Passing | Refusal {
  const { actor, token, knock } = visit;
  if (knock.request.method === 'PUT') {
    if (held(rooms, actor.id) >= rooms.perCaller) return tooMany(rooms.perCaller);
    const reserved = rooms.tokens.reserve(actor.id, async () => {
      const [messages] = await speak(spoken({ visit, connection: reserved.connection, reserved }, 'GET'));
      if (messages !== null && typeof messages !== 'string') await messages.return(undefined);
    });
    return { visit, connection: reserved.connection, reserved };
  }
  if (token === null) return visit.asked ? { visit, connection: new Connection(), reserved: null } : noSuchStream;
  const reserved = rooms.tokens.of(token, actor.id);
  return reserved ? { visit, connection: reserved.connection, reserved } : noSuchStream;
}

const noSuchStream = refuse(404, 'BAD_USER_INPUT', 'There is no stream with this token. Reserve one with PUT first.');

/** Begins the subscription that a visit asks for. */
async function begin(rooms: Rooms, { visit, connection }: Passing): Promise<Watch | Refusal> {
  const { asked, actor } = visit;
  if (!asked) return noSuchStream;
  const cost = weigh(rooms.graph, asked, 0);
  if (isRefusal(cost)) return cost;
  const unlisted = rooms.operations.refuse(asked.query, rooms.graph.document(asked.query), null);
  if (unlisted) return unlisted;
  if (held(rooms, actor.id) >= rooms.perCaller) return tooMany(rooms.perCaller);
  const subscribed: Subscribed = { visit, watch: null };
  const over = () => void rooms.subscribed.delete(subscribed);
  rooms.subscribed.add(subscribed);
  try {
    const watch = await subscribe(rooms.house, { visit, asked, cost, connection, over });
    if (isRefusal(watch)) over();
    else subscribed.watch = watch;
    return watch;
  } catch (thrown) {
    over();
    throw thrown;
  }
}

function held({ subscribed, tokens }: Rooms, caller: string): number {
  return [...subscribed].filter(({ visit }) => visit.actor.id === caller).length + tokens.count(caller);
}

function tooMany(most: number): Refusal {
  return refuse(429, 'RATE_LIMITED', `You have ${most} live subscriptions open, and may have no more. End one first.`);
}

/** Ends what those read who are not let in any more. */
async function lookAgain({ subscribed }: Rooms, identify: Identify): Promise<void> {
  for (const { visit, watch } of subscribed) {
    const bearer = await identify.authenticate(visit.headers).catch(() => null);
    if (isRefusal(bearer) && bearer.status < 500) watch?.end(bearer);
  }
}
