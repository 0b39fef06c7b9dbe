import type { Actor } from '@handoff/kit/actor';
import type { Code } from '@handoff/kit/errors';
import { changedIn, type Wanted } from '@handoff/kit/event/sealed';
import type { GraphRequest } from '@handoff/kit/graph-request';
import type { Log } from '@handoff/kit/log';
import type { Budgets } from '../budget/budgets.ts';
import { surprise } from '../errors.ts';
import type { Graph } from '../graph.ts';
import { callGraph } from '../graph-call.ts';
import type { Identify } from '../identify.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import type { Connection } from './connection.ts';
import type { Feed } from './feed.ts';
import { type LiveQuestion, liveQuestion } from './question.ts';
import type { Turns } from './turns.ts';
import type { Visit } from './visit.ts';
import { mostWaiting, type Read, Watch } from './watch.ts';

/** What subscriptions need of the gateway. */
export interface LiveHouse {
  graph: Graph;
  identify: Identify;
  budgets: Budgets;
  log: Log;
  turns: Turns;
  feed(): Promise<Feed>;
}

export interface Subscribing {
  visit: Visit;
  asked: GraphRequest;
  /** Of one update, in values. */
  cost: number;
  connection: Connection;
  /** Called once, when it is over. */
  over(): void;
}

/** What is wanted, of what may be seen now. */
type Found = { kind: 'Found'; wanted: Wanted };

/** Begins a subscription; the refusal says why not. Updates that came after the place of `visit.after` are made up for. */
export async function subscribe(house: LiveHouse, asking: Subscribing): Promise<Watch | Refusal> {
  const { graph } = house;
  const { asked, visit, connection, over } = asking;
  const document = graph.document(asked.query);
  if (!document) return refuse(400, 'GRAPHQL_PARSE_FAILED', 'The subscription is no GraphQL.');
  const question = liveQuestion(graph.schema, document, asked);
  if (isRefusal(question)) return question;
  const found = await find(house, visit.actor, question);
  if (isRefusal(found)) return found;
  const { wanted } = found;
  const feed = await house.feed();
  const recheck = async () => refusalOf(await find(house, visit.actor, question));
  const watch = new Watch({
    changed: change => changedIn(change, wanted),
    read: (id, signal) => read({ house, asking, question, recheck }, id, signal),
    recheck,
    position: feed.position,
    connection,
    requestId: visit.knock.requestId,
    over: () => {
      unfollow();
      over();
    },
  });
  const unfollow = feed.follow(changes => watch.follow(changes));
  try {
    await catchUp(watch, { feed, wanted, after: visit.after });
  } catch (thrown) {
    await watch.return();
    throw thrown;
  }
  return watch;
}

const farBack = 100_000;

/** Offers what changed since somebody was told last; what lies too far back is not looked for. */
async function catchUp(
  watch: Watch,
  { feed, wanted, after }: { feed: Feed; wanted: Wanted; after: number | null },
): Promise<void> {
  const upTo = feed.position();
  if (after === null || after >= upTo) return;
  if (upTo - after > farBack) return watch.end(tooFarBack);
  const missed = await feed.between([after, upTo], { wanted, most: mostWaiting + 1 });
  for (const { id, seq } of missed) watch.offer(id, seq);
}

const tooFarBack = refuse(
  503,
  'UNAVAILABLE',
  'Too much changed since this stream was read last. Read anew what you show, and open the stream without Last-Event-ID.',
);

/** Looks for what a subscription names, with the rights of now. */
async function find({ graph }: LiveHouse, actor: Actor, question: LiveQuestion): Promise<Found | Refusal> {
  const { prefix } = question;
  const names = { one: { field: question.field, name: question.id }, model: { field: 'model', name: question.model } };
  const named = Object.entries(names).filter(([, { name }]) => name !== null);
  if (named.length === 0) return { kind: 'Found', wanted: { prefix, id: null, modelId: null } };
  const query = `query (${named.map(([key]) => `$${key}: ID!`).join(', ')}) {
    ${named.map(([key, { field }]) => `${key}: ${field}(id: $${key}) { id }`).join(' ')} }`;
  const variables = Object.fromEntries(named.map(([key, { name }]) => [key, name]));
  const seen = await callGraph<Partial<Record<string, { id: string } | null>>>(graph, { query, variables, actor });
  if (isRefusal(seen)) return seen;
  for (const [key, { field, name }] of named) if (!seen[key]) return unseen(field, name ?? '');
  return { kind: 'Found', wanted: { prefix, id: seen.one?.id ?? null, modelId: seen.model?.id ?? null } };
}

function unseen(field: string, name: string): Refusal {
  return refuse(404, 'BAD_USER_INPUT', `There is no ${field} "${name.slice(0, 100)}", or it is not yours to see.`);
}

/** Only what says that it is not to be seen: while the graph is away, nobody loses anything. */
function refusalOf(found: Found | Refusal): Refusal | null {
  return isRefusal(found) && found.status === 404 ? found : null;
}

interface Reading {
  house: LiveHouse;
  asking: Subscribing;
  question: LiveQuestion;
  recheck(): Promise<Refusal | null>;
}

async function read(reading: Reading, id: string, signal: AbortSignal): Promise<Read> {
  const { house, asking } = reading;
  const { visit, cost } = asking;
  try {
    const bearer = await house.identify.authenticate(visit.headers);
    if (isRefusal(bearer)) return bearer.status >= 500 ? { again: 1000 } : { refusal: bearer };
    const rateLimit = house.budgets.charge(visit.actor, cost);
    if (isRefusal(rateLimit)) return { again: 1000 * Number(rateLimit.headers?.['retry-after'] ?? 1) };
    return await house.turns.take(() => ask(reading, id, { signal, rateLimit }));
  } catch (thrown) {
    if (signal.aborted) return null;
    const refusal = surprise(thrown, { requestId: visit.knock.requestId, log: house.log });
    return refusal.code === 'UNAVAILABLE' ? { again: 1000 } : { refusal };
  }
}

type Asking = Pick<Parameters<Graph['execute']>[1]['context']['caller'], 'signal' | 'rateLimit'>;

async function ask({ house, asking, question, recheck }: Reading, id: string, by: Asking): Promise<Read> {
  const { actor } = asking.visit;
  const context = { requestId: actor.requestId, caller: { actor, ...by, loaders: new Map() }, ofSubgraph: new Map() };
  const request = { query: question.query, variables: question.variablesFor(id), operationName: undefined };
  const { result } = await house.graph.execute(request, { method: 'POST', context });
  const value = result.data?.[question.key];
  if (value !== null && value !== undefined) return { data: result as never };
  const [error] = result.errors ?? [];
  if (!error) return gone(await recheck());
  const code = error.extensions?.code as Code;
  return code === 'UNAVAILABLE' ? { again: 1000 } : { refusal: refuse(500, code ?? 'INTERNAL', error.message) };
}

/** What may not be seen is not told; when that is what was named, there is no more to come. */
function gone(refusal: Refusal | null): Read {
  return refusal && { refusal };
}
