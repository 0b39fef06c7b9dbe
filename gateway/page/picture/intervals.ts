import { type Html, html } from '@handoff/kit/html';
import { scaleLinear } from 'd3-scale';
import { number } from '../part/words.ts';

/** An effect with the interval that it lies in. */
export interface Interval {
  name: string;
  value: number;
  lower: number;
  upper: number;
}

const size = { width: 640, row: 34, left: 150, right: 20, bottom: 24 };

/** Draws effects with their intervals beside zero; the table beside it has the numbers. */
export function intervals(name: string, all: readonly Interval[]): Html {
  const ends = all.flatMap(({ lower, upper }) => [lower, upper]);
  const x = scaleLinear()
    .domain([Math.min(0, ...ends), Math.max(0, ...ends)])
    .nice(5)
    .range([size.left, size.width - size.right]);
  const height = all.length * size.row + size.bottom;
  const ticks = x
    .ticks(5)
    .map(
      (tick, index) =>
        html`<line class="${tick === 0 ? 'axis' : 'grid'}" x1="${round(x(tick))}" x2="${round(x(tick))}" y1="0" y2="${height - size.bottom}"/><text${index % 2 === 1 ? html` class="more"` : ''} x="${round(x(tick))}" y="${height - 8}" text-anchor="middle">${number(tick)}</text>`,
    );
  const lines = all.map((each, index) => {
    const y = index * size.row + size.row / 2;
    return html`<text x="${size.left - 10}" y="${y + 4}" text-anchor="end">${each.name.slice(0, 16)}</text><line class="interval" x1="${round(x(each.lower))}" x2="${round(x(each.upper))}" y1="${y}" y2="${y}"/><circle class="dot" cx="${round(x(each.value))}" cy="${y}" r="5"/>`;
  });
  const told = all.map(
    each => `${each.name} ${number(each.value)}, between ${number(each.lower)} and ${number(each.upper)}`,
  );
  return html`<figure><figcaption>${name}. Where a line crosses zero, there may be no effect.</figcaption><svg class="picture broad" viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${name}: ${told.join('; ')}.">${ticks}${lines}</svg></figure>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
