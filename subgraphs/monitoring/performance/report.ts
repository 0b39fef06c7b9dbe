import type { ColumnSummary } from '../summary/queries.ts';
import { rankedNumbers, type Summary, validCount } from '../summary/summary.ts';
import { estimatedMetrics } from './estimate.ts';
import type { ModelFacts } from './facts.ts';
import { type FairnessGap, fairnessGaps, type GroupMetrics, groupMetrics } from './groups.ts';
import { metricsOf } from './metrics.ts';
import { besideObjectives, type MeasuredMetric } from './objective.ts';
import { binaryRows, type Labelled, positiveClass, shapeOf } from './rows.ts';
import { trustOf } from './trust.ts';

/** How well the predictions of a time did, as far as their labels have come. */
export interface Performance {
  /** Predictions of the time. */
  n: number;
  labelledShare: number;
  /** Labels of which instant on are not known yet. */
  asOf: Date;
  metrics: MeasuredMetric[];
  /** Of two classes: what the scores of all predictions of the time let one expect. */
  estimated: MeasuredMetric[];
  estimateTrusted: boolean;
  groups: (Omit<GroupMetrics, 'metrics'> & { metrics: MeasuredMetric[] })[];
  fairness: FairnessGap[];
}

/** What a report is made of. */
export interface Material {
  facts: ModelFacts;
  rows: readonly Labelled[];
  /** The columns "prediction" and "score" of the time. */
  columns: readonly ColumnSummary[];
  /** Predictions of the time; there may be more than rows that await labels. */
  n: number;
  asOf: Date;
  isGrouped: boolean;
}

/** Puts together what is known. Pure. */
export function performanceOf({ facts, rows, columns, n, asOf, isGrouped }: Material): Performance {
  const shape = shapeOf(facts.task, rows);
  const beside = (metrics: Parameters<typeof besideObjectives>[0]) => besideObjectives(metrics, facts.objectives);
  const isBinary = shape === 'BINARY';
  const { scored } = binaryRows(isBinary ? rows : [], positiveClass(rows));
  const estimated = isBinary ? beside(estimateOf(columns, rows)) : [];
  const groups = isGrouped ? groupMetrics(shape, rows) : [];
  return {
    n: Math.max(n, rows.length),
    labelledShare: n > 0 ? Math.min(1, rows.length / n) : Number(rows.length > 0),
    asOf,
    metrics: beside(metricsOf(shape, rows)),
    estimated,
    estimateTrusted: estimated.length > 0 && trustOf(scored).trusted,
    groups: groups.map(group => ({ ...group, metrics: beside(group.metrics) })),
    fairness: isGrouped ? fairnessGaps(shape, rows) : [],
  };
}

function estimateOf(columns: readonly ColumnSummary[], rows: readonly Labelled[]) {
  const named = (wanted: string) => columns.find(({ role, name }) => role === 'PREDICTION' && name === wanted)?.summary;
  const scores = named('score');
  const ranked = scores && rankedNumbers(scores);
  return ranked ? estimatedMetrics(ranked, selectedShare(named('prediction'), rows)) : [];
}

/** The share of predictions that are of the positive class; null where they are not classes. */
function selectedShare(predictions: Summary | undefined, rows: readonly Labelled[]): number | null {
  if (!predictions || validCount(predictions) === 0) return null;
  const counts = countsOf(predictions);
  if (!counts) return null;
  const classes = [...counts.keys()].map(prediction => ({ prediction, label: prediction, score: null, group: null }));
  const positive = positiveClass(rows.length > 0 ? rows : classes);
  return (counts.get(positive) ?? 0) / validCount(predictions);
}

/** How often each class was predicted; numbers are classes where they are all 0 or 1. */
function countsOf(predictions: Summary): ReadonlyMap<string, number> | null {
  if (predictions.kind === 'CATEGORICAL') return predictions.categories.counts;
  const ranked = rankedNumbers(predictions);
  if (!ranked || ranked.values.some(value => value !== 0 && value !== 1)) return null;
  const ups = [...ranked.upTo];
  return new Map([...ranked.values].map((value, i) => [String(value), (ups[i] ?? 0) - (ups[i - 1] ?? 0)]));
}
