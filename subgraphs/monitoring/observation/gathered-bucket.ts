import type { Grain } from '../grain.ts';
import type { Bucket } from '../metric/bucket.ts';
import { addTo, newSketch } from '../metric/sketch.ts';
import type { Part } from '../summary/store.ts';
import type { Expected } from './column.ts';
import type { Expectations } from './expectations.ts';
import type { GatheredColumn } from './gathered.ts';
import { gatherColumn } from './gathered-column.ts';
import type { Observation } from './observation.ts';

/** Gathers the rows of a version or deployment that fall into one minute, hour or day, of all or of a slice. */
export class GatheredBucket {
  readonly #place: { slice: string; grain: Grain; at: number };
  readonly #expectations: Expectations;
  readonly #features = new Map<string, GatheredColumn>();
  /** What is gathered of the columns, beside what is expected of them. */
  readonly #columns: [Expected, GatheredColumn][] = [];
  #prediction: GatheredColumn | null = null;
  #score: GatheredColumn | null = null;
  #rows = 0;
  #told = 0;
  #failed = 0;
  readonly #latencies: number[] = [];

  constructor(expectations: Expectations, place: { slice: string; grain: Grain; at: number }) {
    this.#expectations = expectations;
    this.#place = place;
    for (const expected of expectations.features) this.#openFeature(expected.name, expected);
  }

  /** How many columns it gathers. */
  get columns(): number {
    return this.#columns.length;
  }

  add({ features, prediction, score, latencyMs, failed }: Observation): void {
    this.#rows++;
    for (const name in features) {
      const value = features[name];
      const column = this.#features.get(name) ?? this.#metFeature(name, value);
      column?.add(value);
    }
    if (prediction !== undefined) this.#addPrediction(prediction);
    if (score !== undefined) this.#addScore(score);
    if (typeof latencyMs === 'number') this.#latencies.push(latencyMs);
    if (typeof failed === 'boolean') {
      this.#told++;
      if (failed) this.#failed++;
    }
  }

  #metFeature(name: string, value: unknown): GatheredColumn | null {
    const expected = this.#expectations.met(name, value);
    if (!expected) return null;
    const column = this.#features.get(expected.name) ?? this.#openFeature(expected.name, expected);
    this.#features.set(name, column);
    return column;
  }

  #openFeature(name: string, expected: Expected): GatheredColumn {
    const column = this.#open(expected);
    this.#features.set(name, column);
    return column;
  }

  #open(expected: Expected): GatheredColumn {
    const column = gatherColumn(expected);
    this.#columns.push([expected, column]);
    return column;
  }

  #addPrediction(value: unknown): void {
    if (!this.#prediction) {
      const expected = this.#expectations.prediction(value);
      if (!expected) return;
      this.#prediction = this.#open(expected);
    }
    this.#prediction.add(value);
  }

  #addScore(value: unknown): void {
    this.#score ??= this.#open(this.#expectations.score);
    this.#score.add(value);
  }

  /** The columns summed up. To be asked once. */
  parts(): Part[] {
    return this.#columns.map(([{ role, name }, column]) => ({
      ...{ role, name, ...this.#place },
      summary: column.summary(this.#rows),
    }));
  }

  /** What was measured of the rows, as series of the version: latency_ms, error_rate and predictions. */
  metrics(): Bucket[] {
    const { slice, at } = this.#place;
    const of = (name: string, unit: string | null, values: readonly [number, number][]): Bucket[] => {
      const bucket = { name, slice, at: new Date(at), unit, n: 0, sum: 0, sumOfSquares: 0, sketch: newSketch() };
      for (const [value, n] of values) {
        if (n === 0) continue;
        bucket.n += n;
        bucket.sum += value * n;
        bucket.sumOfSquares += value * value * n;
        addTo(bucket.sketch, value, n);
      }
      return bucket.n === 0 ? [] : [bucket];
    };
    return [
      ...of('error_rate', null, [
        [0, this.#told - this.#failed],
        [1, this.#failed],
      ]),
      ...of('latency_ms', 'ms', [...counted(this.#latencies)]),
      ...of('predictions', null, [[this.#rows, 1]]),
    ];
  }
}

/** How often each number is there. */
function counted(numbers: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}
