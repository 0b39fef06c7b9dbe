import { type Html, html, type Part } from '@handoff/kit/html';
import { badge } from '../part/badge.ts';
import { moveForm } from '../part/form.ts';
import { named } from '../part/name.ts';
import { empty, list, table } from '../part/table.ts';
import { since, utc } from '../part/time.ts';
import { number, words } from '../part/words.ts';
import type { View } from '../view.ts';
import type { Assumption, Field, VersionData } from './version-data.ts';

/** More lines than anybody reads on a page: the rest is counted, and the graph has it. */
const most = 150;

/** How good the version was when it was measured. */
export function evaluations({ evaluations: all }: VersionData): Html {
  if (all.length === 0) return empty('It was not measured, as far as is known.');
  const rows = all
    .slice(0, most)
    .map(({ metric, valueText, split, slice, lower, upper, n, verified }) => [
      html`<strong>${metric}</strong>`,
      valueText,
      lower !== null && upper !== null ? `${number(lower)} to ${number(upper)}` : '',
      [split, slice].filter(Boolean).join(', '),
      n === null ? '' : number(n),
      verified ? badge('HOLDS', 'Verified') : '',
    ]);
  return html`${table('Evaluations', ['Metric', 'Value', '95 % interval', 'On', 'Rows', ''], rows)}${rest(all.length)}`;
}

/** What goes in. */
export function features({ features: all }: VersionData): Html {
  if (all.length === 0) return empty('What goes in is not known.');
  const rows = all
    .slice(0, most)
    .map(each => [
      html`<strong>${each.name}</strong>${each.sensitive ? html` ${badge('WARNING', 'Personal')}` : ''}`,
      html`<code>${typeOf(each)}</code>${each.required ? '' : html` <span class="quiet">optional</span>`}`,
      described(each),
    ]);
  return html`${table('Features', ['Name', 'Type', 'What it is'], rows)}${rest(all.length)}`;
}

function described({ description, unit, transformations, definition }: Field): Part {
  const steps = transformations.length > 0 ? html`<div class="quiet">${transformations.join(' → ')}</div>` : '';
  const shared = definition ? html`<div class="quiet">read from <code>${definition.name}</code></div>` : '';
  return html`${description}${unit ? html` <span class="quiet">in ${unit}</span>` : ''}${steps}${shared}`;
}

/** What comes out. */
export function labels({ labels: all }: VersionData): Html {
  if (all.length === 0) return empty('What comes out is not known.');
  const rows = all.map(each => [
    html`<strong>${each.name}</strong>`,
    html`<code>${typeOf(each)}</code>`,
    each.description,
  ]);
  return table('Labels', ['Name', 'Type', 'What it is'], rows);
}

function typeOf({ dtype, shape }: Pick<Field, 'dtype' | 'shape'>): string {
  return shape && shape.length > 0 ? `${dtype}[${shape.map(each => (each === -1 ? 'any' : each)).join(', ')}]` : dtype;
}

/** What was taken for granted, and whether it holds. */
export function assumptions({ assumptions: all, model }: VersionData, view: View): Html {
  const mayCheck = model.viewerCan.some(each => each === 'MODEL_EDIT' || each === 'VERSION_REGISTER');
  return list(
    all.map(each => assumption(each, mayCheck, view)),
    'Nothing was written down that the version takes for granted.',
  );
}

function assumption({ id, text, status, checkedBy, checkedAt, evidence }: Assumption, may: boolean, view: View): Html {
  const form = {
    ...{ move: 'check', label: 'Check it', about: id, folded: true },
    fields: [
      {
        ...{ name: 'status', label: 'It' },
        options: [
          ['HOLDS', 'holds'],
          ['BROKEN', 'does not hold'],
          ['OPEN', 'is open again'],
        ] as const,
      },
      { name: 'evidence', label: 'How that is known', kind: 'text' as const },
    ],
  };
  const checked = checkedAt ? html`<span class="end">${named(checkedBy)}, ${since(checkedAt, view.now)}</span>` : '';
  return html`<div class="line">${badge(status)}<span>${text}</span>${checked}</div>${evidence ? html`<p class="quiet">${evidence}</p>` : ''}${may ? moveForm(form, view) : ''}`;
}

/** What it was trained and judged on. */
export function dataSets({ trainingData }: VersionData): Html {
  if (trainingData.length === 0) return empty('What it was trained on is not known.');
  const rows = trainingData.map(({ purpose, dataset: { name, rows: many, from, to } }) => [
    words(purpose),
    html`<strong>${name}</strong>`,
    many === null ? '' : number(many),
    [from, to]
      .map(each => (each ? utc(each).split(',')[0] : null))
      .filter(Boolean)
      .join(' to '),
  ]);
  return table('Data sets', ['For', 'Data set', 'Rows', 'Time'], rows);
}

function rest(all: number): Part {
  return all > most ? html`<p class="quiet">The first ${most} of ${number(all)}; the graph has the others.</p>` : '';
}
