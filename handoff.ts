import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { benchCommand } from '@handoff/bench/command';
import type { Bot } from '@handoff/bot/bot';
import type { LocalSlack } from '@handoff/bot/local-slack/local-slack';
import { openBot, openLocalBot, openLocalSlack } from '@handoff/bot/open';
import { serveBot } from '@handoff/bot/serve';
import { botTables } from '@handoff/bot/table';
import { deploymentPart } from '@handoff/deployment/part';
import type { GraphiqlOptions } from '@handoff/gateway/graphiql/page';
import { inProcess } from '@handoff/gateway/inprocess';
import { openGateway, serveGateway } from '@handoff/gateway/open';
import { runningAt } from '@handoff/gateway/running';
import { newToken } from '@handoff/kit/access/token';
import { contextFor, type Ground } from '@handoff/kit/context';
import type { Db } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { createGraphClient } from '@handoff/kit/graph-client';
import { PortTaken } from '@handoff/kit/http/listen';
import { readinessWith } from '@handoff/kit/http/readiness';
import { laterGraph } from '@handoff/kit/later-graph';
import { type Log, openLog } from '@handoff/kit/log';
import { startEmbedded } from '@handoff/kit/postgres/embedded';
import { startKept } from '@handoff/kit/postgres/keep';
import { generatedSecret } from '@handoff/kit/secrets';
import { openGround, type PartOptions, type RunningPart, serveSubgraphPart } from '@handoff/kit/serve/part';
import type { Settings } from '@handoff/kit/settings';
import { inDemo } from '@handoff/kit/settings/demo';
import { type PartName, partNames, settingsFor } from '@handoff/kit/settings/parts';
import { type Running, startAll } from '@handoff/kit/started';
import type { Subgraph } from '@handoff/kit/subgraph';
import { announce, exitWith, settingsOrExit } from '@handoff/kit/terminal';
import { migrations } from '@handoff/migrations/list';
import { demoChannels, demoPeople, demoTabs, demoViewer } from '@handoff/migrations/seed';
import { seedOnce } from '@handoff/migrations/seed-once';
import { monitoringPart } from '@handoff/monitoring/part';
import { auditCommand } from '@handoff/registry/audit/command';
import { exportCommand } from '@handoff/registry/export/command';
import { registryPart } from '@handoff/registry/part';
import { importCommand } from '@handoff/registry/source/command';
import { ensureAccounts } from '@handoff/registry/token/accounts';
import { ensurePersonToken } from '@handoff/registry/token/bootstrap';
import { tokenCommand } from '@handoff/registry/token/command';
import { Argument, Command } from 'commander';

/** A file of the project, from the source as well as from the build. */
const projectFile = (name: string) =>
  new URL(import.meta.url.includes('/dist/') ? `../${name}` : name, import.meta.url);
const supergraphFile = projectFile('gateway/supergraph.graphql');

const subgraphs = [registryPart, deploymentPart, monitoringPart];
const tables = [...new Set([...subgraphs.flatMap(part => part.tables), ...botTables])];

/** The three subgraphs, built as they are everywhere: to serve, to compose, to test. */
export async function allSubgraphs(): Promise<Subgraph[]> {
  return [await registryPart.build(), await deploymentPart.build(), await monitoringPart.build()];
}

/** How each part is run in a process of its own. */
const serve: Readonly<Record<PartName, (options: PartOptions) => Promise<RunningPart>>> = {
  registry: options => serveSubgraphPart(registryPart, options),
  deployment: options => serveSubgraphPart(deploymentPart, options),
  monitoring: options => serveSubgraphPart(monitoringPart, options),
  gateway: async options => serveGateway(options, await readFile(supergraphFile, 'utf8')),
  bot: serveBot,
};

export interface HouseOptions {
  settings: Settings;
  log: Log;
  /** How the demo's own Slack reaches the bot; null: the demo has neither. */
  localSlackMode?: 'socket' | 'http' | null;
}

/** The whole of Handoff in one process, and how to end it. */
export interface House extends Running {
  url: string;
  db: Db;
  adminToken: string;
  /** Null where the bot speaks to a real Slack, or to none. */
  slack: LocalSlack | null;
  bot: Bot | null;
  demo: boolean;
}

/** Starts everything in one process: database, migrations, gateway over the subgraphs, their work, bot. What was started is stopped when a later part fails. */
export function startHouse({ settings, log, localSlackMode = 'socket' }: HouseOptions): Promise<House> {
  return startAll(async keep => {
    const stopping = <T extends Running>(part: T): T => keep(part, one => one.stop());
    const url = settings.databaseUrl ?? stopping(await startKept({ home: settings.home, log })).url;
    await migrate(url, migrations);
    const graphs = { registry: laterGraph(), deployment: laterGraph(), monitoring: laterGraph() };
    const ground = await openGround(keep, { url, tables, log, graph: graphs.registry, poolSize: 20 });
    const grounds = (name: Subgraph['name']): Ground => ({ ...ground, graph: graphs[name] });
    const { db } = ground;
    const tokens = await ensureAccounts(db, settings);
    const built = await allSubgraphs();
    const demo = inDemo(settings);
    const slack = demo && !settings.slack && localSlackMode ? stopping(await demoSlack(settings)) : null;
    let seeded = !demo;
    const gateway = await openGateway({
      settings,
      db,
      log,
      supergraph: await readFile(supergraphFile, 'utf8'),
      source: inProcess(built.map(each => ({ ...each, context: caller => contextFor(grounds(each.name), caller) }))),
      ready: readinessWith(db, demo ? { catalogue: async () => (seeded ? 'ready' : 'being put in') } : {}),
      extra: slack ? [(request, response) => slack.handle(request, response)] : [],
      graphiql: demo ? await demoGraphiql(db, settings) : { token: null, tabs: [] },
    });
    keep(gateway, one => one.close());
    for (const name of ['deployment', 'monitoring'] as const) {
      graphs[name].open(createGraphClient({ url: gateway.url, token: tokens.of(name), via: 'GRAPHQL' }));
      keep(graphs[name], one => one.close());
    }
    for (const { name, work } of subgraphs) work(grounds(name)).map(stopping);
    if (demo) await seedOnce({ ground: grounds('deployment'), subgraphs: built, adminId: tokens.adminId });
    seeded = true;
    const graph = { url: gateway.url, token: tokens.of('slack-bot') };
    const bot = await botOn({ settings, log, db, graph }, slack, localSlackMode);
    if (bot) stopping(bot);
    return { url: gateway.url, db, adminToken: tokens.admin, slack, bot, demo };
  });
}

type BotParts = Parameters<typeof openBot>[0];

/** The bot on the company's Slack or on the local one; without either there is none. */
async function botOn(parts: BotParts, local: LocalSlack | null, mode: HouseOptions['localSlackMode']) {
  if (parts.settings.slack) return openBot(parts, parts.settings.slack);
  return local && mode ? openLocalBot(parts, local, mode) : null;
}

function demoSlack(settings: Settings): Promise<LocalSlack> {
  return openLocalSlack(settings, { users: [...demoPeople], channels: [...demoChannels] });
}

/** In the demo GraphiQL signs in by itself, as one of the demo's people. */
async function demoGraphiql(db: Db, settings: Settings): Promise<GraphiqlOptions> {
  const token = await generatedSecret(settings.home, 'demo-token', () => newToken().text);
  const known = await ensurePersonToken(db, { email: demoViewer, name: 'GraphiQL of the demo', token });
  return { token: known ? token : null, tabs: demoTabs };
}

async function startCommand(): Promise<void> {
  const settings = settingsOrExit();
  const house = await startHouse({ settings, log: openLog(settings.logLevel) });
  announce(house, [
    'Handoff is ready.',
    `  The graph   ${house.url}/graphql`,
    ...(house.slack ? [`  The chat    ${house.url}/chat   (a Slack of its own, for trying things out)`] : []),
    ...(settings.bootstrapToken ? [] : [`  Admin token ${settings.home}/secrets/admin-token`]),
  ]);
}

async function serveCommand(part: PartName): Promise<void> {
  const found = settingsFor(part, settingsOrExit());
  if ('problems' in found) return exitWith(found.problems);
  const running = await serve[part]({ settings: found.settings, log: openLog(found.settings.logLevel), migrations });
  const path = part === 'bot' ? '' : '/graphql';
  announce(running, [
    `Handoff's ${part} listens.`,
    `  Address     ${running.url}${path}`,
    `  Ready when  ${running.url}/readyz answers 200`,
  ]);
}

/** Writes the supergraph, or says that the committed one is stale. */
async function compose({ check = false }: { check?: boolean }): Promise<void> {
  const { composeFile } = await import('@handoff/gateway/compose');
  if (await composeFile(supergraphFile, await allSubgraphs(), check)) return;
  process.stderr.write('gateway/supergraph.graphql is stale: run npm run compose and commit it.\n');
  process.exitCode = 1;
}

async function databaseUrl(): Promise<{ url: string; stop(): Promise<void> }> {
  const settings = settingsOrExit();
  if (settings.databaseUrl) return { url: settings.databaseUrl, stop: async () => undefined };
  return startEmbedded({ home: settings.home, log: openLog(settings.logLevel) });
}

/** The command `handoff`. Resolves when it has done its work; `start` and `serve` go on serving. */
export async function main(words: readonly string[]): Promise<void> {
  const program = new Command('handoff').description(
    'The graph of a company’s production models, with a Slack bot on it.',
  );
  program.version((JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string }).version);
  program.command('start').description('Serve everything in one process').action(startCommand);
  program
    .command('serve')
    .description('Serve one part in a process of its own, beside others on the same database')
    .addArgument(new Argument('<part>', 'which').choices(partNames))
    .action(serveCommand);
  program
    .command('compose')
    .description('Compose the subgraphs into gateway/supergraph.graphql')
    .option('--check', 'only say whether it is stale')
    .action(compose);
  program.addCommand(importCommand());
  program.addCommand(exportCommand());
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
