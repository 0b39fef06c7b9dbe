import { type Html, html } from '@handoff/kit/html';
import { modelPath, pathOf } from '../link.ts';
import { badge, verdict } from '../part/badge.ts';
import type { ModelName } from '../part/name.ts';
import { empty, section, table } from '../part/table.ts';
import { number, words } from '../part/words.ts';
import { pageOf } from '../view.ts';

interface Comparison {
  compareVersions: {
    left: Side;
    right: Side;
    breaking: boolean;
    features: FieldChange[];
    labels: FieldChange[];
    hyperparameters: ValueChange[];
    assumptions: ValueChange[];
    trainingData: ValueChange[];
    evaluations: EvaluationChange[];
  } | null;
}

interface Side {
  id: string;
  version: string;
  model: ModelName;
}

interface ValueChange {
  name: string;
  change: string;
  before: string | null;
  after: string | null;
}

interface FieldChange extends ValueChange {
  breaking: boolean;
}

interface EvaluationChange {
  metric: string;
  split: string | null;
  slice: string | null;
  left: number | null;
  right: number | null;
  leftText: string | null;
  rightText: string | null;
  delta: number | null;
  better: boolean | null;
  significant: boolean | null;
}

const parts = { change: 'name change before after', field: 'name change before after breaking' };

/** Two versions of a model, side by side: /compare/{model}/{left}/{right}, or ?left=…&right=…. */
export const compare = pageOf<Comparison>({
  query: `query Compare($model: String!, $left: String!, $right: String!) {
  compareVersions(model: $model, left: $left, right: $right) {
    breaking
    left { id version model { name title } } right { id version model { name title } }
    features { ${parts.field} } labels { ${parts.field} }
    hyperparameters { ${parts.change} } assumptions { ${parts.change} } trainingData { ${parts.change} }
    evaluations { metric split slice left right leftText rightText delta better significant }
  }
}`,
  variables: ({ params: [path = ''], search }) => {
    const [left, right] = [search.get('left'), search.get('right')];
    if (left !== null && right !== null) return { model: path, left, right };
    const [, model = path, one = '', other = ''] = /^(.+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    return { model, left: one, right: other };
  },
  draw: ({ compareVersions: found }) =>
    found && {
      title: `${found.left.model.title}: ${found.left.version} and ${found.right.version}`,
      body: html`${head(found)}${section('evaluations', 'Evaluations', evaluations(found))}
${section('features', 'Features', fields(found.features))}${section('labels', 'Labels', fields(found.labels))}
<div class="columns even">${section('data', 'Data', values(found.trainingData))}${section('hyperparameters', 'Hyperparameters', values(found.hyperparameters))}${section('assumptions', 'Assumptions', values(found.assumptions.map(inWords)))}</div>`,
    },
});

type Found = NonNullable<Comparison['compareVersions']>;

function head({ left, right, breaking }: Found): Html {
  const { model } = left;
  return html`<div class="head"><p class="crumbs"><a href="/models">Models</a> / <a href="${modelPath(model.name)}">${model.title}</a></p>
<h1>Version ${left.version} beside ${right.version}</h1><p class="lead">From <a href="${pathOf('versions', left.id)}">version ${left.version}</a> to <a href="${pathOf('versions', right.id)}">version ${right.version}</a>.</p>
<p class="badges">${verdict(!breaking, ['Callers can change over', 'Callers would break'])}</p></div>`;
}

function evaluations({ evaluations: all, left, right }: Found): Html {
  if (all.length === 0) return empty('Neither version was measured.');
  const rows = all
    .slice(0, 200)
    .map(each => [
      html`<strong>${each.metric}</strong> <span class="quiet">${[each.split, each.slice].filter(Boolean).join(', ')}</span>`,
      shown(each.left, each.leftText),
      shown(each.right, each.rightText),
      each.delta === null ? '' : html`<span class="figure">${each.delta > 0 ? '+' : ''}${number(each.delta)}</span>`,
      each.better === null || each.delta === 0 ? '' : verdict(each.better, ['Better', 'Worse']),
      each.significant === null ? 'cannot be told' : each.significant ? 'clear' : 'may be chance',
    ]);
  return table(
    'Evaluations',
    ['Metric', `Version ${left.version}`, `Version ${right.version}`, 'Change', '', 'How sure'],
    rows,
  );
}

function shown(value: number | null, text: string | null): string {
  return value === null ? (text ?? '–') : number(value);
}

function fields(all: readonly FieldChange[]): Html {
  if (all.length === 0) return empty('Nothing differs.');
  const rows = all.map(({ name, change, before, after, breaking }) => [
    html`<strong>${name}</strong>`,
    words(change),
    before,
    after,
    breaking ? badge('BROKEN', 'Breaks callers') : '',
  ]);
  return table('Fields that differ', ['Name', 'What', 'Before', 'After', ''], rows);
}

/** An assumption whose states are words. */
function inWords({ before, after, ...rest }: ValueChange): ValueChange {
  return { ...rest, before: before && words(before), after: after && words(after) };
}

function values(all: readonly ValueChange[]): Html {
  if (all.length === 0) return empty('Nothing differs.');
  const rows = all.map(({ name, change, before, after }) => [
    html`<strong>${name}</strong>`,
    words(change),
    before,
    after,
  ]);
  return table('What differs', ['Name', 'What', 'Before', 'After'], rows);
}
