import type { KnownBlock } from '@slack/types';
import type { EvidenceView } from '../answers/alert.ts';
import { chart, pointOf } from './charts.ts';

/** The picture of what an alert rests on; none where the graph has none. Its sentence stands above it. */
export function evidenceChart({ series, histogram }: EvidenceView, threshold: number | null): KnownBlock[] {
  if (histogram && histogram.length > 0) {
    const values = (of: 'reference' | 'current') => histogram.map(bin => bin[of]);
    return chart({
      ...{ type: 'bar', title: 'Before and now', categories: histogram.map(bin => bin.label) },
      series: [
        { name: 'Reference', values: values('reference') },
        { name: 'Now', values: values('current') },
      ],
    });
  }
  return series ? seriesChart(series, threshold) : [];
}

/** A metric over time, beside the threshold it is held against. */
export function seriesChart(
  { name, unit, points }: NonNullable<EvidenceView['series']>,
  threshold: number | null,
): KnownBlock[] {
  const limit = threshold === null ? [] : [{ name: 'Threshold', values: points.map(() => threshold) }];
  return chart({
    type: 'line',
    title: name,
    categories: points.map(({ at }) => pointOf(at)),
    series: [{ name, values: points.map(({ value }) => value) }, ...limit],
    axes: { x: 'UTC', ...(unit && { y: unit }) },
  });
}
