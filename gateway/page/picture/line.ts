import { type Html, html } from '@handoff/kit/html';
import { grouped } from '@handoff/kit/loader';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { fold, table } from '../part/table.ts';
import { utc } from '../part/time.ts';
import { number } from '../part/words.ts';

/** A value at a moment; null: nothing is known of it. */
export interface Point {
  at: string;
  value: number | null;
  /** What stands at it instead of its time: a version. */
  label?: string;
}

/** Values over time. */
export interface LinePicture {
  name: string;
  unit?: string | null;
  points: readonly Point[];
  /** A value that should not be passed. */
  limit?: { value: number; label: string } | null;
  /** Stands in a narrow column, so that its labels are drawn larger. */
  narrow?: boolean;
}

interface Size {
  width: number;
  height: number;
}

const sizes = { broad: { width: 640, height: 200 }, narrow: { width: 330, height: 150 } };
const margin = { left: 52, right: 16, top: 14, bottom: 26 };

/** Draws values over time, with a sentence that says the same and the numbers to unfold. Nothing without values. */
export function linePicture(picture: LinePicture): Html {
  const { name, unit, points, limit, narrow } = picture;
  const size = narrow ? sizes.narrow : sizes.broad;
  const known: Known[] = [];
  for (const { at, value, label } of points) if (value !== null) known.push({ ms: Date.parse(at), value, label });
  if (known.length === 0) return html`<p class="empty">There are no values of ${name} yet.</p>`;
  return html`<figure><figcaption>${name}${unit ? `, in ${unit}` : ''}${inHours(known) ? ' (times in UTC)' : ''}</figcaption>
<svg class="picture${narrow ? '' : ' broad'}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${sentence(picture, known)}">${drawing(known, limit ?? null, size)}</svg>
${fold('The numbers', numbers(name, points))}</figure>`;
}

/** More values than so many are told by the day, or by the hour where they are of two days at most. */
const mostListed = 60;
const dayMs = 86_400_000;

function numbers(name: string, points: readonly Point[]): Html {
  const isNamed = points[0]?.label !== undefined;
  if (points.length > mostListed && !isNamed) return summedUp(name, points);
  const rows = points.map(({ at, value, label }) => [
    label ?? `${utc(at)} UTC`,
    value === null ? 'nothing' : number(value),
  ]);
  return table(`Values of ${name}`, [isNamed ? 'What' : 'When', name], rows);
}

function summedUp(name: string, points: readonly Point[]): Html {
  const times = extentOf(points, ({ at }) => Date.parse(at));
  const isLong = times.highest - times.lowest > 2 * dayMs;
  // Of "2026-11-30T17:05:00.000Z" the day, or the hour with it.
  const stretches = grouped(points, ({ at }) => at.slice(0, isLong ? 10 : 13));
  const rows = [...stretches].map(([stretch, within]) => {
    const { lowest, highest, count } = extentOf(within, ({ value }) => value);
    const ends = count > 0 ? [number(lowest), number(highest)] : ['nothing', 'nothing'];
    return [isLong ? stretch : `${stretch.replace('T', ' ')}:00`, ...ends, number(count)];
  });
  const heads = [isLong ? 'Day (UTC)' : 'Hour (UTC)', 'Lowest', 'Highest', 'Values'];
  return table(`Values of ${name} by the ${isLong ? 'day' : 'hour'}`, heads, rows);
}

/** The ends of what is known of some things, and of how many something is. */
function extentOf<Thing>(things: readonly Thing[], told: (thing: Thing) => number | null) {
  let [lowest, highest, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const thing of things) {
    const value = told(thing);
    if (value === null) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    count++;
  }
  return { lowest, highest, count };
}

interface Known {
  /** Milliseconds since 1970. */
  ms: number;
  value: number;
  label: string | undefined;
}

function sentence({ name, limit }: LinePicture, known: readonly Known[]): string {
  const { lowest, highest } = extentOf(known, ({ value }) => value);
  const [first, last] = [known[0], known.at(-1)];
  const range = `lowest ${number(lowest)}, highest ${number(highest)}`;
  const held = limit ? `; ${limit.label} ${number(limit.value)}` : '';
  return `${name}: from ${number(first?.value ?? 0)} to ${number(last?.value ?? 0)}, ${range}${held}.`;
}

function scales(known: readonly Known[], limit: LinePicture['limit'], size: Size) {
  const times = extentOf(known, ({ ms }) => ms);
  const values = extentOf(known, ({ value }) => value);
  const low = Math.min(values.lowest, limit?.value ?? values.lowest);
  const high = Math.max(values.highest, limit?.value ?? values.highest);
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  const x = scaleLinear()
    .domain([times.lowest, times.highest])
    .range([margin.left, size.width - margin.right]);
  const y = scaleLinear()
    .domain([low >= 0 ? Math.max(0, low - room) : low - room, high + room])
    .nice(4)
    .range([size.height - margin.bottom, margin.top]);
  return { x, y };
}

function drawing(known: readonly Known[], limit: LinePicture['limit'], size: Size): Html[] {
  const { x, y } = scales(known, limit, size);
  const right = size.width - margin.right;
  const at = (each: Known) => (known.length === 1 ? size.width / 2 : x(each.ms));
  const way = line<Known>()
    .x(each => round(at(each)))
    .y(each => round(y(each.value)));
  const grid = y.ticks(4).map(tick => gridLine(round(y(tick)), number(tick), right));
  const dots = known.length > 60 ? [] : known.map(each => dot(round(at(each)), round(y(each.value))));
  return [
    ...grid,
    ...(limit ? [limitLine(round(y(limit.value)), limit.label, right)] : []),
    html`<path class="line" d="${way(known as Known[]) ?? ''}"/>`,
    ...dots,
    ...labels(known, at, size),
  ];
}

function gridLine(y: number, text: string, right: number): Html {
  return html`<line class="grid" x1="${margin.left}" x2="${right}" y1="${y}" y2="${y}"/><text x="${margin.left - 6}" y="${y + 4}" text-anchor="end">${text}</text>`;
}

function limitLine(y: number, text: string, right: number): Html {
  return html`<line class="limit" x1="${margin.left}" x2="${right}" y1="${y}" y2="${y}"/><text class="limit-text" x="${right}" y="${y - 4}" text-anchor="end">${text}</text>`;
}

function dot(x: number, y: number): Html {
  return html`<circle class="dot" cx="${x}" cy="${y}" r="3.5"/>`;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const hour = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', day: 'numeric', month: 'short', timeZone: 'UTC' },
} as const);

/** Whether the labels below have to say the hour. */
function inHours(known: readonly Known[]): boolean {
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || first.label !== undefined) return false;
  return last.ms - first.ms <= 3 * dayMs;
}

/** At most six labels below, the first and the last among them. */
function labels(known: readonly Known[], at: (each: Known) => number, size: Size): Html[] {
  const format = inHours(known) ? hour : day;
  const every = Math.max(1, Math.ceil((known.length - 1) / (size.width / 120)));
  return known
    .filter((_, index) => index % every === 0)
    .map((each, index) => {
      const [x, anchor] = labelPlace(round(at(each)), size);
      return html`<text${index % 2 === 1 ? html` class="more"` : ''} x="${x}" y="${size.height - 8}" text-anchor="${anchor}">${(each.label ?? format.format(each.ms)).slice(0, 14)}</text>`;
    });
}

/** A label stands below its value; near an end it stays within the picture. */
function labelPlace(x: number, { width }: Size): readonly [number, 'start' | 'middle' | 'end'] {
  const room = 40;
  if (x < margin.left + room) return [margin.left, 'start'];
  return x > width - margin.right - room ? [width - margin.right, 'end'] : [x, 'middle'];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
