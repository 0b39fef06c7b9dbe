/** A row with what came true, as far as performance looks at it. */
export interface Labelled {
  prediction: number | string | null;
  /** The chance of the positive class, 0 to 1. */
  score: number | null;
  label: number | string;
  /** Its group; null: it has none. */
  group: string | null;
}

/** What a model does, as far as its metrics depend on it. */
export type Shape = 'BINARY' | 'MULTICLASS' | 'REGRESSION';

const shapes: Readonly<Record<string, Shape>> = {
  BINARY_CLASSIFICATION: 'BINARY',
  ANOMALY_DETECTION: 'BINARY',
  MULTICLASS_CLASSIFICATION: 'MULTICLASS',
  REGRESSION: 'REGRESSION',
  FORECASTING: 'REGRESSION',
};

/** Which metrics rows have: those of the model's task, and where that says nothing, those that the values allow. */
export function shapeOf(task: string | null, rows: readonly Labelled[]): Shape {
  const told = shapes[task ?? ''];
  const classes = new Set(rows.map(({ label }) => String(label)));
  if (told) return told === 'BINARY' && classes.size > 2 ? 'MULTICLASS' : told;
  const isCount = rows.every(({ label }) => typeof label === 'number');
  if (classes.size <= 2 && (!isCount || [...classes].every(name => name === '0' || name === '1'))) return 'BINARY';
  return isCount ? 'REGRESSION' : 'MULTICLASS';
}

const saysYes = new Set(['1', 'true', 'yes', 'y', 't', 'positive']);
const saysNo = new Set(['0', 'false', 'no', 'n', 'f', 'negative']);

/**
 * Which of two classes is the positive one, as text: the one that says so, else the one that scores are higher for, else
 * the last by its name.
 */
export function positiveClass(rows: readonly Labelled[]): string {
  const named = new Set<string>();
  for (const { label, prediction } of rows) {
    named.add(String(label));
    if (prediction !== null && !isScore(prediction)) named.add(String(prediction));
  }
  const classes = [...named].sort();
  const yes = classes.find(name => saysYes.has(name.toLowerCase()));
  if (yes !== undefined) return yes;
  const left = classes.filter(name => !saysNo.has(name.toLowerCase()));
  if (left.length < 2) return left[0] ?? '1';
  const means = left.map(name => ({ name, mean: meanScore(rows, name) }));
  return means.reduce((best, each) => (each.mean >= best.mean ? each : best)).name;
}

function meanScore(rows: readonly Labelled[], name: string): number {
  const own = rows.filter(({ prediction, label, score }) => score !== null && String(prediction ?? label) === name);
  return own.reduce((sum, { score }) => sum + (score ?? 0), 0) / Math.max(1, own.length);
}

/** A number that is no class of two: a chance that was sent as the prediction. */
function isScore(prediction: number | string): boolean {
  return typeof prediction === 'number' && prediction > 0 && prediction < 1;
}

/** Rows of two classes, 1 being the positive one; those without a prediction are left out. */
export interface BinaryRows {
  truth: number[];
  predicted: number[];
  groups: string[];
  /** Of the rows that have a score. */
  scored: { truth: number[]; scores: number[] };
}

export const usualThreshold = 0.5;

/** Puts rows of two classes into numbers. A score without a prediction predicts the positive class from 0.5 on. */
export function binaryRows(rows: readonly Labelled[], positive: string): BinaryRows {
  const found: BinaryRows = { truth: [], predicted: [], groups: [], scored: { truth: [], scores: [] } };
  for (const { prediction, score, label, group } of rows) {
    const truth = Number(String(label) === positive);
    const chance = score ?? (prediction !== null && isScore(prediction) ? Number(prediction) : null);
    const predicted = predictedOf(prediction, chance, positive);
    if (predicted !== null) {
      found.truth.push(truth);
      found.predicted.push(predicted);
      found.groups.push(group ?? 'missing');
    }
    if (chance === null || !(chance >= 0 && chance <= 1)) continue;
    found.scored.truth.push(truth);
    found.scored.scores.push(chance);
  }
  return found;
}

function predictedOf(prediction: number | string | null, chance: number | null, positive: string): number | null {
  if (prediction !== null && !isScore(prediction)) return Number(String(prediction) === positive);
  return chance === null ? null : Number(chance >= usualThreshold);
}
