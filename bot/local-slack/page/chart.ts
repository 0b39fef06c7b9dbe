import { type Html, html } from '@handoff/kit/html';
import type { Block, Chart } from '../block-kit.ts';

const size = { width: 560, height: 200, left: 44, right: 8, top: 10, bottom: 26 };

/** Draws a data_visualization block as a picture with a legend, and its numbers as a table to unfold. */
export function renderChart(block: Block): Html {
  const { chart, title = '' } = block;
  if (!chart) return html``;
  const name = typeof title === 'string' ? title : title.text;
  return html`<figure class="chart"><figcaption>${name}</figcaption>
<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${name}: ${sentence(chart)}">${drawing(chart)}</svg>
${legend(chart)}</figure>`;
}

function drawing(chart: Chart): Html[] {
  if (chart.type === 'pie') return pie(chart);
  const scale = scaleOf(chart);
  const series = chart.series ?? [];
  const draw = chart.type === 'bar' ? bars : lines;
  return [...axes(chart, scale), ...series.flatMap((_, index) => draw(chart, scale, index))];
}

interface Scale {
  low: number;
  high: number;
  x: (index: number) => number;
  y: (value: number) => number;
}

function scaleOf(chart: Chart): Scale {
  const values = (chart.series ?? []).flatMap(series => series.data.map(point => point.value));
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 0)];
  const span = high - low || 1;
  const count = chart.axis_config?.categories.length ?? 1;
  const step = (size.width - size.left - size.right) / count;
  return {
    low,
    high,
    x: index => round(size.left + step * (index + 0.5)),
    y: value => round(size.top + ((high - value) / span) * (size.height - size.top - size.bottom)),
  };
}

function axes(chart: Chart, { low, high, x, y }: Scale): Html[] {
  const marks = [low, (low + high) / 2, high].map(
    value =>
      html`<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`,
  );
  const categories = chart.axis_config?.categories ?? [];
  const every = Math.ceil(categories.length / 8);
  const labels = categories.map((label, index) =>
    index % every === 0
      ? html`<text x="${x(index)}" y="${size.height - 8}" text-anchor="middle">${label}</text>`
      : html``,
  );
  return [...marks, ...labels];
}

function valuesOf(chart: Chart, index: number): number[] {
  const data = chart.series?.[index]?.data ?? [];
  const categories = chart.axis_config?.categories ?? [];
  return categories.map(category => data.find(point => point.label === category)?.value ?? 0);
}

function lines(chart: Chart, { x, y }: Scale, index: number): Html[] {
  const points = valuesOf(chart, index).map((value, place) => `${x(place)},${y(value)}`);
  const line = html`<polyline class="line s${index % 6}" points="${points.join(' ')}"/>`;
  if (chart.type !== 'area') return [line];
  const last = points.length - 1;
  const outline = `${x(0)},${y(0)} ${points.join(' ')} ${x(last)},${y(0)}`;
  return [html`<polygon class="area s${index % 6}" points="${outline}"/>`, line];
}

function bars(chart: Chart, { x, y }: Scale, index: number): Html[] {
  const count = chart.series?.length ?? 1;
  const room = (x(1) - x(0)) * 0.7;
  const width = round(room / count);
  return valuesOf(chart, index).map((value, place) => {
    const left = round(x(place) - room / 2 + width * index);
    const top = Math.min(y(value), y(0));
    return html`<rect class="fill s${index % 6}" x="${left}" y="${top}" width="${width}" height="${Math.abs(y(value) - y(0))}"/>`;
  });
}

function pie(chart: Chart): Html[] {
  const segments = chart.segments ?? [];
  const whole = segments.reduce((sum, segment) => sum + segment.value, 0);
  const [middle, radius] = [size.width / 2, size.height / 2 - 12];
  const circumference = 2 * Math.PI * (radius / 2);
  let before = 0;
  return segments.map(({ value }, index) => {
    const [part, start] = [(value / whole) * circumference, (before / whole) * circumference];
    before += value;
    return html`<circle class="slice s${index % 6}" cx="${middle}" cy="${size.height / 2}" r="${radius / 2}" stroke-width="${radius}" stroke-dasharray="${round(part)} ${round(circumference - part)}" stroke-dashoffset="${round(-start)}"/>`;
  });
}

function legend(chart: Chart): Html {
  const names =
    chart.segments?.map(({ label, value }) => `${label} ${short(value)}`) ?? chart.series?.map(({ name }) => name);
  const items = (names ?? []).map((name, index) => html`<li class="s${index % 6}">${name}</li>`);
  return html`<ul class="legend">${items}</ul>`;
}

function sentence(chart: Chart): string {
  if (chart.segments) return chart.segments.map(({ label, value }) => `${label} ${short(value)}`).join(', ');
  const parts = (chart.series ?? []).map(
    ({ name, data }) => `${name} ${data.map(point => short(point.value)).join(', ')}`,
  );
  return parts.join('; ');
}

function short(value: number): string {
  return new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 }).format(value);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
