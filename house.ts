import { readFile } from 'node:fs/promises';
import type { Bot } from '@handoff/bot/bot';
import type { LocalSlack } from '@handoff/bot/local-slack/local-slack';
import { type LocalMode, openBot, openLocalBot, openLocalSlack } from '@handoff/bot/open';
import { type Opening, openSoon } from '@handoff/bot/open-soon';
import { botTables } from '@handoff/bot/table';
import { deploymentPart } from '@handoff/deployment/part';
import type { GraphiqlOptions } from '@handoff/gateway/graphiql/page';
import { inProcess } from '@handoff/gateway/inprocess';
import { openGateway } from '@handoff/gateway/open';
import { newToken } from '@handoff/kit/access/token';
import { createCallerGraph } from '@handoff/kit/caller-graph';
import { contextFor, type Ground } from '@handoff/kit/context';
import type { Db } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { createGraphClient } from '@handoff/kit/graph-client';
import { readinessWith } from '@handoff/kit/http/readiness';
import { type LaterGraph, laterGraph } from '@handoff/kit/later-graph';
import type { Log } from '@handoff/kit/log';
import { startKept } from '@handoff/kit/postgres/keep';
import { generatedSecret } from '@handoff/kit/secrets';
import { openGround } from '@handoff/kit/serve/part';
import { limited, mostStreams } from '@handoff/kit/serve/stream';
import type { Settings } from '@handoff/kit/settings';
import { inDemo } from '@handoff/kit/settings/demo';
import { type Running, startAll } from '@handoff/kit/started';
import type { Subgraph } from '@handoff/kit/subgraph';
import { migrations } from '@handoff/migrations/list';
import { demoChannels, demoGroups, demoPeople, demoTabs, demoViewer } from '@handoff/migrations/seed';
import { seedOnce } from '@handoff/migrations/seed-once';
import { observationDoor } from '@handoff/monitoring/observation/receive';
import { monitoringPart } from '@handoff/monitoring/part';
import { registryPart } from '@handoff/registry/part';
import { type Accounts, ensureAccounts } from '@handoff/registry/token/accounts';
import { ensurePersonToken } from '@handoff/registry/token/bootstrap';
import { supergraphFile } from './files.ts';

const subgraphs = [registryPart, deploymentPart, monitoringPart];
const tables = [...new Set([...subgraphs.flatMap(part => part.tables), ...botTables])];

/** The three subgraphs, built as they are everywhere: to serve, to compose, to test. */
export async function allSubgraphs(): Promise<Subgraph[]> {
  return [await registryPart.build(), await deploymentPart.build(), await monitoringPart.build()];
}

export interface HouseOptions {
  settings: Settings;
  log: Log;
  /** How the demo's own Slack reaches the bot; null: the demo has neither. */
  localSlackMode?: 'socket' | 'http' | null;
  /** How many messages a second a channel of the demo's own Slack takes; one, like Slack's, unless told otherwise. */
  localPostsPerSecond?: number;
}

/** The whole of Handoff in one process, and how to end it. */
export interface House extends Running {
  url: string;
  db: Db;
  adminToken: string;
  /** Null where the bot speaks to a real Slack, or to none. */
  slack: LocalSlack | null;
  /** Null where there is none, or while Slack is away. */
  bot: Bot | null;
  demo: boolean;
}

/** Starts everything in one process: database, migrations, gateway over the subgraphs, their work, bot. What was started is stopped when a later part fails. */
export function startHouse({
  settings,
  log,
  localSlackMode = 'socket',
  localPostsPerSecond: postsPerSecond = 1,
}: HouseOptions): Promise<House> {
  return startAll(async keep => {
    const stopping = <T extends Running>(part: T): T => keep(part, one => one.stop());
    const url = settings.databaseUrl ?? stopping(await startKept({ home: settings.home, log })).url;
    await migrate(url, migrations);
    const graphs = { registry: laterGraph(), deployment: laterGraph(), monitoring: laterGraph() };
    const ground = await openGround(keep, { url, tables, log, graph: graphs.registry, poolSize: 20 });
    // Closed behind the gateway: what it still answers may ask.
    for (const graph of Object.values(graphs)) keep(graph, one => one.close());
    const grounds = (name: Subgraph['name']): Ground => ({ ...ground, graph: graphs[name] });
    const { db } = ground;
    const tokens = await ensureAccounts(db, settings);
    const built = await allSubgraphs();
    const demo = inDemo(settings);
    const local = localSlackMode && { mode: localSlackMode, postsPerSecond };
    const slack = demo && !settings.slack && local ? stopping(await demoSlack(settings, postsPerSecond)) : null;
    let seeded = !demo;
    const gateway = await openGateway({
      settings,
      db,
      databaseUrl: url,
      key: tokens.key,
      log,
      supergraph: await readFile(supergraphFile, 'utf8'),
      join: inProcess(built.map(each => ({ ...each, context: contextFor.bind(null, grounds(each.name)) }))),
      ready: readinessWith(db, demo ? { catalogue: async () => (seeded ? 'ready' : 'being put in') } : {}),
      extra: slack ? [(request, response) => slack.handle(request, response)] : [],
      observations: limited(observationDoor(grounds('monitoring')), mostStreams),
      demo,
      graphiql: demo ? await demoGraphiql(db, settings) : { token: null, tabs: [] },
    });
    keep(gateway, one => one.close());
    openGraphs(graphs, gateway.url, tokens);
    for (const { name, work } of subgraphs) work(grounds(name), settings).map(stopping);
    if (demo) await seedOnce({ ground: grounds('deployment'), subgraphs: built, adminId: tokens.adminId });
    seeded = true;
    const graph = { url: gateway.url, token: tokens.of('slack-bot') };
    const opening = await botOn({ settings, log, db, graph }, slack, local);
    if (opening) stopping(opening);
    return { url: gateway.url, db, adminToken: tokens.admin, slack, bot: opening?.bot() ?? null, demo };
  });
}

/** Deployment and monitoring ask with accounts of their own, registry for whoever asks it. */
function openGraphs(graphs: Record<Subgraph['name'], LaterGraph>, url: string, { key, of }: Accounts): void {
  graphs.registry.open(createCallerGraph({ url, internalKey: key }));
  for (const name of ['deployment', 'monitoring'] as const)
    graphs[name].open(createGraphClient({ url, token: of(name), via: 'GRAPHQL' }));
}

type BotParts = Parameters<typeof openBot>[0];

/** The bot on the company's Slack or on the local one; without either there is none. */
async function botOn(parts: BotParts, local: LocalSlack | null, mode: LocalMode | null): Promise<Opening | null> {
  const { slack } = parts.settings;
  if (slack) return openSoon(() => openBot(parts, slack), parts.log);
  return local && mode ? openSoon(() => openLocalBot(parts, local, mode), parts.log) : null;
}

function demoSlack(settings: Settings, postsPerSecond: number): Promise<LocalSlack> {
  const of = { users: [...demoPeople], channels: [...demoChannels], groups: [...demoGroups] };
  return openLocalSlack(settings, { ...of, postsPerSecond });
}

/** In the demo GraphiQL signs in by itself, as one of the demo's people. */
async function demoGraphiql(db: Db, settings: Settings): Promise<GraphiqlOptions> {
  const token = await generatedSecret(settings.home, 'demo-token', () => newToken().text);
  const known = await ensurePersonToken(db, { email: demoViewer, name: 'GraphiQL of the demo', token });
  return { token: known ? token : null, tabs: demoTabs };
}
