import { type Html, html } from '@handoff/kit/html';
import { scaleBand, scaleLinear } from 'd3-scale';
import { fold, table } from '../part/table.ts';
import { percent } from '../part/words.ts';

/** The share of rows in one bin, then and now; both between 0 and 1. */
export interface Bin {
  label: string;
  reference: number;
  current: number;
}

const size = { width: 640, height: 190, left: 44, right: 8, top: 10, bottom: 30 };

/** Draws the reference beside the current distribution, with a sentence that says the same and the numbers to unfold. */
export function histogram(name: string, bins: readonly Bin[]): Html {
  if (bins.length === 0) return html`<p class="empty">There is no distribution of ${name} yet.</p>`;
  const rows = bins.map(({ label, reference, current }) => [label, percent(reference), percent(current)]);
  return html`<figure><figcaption>${name}</figcaption>
<svg class="picture broad" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${sentence(name, bins)}">${drawing(bins)}</svg>
<ul class="key"><li class="reference">reference (left bar)</li><li>now (right bar)</li></ul>
${fold('The numbers', table(`Distribution of ${name}`, ['Values', 'Reference', 'Now'], rows))}</figure>`;
}

function sentence(name: string, bins: readonly Bin[]): string {
  const [most] = bins.toSorted((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference));
  return `${name}: the largest change is in ${most?.label}, from ${percent(most?.reference ?? 0)} to ${percent(most?.current ?? 0)}.`;
}

function drawing(bins: readonly Bin[]): Html[] {
  const names = bins.map((_, index) => String(index));
  const x = scaleBand()
    .domain(names)
    .range([size.left, size.width - size.right])
    .padding(0.25);
  const highest = Math.max(...bins.flatMap(({ reference, current }) => [reference, current]), 0.01);
  const y = scaleLinear()
    .domain([0, highest])
    .nice(4)
    .range([size.height - size.bottom, size.top]);
  const grid = y
    .ticks(4)
    .map(
      tick =>
        html`<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text x="${size.left - 6}" y="${round(y(tick)) + 4}" text-anchor="end">${percent(tick)}</text>`,
    );
  const width = round(x.bandwidth() / 2);
  const every = Math.ceil(bins.length / 8);
  const bars = bins.map(({ label, reference, current }, index) => {
    const left = round(x(String(index)) ?? 0);
    const bar = (kind: string, at: number, value: number) =>
      html`<rect class="bar-${kind}" x="${at}" y="${round(y(value))}" width="${width}" height="${round(y(0) - y(value))}"/>`;
    const text = html`<text${index % (2 * every) === 0 ? '' : html` class="more"`} x="${left + width}" y="${size.height - 10}" text-anchor="middle">${label.slice(0, 11)}</text>`;
    return html`${bar('reference', left, reference)}${bar('current', left + width, current)}${index % every === 0 ? text : ''}`;
  });
  return [...grid, ...bars];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
