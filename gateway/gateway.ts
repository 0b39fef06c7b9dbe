import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { limitArrival } from '@handoff/kit/http/arrival';
import { endOf } from '@handoff/kit/http/end';
import { drain, listen } from '@handoff/kit/http/listen';
import type { ReadyReport } from '@handoff/kit/http/readiness';
import type { StreamDoor } from '@handoff/kit/serve/stream';
import { addressOf as addressOn } from '@handoff/kit/settings';
import { tracedAnswer } from '@handoff/kit/trace/http';
import { type Answer, answerOfRefusal, send } from './answer.ts';
import type { Budgets } from './budget/budgets.ts';
import { counted } from './budget/counted.ts';
import { answerGraph, type House, type Knock } from './door.ts';
import { surprise } from './errors.ts';
import { type Figures, openFigures } from './figures.ts';
import { type Graph, type GraphOptions, startGraph } from './graph.ts';
import type { GraphiqlOptions, Opened } from './graphiql/page.ts';
import { answerAsset, answerPage, wantsPage } from './graphiql.ts';
import type { Identify } from './identify.ts';
import { answerAlertmanager } from './ingest/alertmanager.ts';
import { answerMlflow } from './ingest/mlflow.ts';
import { answerObservations, observationsPath } from './ingest/observations.ts';
import { answerOtlpMetrics, otlpMetricsPath } from './ingest/otlp.ts';
import type { Feed } from './live/feed.ts';
import { type Live, openLive, streamPath } from './live/live.ts';
import { type Manners, openManners } from './manners/manners.ts';
import type { Operations } from './operations/known.ts';
import { callerOf, forSessions } from './page/for-sessions.ts';
import { openPages, type Pages, type PagesOptions } from './page/house.ts';
import { answerPages } from './page/pages.ts';
import { pageAt } from './page/routes.ts';
import { refuse } from './refusal.ts';
import { answerScim, scimPath } from './scim/scim.ts';
import { routeOf } from './trace-routes.ts';

/** Answers requests to paths of its own; false: not mine. */
export type ExtraHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface GatewayOptions extends GraphOptions {
  /** How callers are identified; whoever is new is written down through the graph. */
  identify(graph: Graph): Identify;
  host: string;
  /** 0: any free one. */
  port: number;
  ready(): Promise<ReadyReport>;
  extra: readonly ExtraHandler[];
  /** What callers may ask for. */
  budgets: Budgets;
  /** What is known beforehand of what is asked. */
  operations: Operations;
  /** What MLflow's webhooks are signed with; none: nothing is heard from MLflow. */
  mlflowSecrets: readonly string[];
  /** Where people reach Handoff, without a slash at the end. */
  publicUrl: string;
  /** Follows what changes, for live updates. */
  openFeed(): Promise<Feed>;
  /** Live subscriptions that one caller may have at once. */
  streamsPerCaller: number;
  /** Takes streams of observations. */
  observations: StreamDoor;
  /** How long those who are mostly turned away wait for a pause of the others, in milliseconds; 25 unless told otherwise. */
  patienceMs?: number;
  /** null: GET /graphql shows no page. */
  graphiql: GraphiqlOptions | null;
  /** null: there are no pages of the catalogue. */
  pages: PagesOptions | null;
}

/** A gateway that listens. */
export interface Gateway {
  /** Where it is reached, without a slash at the end. */
  url: string;
  port: number;
  /** Takes no more requests, lets those under way finish for at most five seconds, and stops. */
  close(): Promise<void>;
}

const graceMs = 5_000;
/** How long a request that is no stream may take to arrive, in milliseconds. */
const arrivalMs = 30_000;

/** Opens the door of the graph. Throws PortTaken when the port is in use. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const graph = await startGraph(options);
  const pages = options.pages && openPages(options.pages, options.publicUrl);
  const callers = options.identify(graph);
  const identify = pages ? forSessions(callers, pages) : callers;
  const paidGraph = counted(graph, options.budgets);
  const live = openLive({ ...options, graph, identify, perCaller: options.streamsPerCaller });
  const figures = openFigures(graph, live.count);
  const manners = openManners({
    callerOf: request => callerOf(request, identify, pages),
    servedLast: figures.noteLast,
    patienceMs: options.patienceMs,
  });
  const house = { ...options, graph, paidGraph, pages, identify, live, figures, manners };
  const server = createServer({ requestTimeout: 0, headersTimeout: 15_000 }, listener(house));
  try {
    const port = await listen(server, options.host, options.port);
    const close = async () => {
      await live.close();
      await drain(server, graceMs);
      await graph.close();
    };
    return { url: addressOn(options.host, port), port, close };
  } catch (error) {
    await graph.close();
    throw error;
  }
}

type Rooms = House &
  Omit<GatewayOptions, 'identify' | 'pages'> & {
    figures: Figures;
    pages: Pages | null;
    live: Live;
    manners: Manners;
    /** The graph for what is asked for callers: it counts what they ask. */
    paidGraph: Graph;
  };

function listener(rooms: Rooms): RequestListener {
  return async (request, response) => {
    const knock = knockOf(request, response);
    response.setHeader('x-request-id', knock.requestId);
    if (knock.url.pathname !== observationsPath) limitArrival(request, response, arrivalMs);
    try {
      if (await isExtra(rooms.extra, request, response)) return;
      if (knock.url.pathname === streamPath) return await stream(rooms, knock, response);
      const named = { request, response, route: routeOf(knock.url) };
      const work = () => route(rooms, knock);
      const answered = () => (probes.has(knock.url.pathname) ? work() : rooms.manners.during(request, work));
      await tracedAnswer(named, async () => send(response, await answered()));
    } catch (thrown) {
      const refusal = surprise(thrown, { ...knock, log: rooms.log });
      send(response, answerOfRefusal(refusal, knock.requestId, request.headers.accept));
    }
  };
}

async function stream({ live, manners }: Rooms, knock: Knock, response: ServerResponse): Promise<void> {
  await manners.during(knock.request, async () => {
    await live.answer(knock, response);
    return { status: response.statusCode, outcome: 'OK' };
  });
}

async function isExtra(extra: readonly ExtraHandler[], request: IncomingMessage, response: ServerResponse) {
  for (const handle of extra) if (await handle(request, response)) return true;
  return false;
}

function knockOf(request: IncomingMessage, response: ServerResponse): Knock {
  const sent = request.headers['x-request-id'];
  const requestId = typeof sent === 'string' && /^[\w.-]{8,64}$/.test(sent) ? sent : randomUUID();
  return { request, requestId, url: addressOf(request.url ?? '/'), signal: endOf(response) };
}

/** The address of a request; for one that is none, an address where nothing is. */
function addressOf(sent: string): URL {
  const full = `http://localhost${sent}`;
  return new URL(sent.startsWith('/') && URL.canParse(full) ? full : 'http://localhost/400');
}

/** Who watches over this process is not kept waiting. */
const probes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

async function route(rooms: Rooms, knock: Knock): Promise<Answer> {
  const { pathname } = knock.url;
  if (pathname === '/graphql')
    return rooms.graphiql && wantsPage(knock.request, knock.url)
      ? answerPage({ ...rooms.graphiql, ...(await openedBy(rooms.pages, knock)) }, knock.request)
      : timed(rooms, knock);
  const paid = { ...rooms, graph: rooms.paidGraph };
  if (pathname === '/ingest/alertmanager') return answerAlertmanager(paid, knock);
  if (pathname === otlpMetricsPath) return answerOtlpMetrics(paid, knock);
  if (pathname === observationsPath) return answerObservations(paid, knock, rooms.observations);
  if (pathname === '/hooks/mlflow') return answerMlflow(paid, knock, rooms.mlflowSecrets);
  if (pathname.startsWith(`${scimPath}/`)) return answerScim(paid, knock, rooms.publicUrl);
  if (pathname === '/livez') return plain(200, { live: true });
  if (pathname === '/readyz') return readiness(await rooms.ready());
  if (pathname === '/metrics') return rooms.figures.answer();
  const asset = rooms.graphiql ? await answerAsset(pathname) : null;
  if (asset) return asset;
  const { pages } = rooms;
  const page = pages ? await answerPages({ ...paid, pages }, knock) : null;
  return page ?? answerOfRefusal(nothingHere, knock.requestId, undefined);
}

/** Whether who opens GraphiQL is signed in to the pages, and the question of the page that they came from. */
async function openedBy(pages: Pages | null, { request, url }: Knock): Promise<Pick<Opened, 'session' | 'first'>> {
  const session = await pages?.sessions.read(request.headers.cookie);
  const from = url.searchParams.get('page');
  const found = pages && from?.startsWith('/') ? pageAt(addressOf(from)) : null;
  const first = found && { title: from ?? '', query: found.page.query, variables: found.page.variables(found.place) };
  return { session: Boolean(session?.who), first };
}

const nothingHere = refuse(404, 'BAD_USER_INPUT', 'There is nothing at this address. The graph answers POST /graphql.');

async function timed(rooms: Rooms, knock: Knock): Promise<Answer> {
  const began = performance.now();
  const answer = await answerGraph(rooms, knock);
  const ms = performance.now() - began;
  rooms.figures.note(answer.outcome, ms / 1000);
  rooms.log.debug({ requestId: knock.requestId, outcome: answer.outcome, status: answer.status, ms }, 'graph');
  return answer;
}

function readiness({ ready, parts }: ReadyReport): Answer {
  return plain(ready ? 200 : 503, { ready, parts });
}

function plain(status: number, value: object): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(value), outcome: 'OK' };
}
