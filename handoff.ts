import './production.ts';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { DoctorOptions } from '@handoff/kit/doctor/command';
import { PortTaken } from '@handoff/kit/http/listen';
import { openLog } from '@handoff/kit/log';
import type { PartOptions, RunningPart, SubgraphPart } from '@handoff/kit/serve/part';
import { type PartName, partNames, settingsFor } from '@handoff/kit/settings/parts';
import { announce, exitWith, settingsOrExit } from '@handoff/kit/terminal';
import { endingTraces, openTracing } from '@handoff/kit/trace/open';
import { Argument, Command } from 'commander';
import { projectFile, supergraphFile } from './files.ts';

// Each command loads what it needs when it runs: all parts together take seconds to load.

/** How each part is run in a process of its own. */
const serve: Readonly<Record<PartName, (options: PartOptions) => Promise<RunningPart>>> = {
  registry: async options => serveSubgraph((await import('@handoff/registry/part')).registryPart, options),
  deployment: async options => serveSubgraph((await import('@handoff/deployment/part')).deploymentPart, options),
  monitoring: async options => serveSubgraph((await import('@handoff/monitoring/part')).monitoringPart, options),
  gateway: async options =>
    (await import('@handoff/gateway/serve')).serveGateway(options, await readFile(supergraphFile, 'utf8')),
  bot: async options => (await import('@handoff/bot/serve')).serveBot(options),
};

async function serveSubgraph(part: SubgraphPart, options: PartOptions): Promise<RunningPart> {
  return (await import('@handoff/kit/serve/part')).serveSubgraphPart(part, options);
}

async function startCommand(): Promise<void> {
  const settings = settingsOrExit();
  const { startHouse } = await import('./house.ts');
  const log = openLog(settings.logLevel);
  const traces = await openTracing(settings.tracing, { name: 'handoff', version: version(), log });
  const house = endingTraces(await startHouse({ settings, log }), traces);
  announce(house, [
    'Handoff is ready.',
    `  Catalogue   ${house.url}/`,
    `  The graph   ${house.url}/graphql`,
    ...(house.slack ? [`  The chat    ${house.url}/chat   (a Slack of its own, for trying things out)`] : []),
    ...(settings.bootstrapToken ? [] : [`  Admin token ${settings.home}/secrets/admin-token`]),
  ]);
}

async function serveCommand(part: PartName): Promise<void> {
  const found = settingsFor(part, settingsOrExit());
  if ('problems' in found) return exitWith(found.problems);
  const { migrations } = await import('@handoff/migrations/list');
  const log = openLog(found.settings.logLevel);
  const traces = await openTracing(found.settings.tracing, { name: `handoff-${part}`, version: version(), log });
  const running = endingTraces(await serve[part]({ settings: found.settings, log, migrations }), traces);
  const path = part === 'bot' ? '' : '/graphql';
  announce(running, [
    `Handoff's ${part} listens.`,
    `  Address     ${running.url}${path}`,
    `  Ready when  ${running.url}/readyz answers 200`,
  ]);
}

function version(): string {
  return (JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string }).version;
}

/** Writes the supergraph and what our own clients ask of it, or says which of the committed ones is stale. */
async function compose({ check = false }: { check?: boolean }): Promise<void> {
  const { composeFile } = await import('@handoff/gateway/compose');
  const { allSubgraphs } = await import('./house.ts');
  const { ownOperationsFile } = await import('@handoff/gateway/operations/own');
  const supergraph = await composeFile(supergraphFile, await allSubgraphs(), check);
  const operations = await ownOperationsFile(projectFile(''), check);
  for (const [isFresh, name] of [
    [supergraph, 'supergraph.graphql'],
    [operations, 'operations.json'],
  ] as const) {
    if (isFresh) continue;
    process.stderr.write(`gateway/${name} is stale: run npm run compose and commit it.\n`);
    process.exitCode = 1;
  }
}

async function databaseUrl(): Promise<{ url: string; stop(): Promise<void> }> {
  const settings = settingsOrExit();
  if (settings.databaseUrl) return { url: settings.databaseUrl, stop: async () => undefined };
  const { startEmbedded } = await import('@handoff/kit/postgres/embedded');
  // Whoever runs a command wants its answer, and to hear of the database only what is wrong with it.
  const level = settings.logLevel === 'info' ? 'warn' : settings.logLevel;
  return startEmbedded({ home: settings.home, log: openLog(level) });
}

/** The commands that other folders bring, in the order in which help shows them. */
const brought: Readonly<Record<string, () => Promise<Command>>> = {
  import: async () => (await import('@handoff/registry/source/command')).importCommand(),
  export: async () => (await import('@handoff/registry/export/command')).exportCommand(),
  report: async () => (await import('@handoff/registry/report/command')).reportCommand(),
  push: async () => (await import('@handoff/registry/pipeline/command')).pushCommand(),
  gate: async () => (await import('@handoff/registry/pipeline/command')).gateCommand(),
  promote: async () => (await import('@handoff/registry/pipeline/command')).promoteCommand(),
  audit: async () => (await import('@handoff/registry/audit/command')).auditCommand(databaseUrl),
  backup: async () => (await import('@handoff/kit/backup/command')).backupCommand(databaseUrl),
  restore: async () =>
    (await import('@handoff/kit/backup/command')).restoreCommand(
      databaseUrl,
      async () => (await import('@handoff/migrations/list')).migrations,
    ),
  doctor: async () => (await import('@handoff/kit/doctor/command')).doctorCommand(doctorOptions),
  slack: async () => (await import('@handoff/bot/command')).slackCommand(),
  token: async () => (await import('@handoff/registry/token/command')).tokenCommand(),
  operations: async () => (await import('@handoff/gateway/operations/command')).operationsCommand(),
  reference: async () => (await import('@handoff/reference/command')).referenceCommand(),
  bench: async () => (await import('@handoff/bench/command')).benchCommand(),
};

/** What each part looks at, beside what all stand on. */
async function doctorOptions(): Promise<DoctorOptions> {
  const { migrations } = await import('@handoff/migrations/list');
  const { slackCheck } = await import('@handoff/bot/doctor');
  const { oidcCheck } = await import('@handoff/gateway/oidc/doctor');
  const { targetsCheck } = await import('@handoff/deployment/executor/doctor');
  return { migrations, checks: [slackCheck, oidcCheck, targetsCheck] };
}

/** The one that the first word names; none when it names one of ours; all of them for help and for what is none. */
async function broughtFor(first: string | undefined, ours: readonly Command[]): Promise<Command[]> {
  if (ours.some(command => command.name() === first)) return [];
  const named = first !== undefined && Object.hasOwn(brought, first) ? brought[first] : undefined;
  return Promise.all((named ? [named] : Object.values(brought)).map(load => load()));
}

/** The command `handoff`. Resolves when it has done its work; `start` and `serve` go on serving. */
export async function main(words: readonly string[]): Promise<void> {
  const program = new Command('handoff').description(
    'The graph of a company’s production models, with a Slack bot on it.',
  );
  program.version(version());
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
  for (const command of await broughtFor(words[0], program.commands)) program.addCommand(command);
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
  const taken =
    error instanceof PortTaken ? await (await import('@handoff/gateway/running')).runningAt(error.port) : null;
  process.stderr.write(`${taken ?? message}\n`);
  process.exitCode = 1;
}
