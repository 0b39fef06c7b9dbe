import { Command, Option } from 'commander';
import { printable } from '../source/report.ts';
import { type Answer, type Asking, found } from './asking.ts';
import { type BomFacts, billOfMaterials } from './cyclonedx/bom.ts';
import { type Written, writeDataHub } from './datahub/write.ts';
import { findVersion, type Wanted } from './find.ts';
import { type ExportIo, processIo } from './io.ts';
import { bomQuestion, cardQuestion } from './questions.ts';
import { type Flags, withGraph, writeOut, writeText } from './writing.ts';

interface CardFlags extends Flags {
  json?: boolean;
}

interface DataHubFlags extends Flags {
  model?: string;
  json?: boolean;
}

interface Card {
  version: string;
  card: { markdown: string; completeness: number; missing: string[] };
}

const examples = `
Examples:
  $ handoff export card churn                            the newest version's card, as Markdown
  $ handoff export card churn champion --out card.md     of the version that an alias names
  $ handoff export cyclonedx churn 7 --out churn-7.cdx.json
  $ handoff export datahub --out models.json             all models that you may see
  $ handoff export datahub --model churn                 one model with all its versions

What is not known is left out. A file that was there is replaced only when the new one is whole.
Exit codes: 0 it was written, 1 there is no such model or version, 2 it could not be carried through.`;

/** The command `handoff export`: writes what the graph knows for other catalogues. */
export function exportCommand(io: ExportIo = processIo()): Command {
  const all = settled(new Command('export').description('Write what is known for other catalogues'), io);
  part(all, 'card', io)
    .description("A version's model card, as Markdown")
    .argument('<model>', 'name or id')
    .argument('[version]', versionWords)
    .option('--json', 'as JSON, with how much of it is told and what is missing')
    .action((model: string, version: string | undefined, flags: CardFlags) =>
      withGraph(flags, io, async asking => writeText(flags, io, await cardText(asking, { model, version }, flags))),
    );
  part(all, 'cyclonedx', io)
    .description("A version's bill of materials, as CycloneDX 1.6 JSON")
    .argument('<model>', 'name or id')
    .argument('[version]', versionWords)
    .action((model: string, version: string | undefined, flags: Flags) =>
      withGraph(flags, io, async asking => writeText(flags, io, await bomText(asking, { model, version }))),
    );
  part(all, 'datahub', io)
    .description('Models with their versions, data sets and features, as metadata proposals for DataHub')
    .option('--model <name>', 'only this model')
    .option('--json', 'with --out: say as JSON what was written')
    .action((flags: DataHubFlags) => withGraph(flags, io, asking => dataHub(asking, flags, io)));
  return all.addHelpText('after', examples);
}

const versionWords = 'number, alias or id; left out: the newest that is not archived';

function settled(command: Command, io: ExportIo): Command {
  return command
    .configureOutput({ writeOut: text => void io.out(text), writeErr: text => io.err(text) })
    .exitOverride(error => io.quit(error.exitCode === 0 ? 0 : 2));
}

function part(all: Command, name: string, io: ExportIo): Command {
  return settled(all.command(name), io)
    .option('--out <file>', 'write to this file instead of standard output')
    .addOption(new Option('--url <url>', 'address of the graph (else HANDOFF_URL, else this machine)'))
    .addOption(new Option('--token <token>', 'token to read with (better: HANDOFF_TOKEN, which others cannot see)'));
}

async function cardText(asking: Asking, wanted: Wanted, { json }: CardFlags): Promise<Answer<string>> {
  const answer = await findVersion<Card>(asking, cardQuestion, wanted);
  if (answer.kind === 'Failure') return answer;
  const { model, version } = answer.value;
  return found(json ? pretty({ model, version: version.version, ...version.card }) : version.card.markdown);
}

async function bomText(asking: Asking, wanted: Wanted): Promise<Answer<string>> {
  const answer = await findVersion<BomFacts>(asking, bomQuestion, wanted);
  return answer.kind === 'Failure' ? answer : found(pretty(billOfMaterials(answer.value.version)));
}

function pretty(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

async function dataHub(asking: Asking, flags: DataHubFlags, io: ExportIo): Promise<Answer<unknown>> {
  const drawn = io.terminal && flags.out !== undefined;
  const onModel = ({ models }: Written) => {
    if (drawn && models % 100 === 0) io.err(`\r${models.toLocaleString('en')} models so far`);
  };
  const answer = await writeOut(flags, io, place => writeDataHub({ asking, place, model: flags.model, onModel }));
  if (drawn) io.err('\r\u001b[K');
  if (answer.kind === 'Found' && flags.out !== undefined) await io.out(summary(answer.value, flags.out, flags.json));
  return answer;
}

function summary(written: Written, file: string, json = false): string {
  if (json) return `${JSON.stringify({ kind: 'summary', file, ...written })}\n`;
  const counted = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
  const models = `${counted(written.models, 'model')} with ${counted(written.versions, 'version')}`;
  return `Wrote ${models}, as ${counted(written.proposals, 'proposal')}, to ${printable(file)}.\n`;
}
