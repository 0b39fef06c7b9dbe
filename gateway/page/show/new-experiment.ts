import { type Html, html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { typed, typedNumber } from '../move.ts';
import { type Field, type Group, moveForm } from '../part/form.ts';
import { crumbs, doHead } from '../part/head.ts';
import type { ModelName } from '../part/name.ts';
import { empty, section } from '../part/table.ts';
import { type Place, pageOf, type View } from '../view.ts';

interface NewExperiment {
  model: Tried | null;
}

interface Tried extends ModelName {
  viewerCan: string[];
  objectives: { metric: string; comparator: string }[];
  versions: { nodes: { version: string }[] };
}

/** Setting up an experiment: what is asked, of which versions, and how the answer will be read, all before it begins. */
export const newExperiment = pageOf<NewExperiment>({
  query: `query NewExperiment($name: String!) {
  model(name: $name) { name title viewerCan objectives { metric comparator } versions(first: 50) { nodes { version } } }
}`,
  variables: ({ params }) => ({ name: params[0] }),
  draw: ({ model }, view) => model && { title: `New experiment: ${model.title}`, body: body(model, view) },
  moves: {
    create: {
      mutation: 'createExperiment',
      input: created,
      done: 'The experiment is set up. It begins when you start it.',
      leadsTo: {
        select: 'experiment { id }',
        path: ({ experiment }) => (experiment ? pathOf('experiments', (experiment as { id: string }).id) : null),
      },
    },
  },
});

const armRows = [1, 2, 3, 4] as const;
const guardRows = [1, 2] as const;

function created(sent: URLSearchParams, { params }: Place): Record<string, unknown> {
  const arms = armRows.flatMap(row => {
    const version = typed(sent, `version-${row}`);
    const key = typed(sent, `key-${row}`) ?? `version ${version}`;
    return version ? [{ key, version, control: row === 1, share: typedNumber(sent, `share-${row}`) ?? 0 }] : [];
  });
  const guardrails = guardRows.flatMap(row => {
    const metric = typed(sent, `guard-${row}`);
    const comparator = sent.get(`guard-better-${row}`);
    return metric ? [{ metric, comparator, margin: typedNumber(sent, `margin-${row}`) ?? 0 }] : [];
  });
  const text = (name: string) => typed(sent, name) ?? '';
  return {
    ...{ model: params[0], name: text('name'), hypothesis: text('hypothesis'), metric: text('metric') },
    ...{ metricKind: sent.get('kind'), comparator: sent.get('better'), method: sent.get('method'), arms, guardrails },
    ...{ alpha: typedNumber(sent, 'alpha') ?? 0.05, power: typedNumber(sent, 'power') ?? 0.8 },
    minimumEffect: typedNumber(sent, 'effect'),
    ...{ baseline: typedNumber(sent, 'baseline'), variance: typedNumber(sent, 'variance') },
  };
}

function body(model: Tried, view: View): Html {
  const lead =
    'What is asked and how the answer will be read is agreed before it begins, so that nobody can choose afterwards what suits them.';
  return html`${doHead(crumbs(model), `New experiment: ${model.title}`, lead)}${section('new', 'Set it up', form(model, view))}`;
}

const better = [
  ['AT_LEAST', 'more'],
  ['AT_MOST', 'less'],
] as const;

const metricKinds = [
  ['PROPORTION', 'a share, such as orders filled'],
  ['MEAN', 'a mean, such as minutes'],
  ['RATIO', 'a ratio of two sums'],
] as const;

const methods = [
  ['SEQUENTIAL', 'sequential: it may be looked at any time'],
  ['FIXED_HORIZON', 'fixed: it is looked at once the planned size is reached'],
] as const;

function form(model: Tried, view: View): Html {
  const { viewerCan, versions, objectives } = model;
  if (!viewerCan.includes('EXPERIMENT_EDIT'))
    return empty('You may not set one up: that takes a role on this model which may, such as data scientist.');
  if (versions.nodes.length < 2) return empty('An experiment compares versions, and this model has fewer than two.');
  const [aim] = objectives;
  const metric: Field[] = [
    { name: 'metric', label: 'Metric', required: true, value: aim?.metric ?? '' },
    { name: 'kind', label: 'It is', options: metricKinds, required: true },
    { name: 'better', label: 'Better is', options: better, required: true, value: aim?.comparator ?? 'AT_LEAST' },
    { name: 'method', label: 'How it is read', options: methods, required: true },
  ];
  const fields: (Field | Group)[] = [
    { name: 'name', label: 'Name', required: true },
    { name: 'hypothesis', label: 'What you expect, and why', kind: 'text', required: true },
    { legend: 'What is measured', fields: metric },
    ...armGroups(versions.nodes.map(({ version }) => version)),
    { legend: 'How many rows it takes', fields: planFields },
    ...guardGroups(),
  ];
  return moveForm({ move: 'create', label: 'Set it up', tone: 'main', fields }, view);
}

const planFields: readonly Field[] = [
  { name: 'effect', label: 'Smallest effect that matters', kind: 'number', hint: 'In the unit of the metric.' },
  { name: 'baseline', label: 'What the metric is now', kind: 'number', hint: 'Needed to plan a share.' },
  { name: 'variance', label: 'Variance of one value', kind: 'number', hint: 'Needed to plan a mean.' },
  { name: 'alpha', label: 'Alpha', kind: 'number', value: '0.05', hint: 'How often chance may look like an effect.' },
  { name: 'power', label: 'Power', kind: 'number', value: '0.8', hint: 'How often an effect is to be found.' },
];

function armGroups(versions: readonly string[]): Group[] {
  const named = versions.map(each => [each, `version ${each}`] as const);
  return armRows.map(row => {
    const required = row <= 2;
    const options: Field['options'] = required ? named : [['', 'none'], ...named];
    // The newest is tried beside the one before it.
    const value = row === 1 ? versions[1] : row === 2 ? versions[0] : '';
    const legend =
      row === 1 ? 'Control: what the others are compared with' : row === 2 ? 'What is tried' : 'And another one';
    const fields: Field[] = [
      { name: `version-${row}`, label: 'Version', options, required, value: value ?? '' },
      { name: `key-${row}`, label: 'Called', hint: 'Left out: by its version.' },
      { name: `share-${row}`, label: 'Share, in percent', kind: 'number', required, value: required ? '50' : '' },
    ];
    return { legend, fields, folded: !required };
  });
}

function guardGroups(): Group[] {
  return guardRows.map(row => ({
    legend: row === 1 ? 'What must not get worse' : 'Nor this',
    folded: true,
    fields: [
      { name: `guard-${row}`, label: 'Metric' },
      { name: `guard-better-${row}`, label: 'Better is', options: better, required: true },
      { name: `margin-${row}`, label: 'By no more than', kind: 'number' as const },
    ],
  }));
}
