import { nearest } from '@handoff/kit/settings/nearest';
import { Command, Option } from 'commander';
import { type Answer, type Asking, asked, type Failure, failure, found } from '../export/asking.ts';
import { findVersion, noModel } from '../export/find.ts';
import { type ExportIo, processIo } from '../export/io.ts';
import { type Flags, withGraph, writeText } from '../export/writing.ts';
import { printable } from '../source/screen.ts';
import { formatNames, formatOf, instantOf, kindsByName } from './asked-for.ts';
import { assignCommand } from './assign-command.ts';
import { argumentsProblem, type ReportArguments } from './policy.ts';

interface ReportFlags extends Flags {
  model?: string;
  modelVersion?: string;
  from?: string;
  to?: string;
  format?: string;
}

interface ToldReport {
  content: string;
  digest: string;
  coverage: number;
  gaps: unknown[];
}

const examples = `
Kinds:
${Object.entries(kindsByName)
  .map(([name, { tells }]) => `  ${name.padEnd(14)} ${tells}`)
  .join('\n')}

Examples:
  $ handoff report annex-iv --model card-fraud --out card-fraud.html
  $ handoff report inventory --format csv > models.csv
  $ handoff report decision-log --from 2026-10-01 --to 2027-01-01 --out decisions.html
  $ handoff report access-review --out access.csv
  $ handoff report ml-bom --model churn --model-version 7 --out churn-7.cdx.json
  $ handoff report assign card-fraud limitations ana.lima@example.com --due 2026-12-31

A report tells of what you may see and have REPORT_READ on. A file that was there is replaced only when the new one is whole.
Exit codes: 0 it was written, 1 there is no such model or version or you may have no report of it, 2 it could not be carried through.`;

const question = `query Report($kind: ReportKind!, $format: ReportFormat!, $model: String, $version: String, $from: DateTime, $to: DateTime) {
  report(kind: $kind, format: $format, model: $model, version: $version, from: $from, to: $to) {
    content digest coverage gaps { missing }
  }
}`;

/** The command `handoff report`: a document of what the graph holds, as a client of the graph. */
export function reportCommand(io: ExportIo = processIo()): Command {
  const report = new Command('report')
    .description('Write a report for risk, compliance or audit')
    .argument('<kind>', Object.keys(kindsByName).join(', '))
    .option('--model <name>', 'name or id of the model that it is to tell of')
    .option('--model-version <version>', 'number, alias or id; left out: the newest that is not archived')
    .option('--from <day>', 'of decision-log: from this day or instant on, such as 2026-10-01')
    .option('--to <day>', 'of decision-log: before this day or instant')
    .option('--format <format>', `${formatNames.join(', ')}; left out: as the file's name ends, else md`)
    .option('--out <file>', 'write to this file instead of standard output')
    .addHelpText('after', examples)
    .action(async (kind: string, flags: ReportFlags) => {
      const variables = variablesOf(kind, flags);
      if ('message' in variables) return refuse(io, variables);
      await withGraph(flags, io, asking => write(asking, variables, { flags, io }));
    });
  return settled(report, io).addCommand(settled(assignCommand(io), io));
}

/** What both commands can be told, and how they speak and end. */
function settled(command: Command, io: ExportIo): Command {
  return command
    .addOption(new Option('--url <url>', 'address of the graph (else HANDOFF_URL, else this machine)'))
    .addOption(new Option('--token <token>', 'token to ask with (better: HANDOFF_TOKEN, which others cannot see)'))
    .configureOutput({ writeOut: text => void io.out(text), writeErr: text => io.err(text) })
    .exitOverride(error => io.quit(error.exitCode === 0 ? 0 : 2));
}

function refuse(io: ExportIo, { message, code }: Failure): void {
  io.err(`${printable(message)}\n`);
  io.exit(code);
}

/** What the graph is asked with, or why the command line makes no sense. */
function variablesOf(name: string, flags: ReportFlags): ReportArguments | Failure {
  const named = Object.hasOwn(kindsByName, name) ? kindsByName[name] : undefined;
  if (!named) return failure(noKind(name));
  const format = formatOf(flags.format, flags.out, named.kind);
  if (!format) return failure(`There is no format "${flags.format}": choose one of ${formatNames.join(', ')}.`);
  const { model, modelVersion: version } = flags;
  const [from, to] = [flags.from, flags.to].map(text => (text === undefined ? undefined : instantOf(text)));
  if (from === null || to === null) {
    return failure(`"${from === null ? flags.from : flags.to}" is no day: write it like 2026-10-01.`);
  }
  const wanted: ReportArguments = { kind: named.kind, format, model, version, from, to };
  const argument = (word: string) => (word === 'version' ? '--model-version' : `--${word}`);
  const problem = argumentsProblem(wanted, { kind: name, argument });
  return problem ? failure(problem) : wanted;
}

function noKind(name: string): string {
  const names = Object.keys(kindsByName);
  const near = nearest(name, names);
  return `There is no report "${name}". ${near ? `Did you mean ${near}?` : `Choose one of ${names.join(', ')}.`}`;
}

async function write(
  asking: Asking,
  wanted: ReportArguments,
  { flags, io }: { flags: ReportFlags; io: ExportIo },
): Promise<Answer<void>> {
  const answer = await reported(asking, wanted);
  if (answer.kind === 'Failure') return answer;
  const report = answer.value;
  if (!report) return whyNone(asking, wanted);
  const written = await writeText(flags, io, found(report.content));
  if (written.kind === 'Found' && flags.out !== undefined) await io.out(summary(report, flags.out));
  return written;
}

/** The report; what the graph found wrong with the question is said as it says it. */
async function reported({ client, signal }: Asking, wanted: ReportArguments): Promise<Answer<ToldReport | null>> {
  const answer = await client.request<{ report: ToldReport | null }>(question, wanted, { signal });
  if (answer.kind !== 'Data') return failure(answer.message);
  const [error] = answer.errors;
  return error ? failure(error.message) : found(answer.data.report);
}

function summary({ digest, coverage, gaps }: ToldReport, file: string): string {
  const lacks = gaps.length === 0 ? 'nothing is missing' : `${gaps.length.toLocaleString('en')} gaps`;
  return `Wrote ${printable(file)}: ${Math.floor(coverage * 100)} % is told, ${lacks}. Digest ${digest}.\n`;
}

const seen = `query ReportWhy($model: ID!) { model(id: $model) { name viewerCan } }`;
const versionSeen = `query ReportVersion($model: ID!, $version: String!, $named: Boolean!) {
  model(id: $model) {
    name aliases { name } versions(first: 100) { nodes { version } }
    named: version(version: $version) @include(if: $named) { id }
    newest: latestVersion @skip(if: $named) { id }
  }
}`;

/** Why the graph makes no report: no such model or version, or nothing that the token may have one of. */
async function whyNone(asking: Asking, { model, version }: ReportArguments): Promise<Failure> {
  const role = 'that takes REPORT_READ, which owners, risk, auditors and administrators have';
  if (!model) return failure(`You may have no report of any model: ${role}.`, 1);
  const answer = await asked<{ model: { name: string; viewerCan: string[] } | null }>(asking, seen, { model });
  if (answer.kind === 'Failure') return answer;
  if (!answer.value.model) return noModel(asking, model);
  const { name, viewerCan } = answer.value.model;
  if (!viewerCan.includes('REPORT_READ')) return failure(`You may have no report of ${name}: ${role}.`, 1);
  const there = await findVersion(asking, versionSeen, { model, version: version ?? undefined });
  return there.kind === 'Failure' ? there : failure(`${name} changed while the report was made: try again.`);
}
