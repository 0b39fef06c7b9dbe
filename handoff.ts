import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { benchCommand } from '@handoff/bench/command';
import { type Bot, startBot } from '@handoff/bot/bot';
import { type LocalSlack, startLocalSlack } from '@handoff/bot/local-slack/local-slack';
import { botTables } from '@handoff/bot/table';
import { deploymentSubgraph, deploymentTables } from '@handoff/deployment/subgraph';
import { composeFile } from '@handoff/gateway/compose';
import { type ReadyReport, startGateway } from '@handoff/gateway/gateway';
import type { GraphiqlOptions } from '@handoff/gateway/graphiql/page';
import { createIdentify } from '@handoff/gateway/identify';
import { inProcess } from '@handoff/gateway/inprocess';
import { PortTaken } from '@handoff/gateway/listen';
import { lookupIn } from '@handoff/gateway/lookup';
import { readinessOf } from '@handoff/gateway/readiness';
import { runningAt } from '@handoff/gateway/running';
import { newToken } from '@handoff/kit/access/token';
import { type Ground, newContext } from '@handoff/kit/context';
import { type Db, openDatabase } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { keepForgetting } from '@handoff/kit/event/forget';
import { keepSealing } from '@handoff/kit/event/seal';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { laterGraph } from '@handoff/kit/later-graph';
import { type Log, openLog } from '@handoff/kit/log';
import { listenForDue } from '@handoff/kit/notification/wake';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import { startKept } from '@handoff/kit/postgres/keep';
import { generatedSecret } from '@handoff/kit/secrets';
import { type ServiceName, serviceRoles, serviceToken } from '@handoff/kit/service-token';
import { readSettings, type Settings } from '@handoff/kit/settings';
import { isLoopback } from '@handoff/kit/settings/problems';
import type { Subgraph } from '@handoff/kit/subgraph';
import { migrations } from '@handoff/migrations/list';
import { demoChannels, demoPeople, demoTabs, demoViewer } from '@handoff/migrations/seed';
import { seedOnce } from '@handoff/migrations/seed-once';
import { keepEvaluating } from '@handoff/monitoring/alert/keep-evaluating';
import { monitoringSubgraph, monitoringTables } from '@handoff/monitoring/subgraph';
import { auditCommand } from '@handoff/registry/audit/command';
import { importCommand } from '@handoff/registry/source/command';
import { registrySubgraph, registryTables } from '@handoff/registry/subgraph';
import { ensurePersonToken, ensureServiceAccount } from '@handoff/registry/token/bootstrap';
import { tokenCommand } from '@handoff/registry/token/command';
import { Command } from 'commander';

/** A file of the project, from the source as well as from the build. */
const projectFile = (name: string) =>
  new URL(import.meta.url.includes('/dist/') ? `../${name}` : name, import.meta.url);
const supergraphFile = projectFile('gateway/supergraph.graphql');

export interface HouseOptions {
  settings: Settings;
  log: Log;
  /** How the local Slack reaches the bot. */
  localSlackMode?: 'socket' | 'http';
}

/** The whole of Handoff in one process, and how to end it. */
export interface House {
  url: string;
  db: Db;
  adminToken: string;
  /** Null where the bot speaks to a real Slack, or to none. */
  slack: LocalSlack | null;
  bot: Bot | null;
  demo: boolean;
  stop(): Promise<void>;
}

/** Starts everything in one process: database, migrations, subgraphs, gateway, bot. What was started is stopped when a later part fails. */
export async function startHouse({ settings, log, localSlackMode = 'socket' }: HouseOptions): Promise<House> {
  const started: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    while (started.length > 0) await started.pop()?.();
  };
  const keep = <T>(part: T, end: (part: T) => Promise<unknown>): T => {
    started.push(() => end(part));
    return part;
  };
  try {
    const url = settings.databaseUrl ?? keep(await startKept({ home: settings.home, log }), part => part.stop()).url;
    await migrate(url, migrations);
    const tables = [...registryTables, ...deploymentTables, ...monitoringTables, ...botTables];
    const db = keep(await openDatabase({ url, tables: [...new Set(tables)], poolSize: 20 }), part => part.destroy());
    const wake = keep(await listenForDue(url, log), part => part.stop());
    keep(keepSealing(db, log), part => part.stop());
    keep(keepForgetting(db, log), part => part.stop());
    keep(keepEvaluating({ db, log }), part => part.stop());
    const subgraphs = await allSubgraphs();
    const tokens = await accounts(db, settings);
    const demo = inDemo(settings);
    const slack = demo && !settings.slack ? keep(await localSlack(settings), part => part.stop()) : null;
    const graphs = { deployment: laterGraph(), monitoring: laterGraph() };
    const ground = { db, log, wake, graph: graphs.deployment };
    let seeded = !demo;
    const ready = async () => {
      const { ready, parts } = await readinessOf(db);
      return {
        ready: ready && seeded,
        parts: { ...parts, ...(demo && { catalogue: seeded ? 'ready' : 'being put in' }) },
      };
    };
    const rooms = { settings, log, ground, graphs, subgraphs, slack, demo, ready };
    const gateway = keep(await openGateway(rooms), part => part.close());
    for (const name of ['deployment', 'monitoring'] as const) {
      const graph = createGraphClient({ url: gateway.url, token: tokens.of(name), via: 'GRAPHQL' });
      graphs[name].open(keep(graph, part => part.close()));
    }
    if (demo) await seedOnce({ ground, subgraphs, adminId: tokens.adminId });
    seeded = true;
    const bot = await openBot({
      settings,
      log,
      db,
      slack,
      graphUrl: `${gateway.url}/graphql`,
      token: tokens.of('slack-bot'),
      localSlackMode,
    });
    if (bot) keep(bot, part => part.stop());
    return { url: gateway.url, db, adminToken: tokens.admin, slack, bot, demo, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The three subgraphs, built as they are everywhere: to serve, to compose, to test. */
export async function allSubgraphs(): Promise<Subgraph[]> {
  return [await registrySubgraph(), await deploymentSubgraph(), await monitoringSubgraph()];
}

/**
 * Demo: wished for, or an embedded database with neither a sign-in nor a Slack of the company's own. Never where the
 * network reaches it: the demo lets anybody in as anybody.
 */
export function inDemo({ demo, host, databaseUrl, oidc, slack }: Settings): boolean {
  return isLoopback(host) && (demo ?? (databaseUrl === null && oidc === null && slack === null));
}

interface Tokens {
  admin: string;
  adminId: string;
  of(name: ServiceName): string;
}

async function accounts(db: Db, settings: Settings): Promise<Tokens> {
  const key = settings.internalKey ?? (await generatedSecret(settings.home, 'internal-key'));
  const admin = settings.bootstrapToken ?? (await generatedSecret(settings.home, 'admin-token', () => newToken().text));
  const of = (name: ServiceName) => serviceToken(key, name);
  const adminId = await ensureServiceAccount(db, { name: 'admin', role: 'admin', token: admin });
  for (const [name, role] of Object.entries(serviceRoles))
    await ensureServiceAccount(db, { name, role, token: of(name as ServiceName) });
  return { admin, adminId, of };
}

interface Rooms {
  settings: Settings;
  log: Log;
  ground: Ground;
  graphs: Readonly<Record<string, GraphClient>>;
  subgraphs: readonly Subgraph[];
  slack: LocalSlack | null;
  demo: boolean;
  ready(): Promise<ReadyReport>;
}

async function openGateway({ settings, log, ground, graphs, subgraphs, slack, demo, ready }: Rooms) {
  const source = inProcess(
    subgraphs.map(({ name, schema }) => {
      const own = { ...ground, graph: graphs[name] ?? ground.graph };
      return { name, schema, context: ({ actor }) => newContext(own, actor) };
    }),
  );
  return startGateway({
    supergraph: await readFile(supergraphFile, 'utf8'),
    source,
    identify: createIdentify(lookupIn(ground.db, log)),
    host: settings.host,
    port: settings.port,
    log,
    ready,
    extra: slack ? [(request, response) => slack.handle(request, response)] : [],
    graphiql: await graphiql(ground.db, settings, demo),
  });
}

/** In the demo GraphiQL signs in by itself, as one of the demo's people. */
async function graphiql(db: Db, settings: Settings, demo: boolean): Promise<GraphiqlOptions> {
  if (!demo) return { token: null, tabs: [] };
  const token = await generatedSecret(settings.home, 'demo-token', () => newToken().text);
  const known = await ensurePersonToken(db, { email: demoViewer, name: 'GraphiQL of the demo', token });
  return { token: known ? token : null, tabs: demoTabs };
}

const localTokens = {
  botToken: 'xoxb-local',
  appToken: 'xapp-local',
  signingSecret: 'the local Slack signs with this',
};

function localSlack(settings: Settings): Promise<LocalSlack> {
  const unfurlDomains = [new URL(settings.publicUrl).hostname, '127.0.0.1', 'localhost'];
  return startLocalSlack({ ...localTokens, users: [...demoPeople], channels: [...demoChannels], unfurlDomains });
}

interface BotParts {
  settings: Settings;
  log: Log;
  db: Db;
  slack: LocalSlack | null;
  graphUrl: string;
  token: string;
  localSlackMode: 'socket' | 'http';
}

/** The bot, on the company's Slack or on the local one; without either there is none. */
async function openBot({ settings, log, db, slack, graphUrl, token, localSlackMode }: BotParts): Promise<Bot | null> {
  const { botToken, appToken, signingSecret } = settings.slack ?? localTokens;
  if (!settings.slack && !slack) return null;
  const overSocket = settings.slack ? appToken !== null : localSlackMode === 'socket';
  const http = {
    mode: 'http',
    signingSecret: signingSecret ?? '',
    host: settings.host,
    port: settings.slack ? settings.botPort : 0,
  } as const;
  const bot = await startBot({
    db,
    settings: overSocket ? { mode: 'socket', appToken: appToken ?? '' } : http,
    botToken,
    slackApiUrl: slack?.apiUrl ?? settings.slackApiUrl,
    graph: { url: graphUrl, token },
    log,
  });
  if (slack && !overSocket)
    slack.deliverTo({ mode: 'http', requestUrl: `http://${settings.host}:${bot.port}/slack/events` });
  return bot;
}

function settingsOrExit(): Settings {
  const read = readSettings(process.env);
  if ('settings' in read) return read.settings;
  for (const problem of read.problems) process.stderr.write(`${problem}\n`);
  return process.exit(2);
}

async function start(): Promise<void> {
  const settings = settingsOrExit();
  const house = await startHouse({ settings, log: openLog(settings.logLevel) });
  const lines = [
    'Handoff is ready.',
    `  The graph   ${house.url}/graphql`,
    ...(house.slack ? [`  The chat    ${house.url}/chat   (a Slack of its own, for trying things out)`] : []),
    ...(settings.bootstrapToken ? [] : [`  Admin token ${settings.home}/secrets/admin-token`]),
    'Ctrl-C stops it; pressed twice, at once.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    house.stop().finally(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

/** Writes the supergraph, or says that the committed one is stale. */
async function compose({ check = false }: { check?: boolean }): Promise<void> {
  if (await composeFile(supergraphFile, await allSubgraphs(), check)) return;
  process.stderr.write('gateway/supergraph.graphql is stale: run npm run compose and commit it.\n');
  process.exitCode = 1;
}

async function databaseUrl(): Promise<{ url: string; stop(): Promise<void> }> {
  const settings = settingsOrExit();
  if (settings.databaseUrl) return { url: settings.databaseUrl, stop: async () => undefined };
  return startEmbedded({ home: settings.home, log: openLog(settings.logLevel) });
}

/** The command `handoff`. Resolves when it has done its work; `start` goes on serving. */
export async function main(words: readonly string[]): Promise<void> {
  const program = new Command('handoff').description(
    'The graph of a company’s production models, with a Slack bot on it.',
  );
  program.version((JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string }).version);
  program.command('start').description('Serve everything in one process').action(start);
  program
    .command('compose')
    .description('Compose the subgraphs into gateway/supergraph.graphql')
    .option('--check', 'only say whether it is stale')
    .action(compose);
  program.addCommand(importCommand());
  program.addCommand(auditCommand(databaseUrl));
  program.addCommand(tokenCommand());
  program.addCommand(benchCommand());
  for (const command of [program, ...program.commands, ...program.commands.flatMap(each => each.commands)]) {
    if (command.name() !== 'import') command.exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2));
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    await explain(error);
  }
}

/** What went wrong, in a line; a second start on a port says who is there. */
async function explain(error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const taken = error instanceof PortTaken ? await runningAt(error.port) : null;
  process.stderr.write(`${taken ?? message}\n`);
  process.exitCode = 1;
}
