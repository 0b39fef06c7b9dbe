import { type Html, html, type Part } from '@handoff/kit/html';
import { typed, typedNumber } from '../move.ts';
import { badge, verdict } from '../part/badge.ts';
import { type Field, type Group, moveForm } from '../part/form.ts';
import { crumbs, doHead } from '../part/head.ts';
import { type ModelName, type Named, named } from '../part/name.ts';
import { choices } from '../part/steps.ts';
import { empty, facts, section, table } from '../part/table.ts';
import { since } from '../part/time.ts';
import { number, words } from '../part/words.ts';
import { type Place, pageOf, type View } from '../view.ts';

interface HostingPage {
  model: Hosted | null;
  environments: Environment[] | null;
}

interface Environment {
  name: string;
  title: string;
  targets: { id: string; name: string; kind: string }[];
}

interface Hosted extends ModelName {
  viewerCan: string[];
  hostingDecisions: Decision[] | null;
}

interface Decision {
  id: string;
  serving: string;
  integration: string | null;
  rationale: string;
  decidedAt: string;
  decidedBy: Named;
  environment: { name: string; title: string };
  target: { name: string };
  supersededBy: { id: string } | null;
  conversion: { from: string; to: string; agrees: boolean; cases: number; maxAbsoluteDifference: number } | null;
  options: {
    target: { name: string };
    monthlyCost: number | null;
    p95LatencyMs: number | null;
    pros: string | null;
    cons: string | null;
    chosen: boolean;
  }[];
}

/** Where a model is hosted in each environment, why, and deciding it anew. */
export const hosting = pageOf<HostingPage>({
  query: `query Hosting($name: String!) {
  model(name: $name) {
    name title viewerCan
    hostingDecisions(current: false) {
      id serving integration rationale decidedAt decidedBy { id name } supersededBy { id }
      environment { name title } target { name }
      conversion { from to agrees cases maxAbsoluteDifference }
      options { target { name } monthlyCost p95LatencyMs pros cons chosen }
    }
  }
  environments { name title targets { id name kind } }
}`,
  variables: ({ params }) => ({ name: params[0] }),
  draw: ({ model, environments }, view) =>
    model && { title: `Hosting of ${model.title}`, body: body(model, environments ?? [], view) },
  moves: {
    decide: { mutation: 'decideHosting', input: decided, done: 'The decision is kept, with its reasons.' },
  },
});

function decided(sent: URLSearchParams, { params }: Place): Record<string, unknown> {
  const compared = optionRows.flatMap(row => {
    const targetId = typed(sent, `target-${row}`);
    const [pros, cons] = [typed(sent, `pros-${row}`), typed(sent, `cons-${row}`)];
    const [monthlyCost, p95LatencyMs] = [typedNumber(sent, `cost-${row}`), typedNumber(sent, `latency-${row}`)];
    return targetId ? [{ targetId, monthlyCost, p95LatencyMs, pros, cons }] : [];
  });
  return {
    ...{ model: params[0], environment: sent.get('environment'), targetId: sent.get('target') },
    ...{ serving: sent.get('serving'), integration: typed(sent, 'integration'), supersedes: typed(sent, 'supersedes') },
    ...{ rationale: typed(sent, 'rationale') ?? '', options: compared },
  };
}

function body(model: Hosted, environments: readonly Environment[], view: View): Html {
  const all = model.hostingDecisions ?? [];
  const where = environments.find(each => each.name === view.place.search.get('environment')) ?? environments.at(-1);
  const here = all.filter(each => each.environment.name === where?.name);
  const current = here.find(each => each.supersededBy === null);
  const before = here.filter(each => each.supersededBy !== null);
  const links = choices(
    'environment',
    environments.map(each => [each.name, each.title]),
    chosenIn(view, where),
  );
  const lead = 'Where it is hosted, how it serves, and why. A decision is superseded by the next one, never edited.';
  return html`${doHead(crumbs(model), `Hosting of ${model.title}`, lead)}<div class="head">${links}</div><div class="columns two"><div>
${section('current', `Decided for ${where?.title.toLowerCase() ?? 'no environment'}`, current ? decision(current, view) : empty('Nothing is decided yet: weigh up the targets and decide.'))}
${before.length > 0 ? section('before', 'Before', html`${before.map(each => decision(each, view))}`) : ''}</div>
<div class="side">${section('decide', current ? 'Decide anew' : 'Decide', where ? form({ model, where, current }, view) : empty('There is no environment yet.'))}</div></div>`;
}

/** The view as if the environment that is shown had been chosen. */
function chosenIn(view: View, where: Environment | undefined): View {
  const search = new URLSearchParams(view.place.search);
  if (where) search.set('environment', where.name);
  return { ...view, place: { ...view.place, search } };
}

function decision(each: Decision, { now }: View): Html {
  const { serving, integration, rationale, decidedAt, decidedBy, target, conversion, options } = each;
  const rows = options.map(option => [
    html`<strong>${option.target.name}</strong>${option.chosen ? html` ${badge('ACCEPTED', 'Chosen')}` : ''}`,
    option.monthlyCost === null ? '' : number(option.monthlyCost),
    option.p95LatencyMs === null ? '' : `${number(option.p95LatencyMs)} ms`,
    option.pros,
    option.cons,
  ]);
  return html`<div id="decision-${each.id}"><p><strong>${target.name}</strong>, ${words(serving).toLowerCase()}. <span class="quiet">Decided by ${named(decidedBy)}, ${since(decidedAt, now)}.</span></p><p>${rationale}</p>
${facts([
  ['Plugs in', integration],
  ['Rewritten', conversion && html`${conversion.from} to ${conversion.to}: ${conversionSaid(conversion)}`],
])}${options.some(isTold) ? table('What was weighed up', ['Target', 'A month', 'p95', 'For it', 'Against it'], rows) : ''}</div>`;
}

/** Whether anything is said of an option but that it was chosen. */
function isTold({ chosen, monthlyCost, p95LatencyMs, pros, cons }: Decision['options'][number]): boolean {
  return !chosen || monthlyCost !== null || p95LatencyMs !== null || pros !== null || cons !== null;
}

function conversionSaid({ agrees, cases, maxAbsoluteDifference }: NonNullable<Decision['conversion']>): Part {
  return html`${verdict(agrees, ['Both agree', 'They differ'])} in ${number(cases)} cases; ${number(maxAbsoluteDifference)} apart at most`;
}

const optionRows = [1, 2, 3] as const;
const servings = ['ONLINE', 'BATCH', 'STREAMING', 'EDGE'].map(each => [each, words(each).toLowerCase()] as const);

interface Deciding {
  model: Hosted;
  where: Environment;
  current: Decision | undefined;
}

function form({ model, where, current }: Deciding, view: View): Html {
  if (!model.viewerCan.includes('HOSTING_DECIDE'))
    return empty(
      'You may not decide it: that takes a role on this model which may, such as ML engineer or IT operations.',
    );
  if (where.targets.length === 0)
    return empty(
      html`No target of ${where.title.toLowerCase()} is known yet: <code>saveTarget</code> of the graph adds one.`,
    );
  const targets = where.targets.map(({ id, name, kind }) => [id, `${name} (${words(kind)})`] as const);
  const standing = where.targets.find(({ name }) => name === current?.target.name)?.id ?? '';
  const fields: (Field | Group)[] = [
    { name: 'target', label: 'Target', options: targets, required: true, value: standing },
    { name: 'serving', label: 'It serves', options: servings, required: true, value: current?.serving ?? '' },
    { name: 'rationale', label: 'Why', kind: 'text', required: true },
    { name: 'integration', label: 'What it plugs into, and how', kind: 'text', value: current?.integration ?? '' },
    ...optionRows.map(row => optionGroup(row, targets)),
  ];
  const hidden = { environment: where.name, supersedes: current?.id ?? '' };
  return moveForm({ move: 'decide', label: 'Decide', tone: 'main', fields, hidden }, view);
}

function optionGroup(row: number, targets: readonly (readonly [string, string])[]): Group {
  const fields: Field[] = [
    { name: `target-${row}`, label: 'Target', options: [['', 'none'], ...targets] },
    { name: `cost-${row}`, label: 'Costs a month', kind: 'number' },
    { name: `latency-${row}`, label: '95th percentile, in ms', kind: 'number' },
    { name: `pros-${row}`, label: 'For it' },
    { name: `cons-${row}`, label: 'Against it' },
  ];
  return { legend: row === 1 ? 'What was weighed up' : 'And another one', fields, folded: true };
}
