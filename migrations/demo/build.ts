import type { ArtifactData, DatasetData, EvaluationData, FeatureData, LabelData } from './shape.ts';

interface FeatureMore {
  about: string;
  unit?: string;
  /** Name of the shared feature. */
  from?: string;
  /** What is done to it, in order. */
  steps?: readonly string[];
  personal?: boolean;
  optional?: boolean;
  shape?: readonly number[];
}

/** One input of a version. */
export function feature(name: string, dtype: string, more: FeatureMore): FeatureData {
  return {
    name,
    dtype,
    description: more.about,
    required: !more.optional,
    sensitive: more.personal ?? false,
    transformations: more.steps ?? [],
    unit: more.unit,
    definition: more.from,
    shape: more.shape,
  };
}

/** One output of a version. */
export function label(name: string, dtype: string, description: string): LabelData {
  return { name, dtype, description };
}

/** Where the files of a version lie. */
export function artifact(path: string, format: string, bytes: number): ArtifactData {
  return { uri: `s3://demo-models/${path}`, format, bytes };
}

/** A data set in the demo's lake. */
export function dataset(name: string, rows: number, more: { months: [number, number]; about: string }): DatasetData {
  const uri = `s3://demo-lake/${name.replace('/', '/snapshot=')}.parquet`;
  return { name, uri, rows, months: more.months, description: more.about };
}

/** The 97.5 % point of the standard normal distribution. */
const z = 1.959964;

/** To four digits; adding 0 makes a negative zero a plain one. */
const rounded = (value: number) => Number(value.toFixed(4)) + 0;

/** What every figure rests on. */
interface Ground {
  on: DatasetData;
  slice?: string;
  verified?: boolean;
}

const where = ({ on, slice, verified }: Ground) => ({ dataset: on.name, split: 'test', slice, verified });

/** A share such as precision or recall: so many hits of n, with Wilson's 95 % interval (Wilson 1927). */
export function share(metric: string, of: Ground & { hits: number; n: number }): EvaluationData {
  const p = of.hits / of.n;
  const centre = (p + z ** 2 / (2 * of.n)) / (1 + z ** 2 / of.n);
  const half = (z / (1 + z ** 2 / of.n)) * Math.sqrt((p * (1 - p)) / of.n + z ** 2 / (4 * of.n ** 2));
  return {
    metric,
    value: rounded(p),
    lower: rounded(centre - half),
    upper: rounded(centre + half),
    n: of.n,
    ...where(of),
  };
}

/** A mean such as an absolute error, with the normal 95 % interval from the standard deviation of its n values. */
export function mean(metric: string, of: Ground & { value: number; deviation: number; n: number }): EvaluationData {
  const half = (z * of.deviation) / Math.sqrt(of.n);
  const { value, n } = of;
  return { metric, value, lower: rounded(value - half), upper: rounded(value + half), n, ...where(of) };
}

/** An area under the ROC curve, with the 95 % interval of Hanley and McNeil (1982). */
export function auc(of: Ground & { value: number; positives: number; negatives: number }): EvaluationData {
  const { value, positives, negatives } = of;
  const q1 = value / (2 - value);
  const q2 = (2 * value ** 2) / (1 + value);
  const spread = (positives - 1) * (q1 - value ** 2) + (negatives - 1) * (q2 - value ** 2);
  const half = z * Math.sqrt((value * (1 - value) + spread) / (positives * negatives));
  return {
    metric: 'roc_auc',
    value,
    lower: rounded(value - half),
    upper: rounded(value + half),
    n: positives + negatives,
    ...where(of),
  };
}

/** A figure that is no plain number, in its author's words. */
export function inWords(metric: string, of: Ground & { valueText: string }): EvaluationData {
  return { metric, valueText: of.valueText, ...where(of) };
}
