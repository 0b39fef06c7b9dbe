import { setTimeout as sleep } from 'node:timers/promises';
import { credentials } from '@handoff/kit/credentials';
import { createGraphClient } from '@handoff/kit/graph-client';
import { Command, Option } from 'commander';
import { adapters, findAdapter } from './adapters.ts';
import { parseDuration } from './duration.ts';
import { importAll } from './import.ts';
import { exitCode } from './outcome.ts';
import type { ReadOptions, SourceAdapter, SourceFlags } from './record.ts';
import { humanReport, jsonReport, printable, type Screen } from './report.ts';

/** What the command touches of its process. */
export interface CommandIo extends Screen {
  env: Readonly<Record<string, string | undefined>>;
  /** Notes the code that the process ends with. */
  exit(code: number): void;
  /** Ends the process now: the command line made no sense, or help was all that was asked for. */
  quit(code: number): never;
  /** A signal that is aborted when somebody stops the command; asked for when the work begins. */
  stop(): AbortSignal;
}

interface Flags extends SourceFlags {
  dryRun?: boolean;
  json?: boolean;
  watch?: string;
  url?: string;
  token?: string;
}

const sources = Object.entries(adapters);
const indent = ' '.repeat(16);

function helpOf([name, { where, settings, examples = [] }]: (typeof sources)[number]): string {
  const lines = [
    `  ${name.padEnd(14)}${where}`,
    ...(settings ? [`${indent}credentials: ${settings}`] : []),
    ...examples.map(example => `${indent}$ handoff import ${name} ${example}`),
  ];
  return lines.join('\n');
}

const examples = `
Sources:
${sources.map(helpOf).join('\n')}

Examples:
  $ handoff import mlmodel ./mlruns                  every MLmodel file below a folder
  $ handoff import hugging-face ./cards --dry-run    what would happen, and nothing changed
  $ handoff import mlmodel ./mlruns --watch 5m       again and again, every five minutes
  $ handoff import hugging-face ./cards --json       one line of JSON for each model and version

Exit codes: 0 all went in, 1 some were rejected, 2 it could not be carried through.
The same source can be imported again: what did not change stays as it is.`;

/** The command `handoff import`: reads a source here and writes it through the graph. */
export function importCommand(io: CommandIo = processIo()): Command {
  return new Command('import')
    .description('Bring models in from where they live')
    .argument('<source>', `one of: ${sources.map(([name]) => name).join(', ')}`)
    .argument('<where>', 'a file, a folder or an address, as the source has it')
    .option('--dry-run', 'say what would happen and change nothing')
    .option('--json', 'one line of JSON for each record and version, then a summary')
    .option('--watch <time>', 'import again after this time, e.g. 30s, 5m, 1h')
    .option('--api [url]', "address of the source's interface, where it is not the usual one")
    .option('--region <name>', 'region of AWS, e.g. eu-west-1')
    .option('--no-files', "read what the registry tells and not the models' own files: no signatures then")
    .addOption(new Option('--url <url>', 'address of the graph (else HANDOFF_URL, else this machine)'))
    .addOption(new Option('--token <token>', 'token to import with (better: HANDOFF_TOKEN, which others cannot see)'))
    .addHelpText('after', examples)
    .configureOutput({ writeOut: text => io.out(text), writeErr: text => io.err(text) })
    .exitOverride(error => io.quit(error.exitCode === 0 ? 0 : 2))
    .action((source: string, where: string, flags: Flags) => run({ source, where, flags, io }));
}

interface Call {
  source: string;
  where: string;
  flags: Flags;
  io: CommandIo;
}

async function run({ source, where, flags, io }: Call): Promise<void> {
  const fail = (message: string) => {
    io.err(`${printable(message)}\n`);
    io.exit(2);
  };
  const adapter = findAdapter(source);
  if (typeof adapter === 'string') return fail(adapter);
  const pause = flags.watch === undefined ? null : parseDuration(flags.watch);
  if (pause === undefined) return fail(`--watch takes a time like 30s, 5m or 1h, not "${flags.watch}".`);
  const odd = oddFlag(source, adapter, flags);
  if (odd) return fail(odd);
  const { api, region, files } = flags;
  const note = (message: string) => io.err(`${printable(message)}\n`);
  const reading = { api, region, files, env: io.env, kept: new Map(), note };
  const unreadable = await adapter.check(where, reading);
  if (unreadable) return fail(unreadable);
  const access = await credentials({ url: flags.url, token: flags.token, env: io.env });
  if (typeof access === 'string') return fail(access);

  const signal = io.stop();
  const once = () => importOnce({ adapter, where, flags, io, access, reading, signal });
  let code = await once();
  while (pause !== null && !signal.aborted) {
    await sleep(pause, undefined, { signal }).catch(() => {});
    if (!signal.aborted) code = await once();
  }
  io.exit(code);
}

/** A flag that means nothing to this source, in a sentence; null when there is none. */
function oddFlag(source: string, { takes = [] }: SourceAdapter, { api, region, files }: Flags): string | null {
  const given = { api: api !== undefined, region: region !== undefined, files: files === false };
  const flags = (Object.keys(given) as (keyof typeof given)[]).filter(flag => given[flag] && !takes.includes(flag));
  const [odd] = flags.map(flag => (flag === 'files' ? '--no-files' : `--${flag}`));
  return odd ? `${source} has no ${odd}: leave it out.` : null;
}

interface Once extends Omit<Call, 'source'> {
  adapter: SourceAdapter;
  access: { url: string; token: string };
  reading: Omit<ReadOptions, 'signal'>;
  signal: AbortSignal;
}

async function importOnce({ adapter, where, flags, io, access, reading, signal }: Once): Promise<number> {
  const client = createGraphClient({ ...access, via: 'IMPORT', timeoutMs: 300_000 });
  const report = flags.json ? jsonReport(io) : humanReport(io);
  try {
    const summary = await importAll({
      adapter,
      where,
      client,
      dryRun: flags.dryRun ?? false,
      onResult: report.line,
      reading,
      signal,
    });
    report.end(summary);
    if (summary.stopped !== null) io.err(`${printable(summary.stopped)}\n`);
    return exitCode(summary);
  } finally {
    await client.close();
  }
}

function processIo(): CommandIo {
  return {
    env: process.env,
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
    exit: code => {
      process.exitCode = code;
    },
    quit: code => process.exit(code),
    stop: () => {
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
      return stop.signal;
    },
  };
}
