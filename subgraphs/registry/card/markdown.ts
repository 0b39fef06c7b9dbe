import type { Objective } from '../model/model.ts';
import { intervalOf } from '../version/interval.ts';
import type { Figure, Input, UsedData } from '../version/parts.ts';
import { type CardFacts, completenessOf } from './card.ts';
import { inline, link, prose, table } from './escape.ts';

/** A heading with what stands below it, or nothing when there is nothing to stand there. */
function section(heading: string, body: string | null): string[] {
  return body === null || body === '' ? [] : [`## ${heading}`, body];
}

function tableOf<Row>(heads: readonly string[], rows: readonly Row[], cells: (row: Row) => (string | null)[]) {
  return rows.length === 0 ? null : table(heads, rows.map(cells));
}

const text = (value: string | null) => (value === null ? null : prose(value));
const words = (name: string) => name.toLowerCase().replaceAll('_', ' ');
const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? null;
const count = (value: number | null) => value?.toLocaleString('en') ?? null;
const yes = (value: boolean) => (value ? 'yes' : 'no');
const shape = (value: number[] | null) => (value === null ? null : `[${value.join(', ')}]`);

/** A version's card as Markdown: what it and its model know, and what is missing. All texts are escaped. Pure. */
export function cardMarkdown(facts: CardFacts): string {
  const { model, version, outputs } = facts;
  const parts = [
    [`# ${inline(model.title)}: version ${inline(version.version)}`, summary(facts), ...gaps(facts)],
    section('Purpose', text(model.purpose)),
    section('Description', text(model.description)),
    section('Limitations', text(model.limitations)),
    section('Objectives', tableOf(['Metric', 'Target', 'Why'], model.objectives, objectiveCells)),
    section('Inputs', tableOf(inputHeads, facts.inputs, inputCells)),
    section('Outputs', tableOf(['Name', 'Type', 'Shape', 'Description'], outputs, outputCells)),
    section('Data', tableOf(dataHeads, facts.data, dataCells)),
    section('Evaluations', tableOf(figureHeads, facts.figures, figureCells)),
    section('Assumptions', tableOf(['Assumption', 'Found', 'Checked', 'Evidence'], facts.assumptions, assumptionCells)),
    section('What changed, and why', text(version.changeNote)),
    section(
      'Training settings',
      tableOf(['Name', 'Value'], version.hyperparameters, each => [each.name, each.value]),
    ),
    section('Documents', documentList(facts)),
    section('Provenance', provenance(facts)),
  ];
  return `${parts.flat().join('\n\n')}\n`;
}

function summary({ model, version, ...facts }: CardFacts): string {
  const lines: [string, string | null][] = [
    ['Model', model.name],
    ['Task', model.task === 'OTHER' ? 'not told' : words(model.task)],
    ['Risk tier', model.riskTier === 'UNCLASSIFIED' ? 'not judged yet' : words(model.riskTier)],
    ['Team', facts.team],
    ['Owner', facts.owner ?? 'nobody'],
    ['Algorithm', version.algorithm],
    ['Framework', version.framework],
    ['Trained by', facts.trainedBy],
    ['Trained from', facts.parent === null ? null : `version ${facts.parent}`],
    ['Registered', [day(version.createdAt), facts.registeredBy].filter(part => part !== null).join(', by ')],
    ['Tags', version.tags.length === 0 ? null : version.tags.join(', ')],
    ['State', words(version.state)],
    ['Digest', version.digest],
  ];
  return table(
    ['', ''],
    lines.filter(([, value]) => value !== null),
  );
}

function gaps(facts: CardFacts): string[] {
  const { missing, completeness } = completenessOf(facts);
  if (missing.length === 0) return [];
  return [
    `**Missing: ${missing.join(', ')}.** ${Math.floor(completeness * 100)} % of what its risk tier asks for is told.`,
  ];
}

function objectiveCells({ metric, comparator, target, unit, rationale }: Objective) {
  const side = comparator === 'AT_LEAST' ? 'at least' : 'at most';
  return [metric, [side, String(target), unit].filter(part => part !== null).join(' '), rationale];
}

const inputHeads = ['Name', 'Type', 'Shape', 'Required', 'Unit', 'Personal data', 'Transformations', 'Description'];

function inputCells(input: Input) {
  const steps = input.transformations.join('; ');
  const described = [input.description, input.definition === null ? null : `Read from ${input.definition}.`];
  return [
    ...[input.name, input.dtype, shape(input.shape), yes(input.required), input.unit, yes(input.sensitive), steps],
    described.filter(part => part !== null).join(' '),
  ];
}

function outputCells(output: CardFacts['outputs'][number]) {
  return [output.name, output.dtype, shape(output.shape), output.description];
}

const dataHeads = ['Name', 'Used for', 'Rows', 'From', 'To', 'Where', 'Description'];

function dataCells({ dataset, purpose }: UsedData) {
  const { name, rows, from, to, uri, description } = dataset;
  return [name, words(purpose), count(rows), day(from), day(to), uri, description];
}

const figureHeads = ['Metric', 'Value', '95 % interval', 'Cases', 'Data', 'Split', 'Slice', 'Verified'];

function figureCells(figure: Figure) {
  const { lower, upper } = intervalOf(figure);
  const interval = lower === null && upper === null ? null : `${end(lower)} to ${end(upper)}`;
  return [
    ...[figure.metric, figure.valueText, interval, count(figure.n), figure.dataset, figure.split, figure.slice],
    yes(figure.verified),
  ];
}

/** The end of an interval, with six digits that count. */
const end = (value: number | null) => (value === null ? '' : String(Number(value.toPrecision(6))));

const found = { OPEN: 'not checked', HOLDS: 'holds', BROKEN: 'does not hold' } as const;

function assumptionCells(assumption: CardFacts['assumptions'][number]) {
  const checked = [day(assumption.checkedAt), assumption.checkedBy].filter(part => part !== null).join(', by ');
  return [assumption.text, found[assumption.status], checked, assumption.evidence];
}

function documentList({ documents }: CardFacts): string {
  return documents
    .map(({ title, kind, uri, updatedAt }) => {
      const named = uri === null ? inline(title) : link(title, uri);
      return `- ${named} (${inline(kind)}, ${day(updatedAt)})`;
    })
    .join('\n');
}

function provenance({ source, artifacts }: CardFacts): string | null {
  const origin = source && [
    `- Brought in from ${inline(source.system)}: ${source.url === null ? inline(source.externalId) : link(source.externalId, source.url)}`,
    ...(source.runId === null ? [] : [`- Run ${inline(source.runId)}`]),
    ...(source.commit === null ? [] : [`- Commit ${inline(source.commit)}`]),
  ];
  const files = tableOf(['File', 'Format', 'Bytes', 'sha256'], artifacts, each => [
    ...[each.uri, each.format, count(each.bytes), each.sha256],
  ]);
  return [origin?.join('\n') ?? null, files].filter(part => part !== null).join('\n\n');
}
