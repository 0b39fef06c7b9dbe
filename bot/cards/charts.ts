import type { KnownBlock } from '@slack/types';
import { label } from '../text.ts';
import type { Shown } from './blocks.ts';

/** Slack's limits: a title, the words under a point, an axis, and how many points and series one chart takes. */
const most = { title: 50, label: 20, axis: 50, points: 20, series: 12 } as const;

/** A line or a row of bars: its name and a number for each category. */
export interface Series {
  name: string;
  values: readonly (number | null)[];
}

/** What a chart shows; categories and the values of each series stand in one order. */
export interface ChartOf {
  type: 'line' | 'bar';
  title: string;
  categories: readonly string[];
  series: readonly Series[];
  /** What is along, and up. */
  axes?: { x?: string; y?: string };
}

/** The name of the block that Slack knows since 2026, and the types of its packages do not yet. */
const kind = 'data_visualization';

/**
 * A chart as a block, under a sentence that says the same; none where there is nothing to draw. A category for which a
 * series has no number is left out; of more than twenty, twenty are shown, evenly spread.
 */
export function chart({ type, title, categories, series, axes = {} }: ChartOf): KnownBlock[] {
  const complete = categories.map((_, at) => at).filter(at => series.every(({ values }) => isNumber(values[at])));
  const shown = spread(complete, most.points);
  if (shown.length === 0 || series.length === 0) return [];
  const names = distinct(shown.map(at => categories[at] ?? ''));
  const titles = distinct(series.slice(0, most.series).map(({ name }) => name));
  const block = {
    type: kind,
    title: label(title, most.title),
    chart: {
      type,
      series: series.slice(0, most.series).map(({ values }, index) => ({
        name: titles[index],
        data: shown.map((at, place) => ({ label: names[place], value: values[at] })),
      })),
      axis_config: {
        categories: names,
        ...(axes.x && { x_label: label(axes.x, most.axis) }),
        ...(axes.y && { y_label: label(axes.y, most.axis) }),
      },
    },
  };
  return [block as unknown as KnownBlock];
}

function isNumber(value: number | null | undefined): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

/** So many of a list, evenly spread, with the first and the last. */
function spread(list: readonly number[], count: number): number[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, at) => list[Math.round((at * (list.length - 1)) / (count - 1))] ?? 0);
}

/** Names that fit, and differ: the second of two alike gets a number. */
function distinct(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map(name => {
    let fit = label(name, most.label);
    for (let copy = 2; seen.has(fit); copy++) fit = `${label(name, most.label - 4)} ${copy}`;
    seen.add(fit);
    return fit;
  });
}

/** A message without its charts, for a Slack that does not know them: the sentence above each says the same. */
export function withoutCharts({ text, blocks }: Shown): Shown {
  return { text, blocks: blocks.filter(block => (block.type as string) !== kind) };
}

/** A moment as the name of a point: `11-21 04:15`, in UTC. at: RFC 3339. */
export function pointOf(at: string): string {
  return new Date(at).toISOString().slice(5, 16).replace('T', ' ');
}
