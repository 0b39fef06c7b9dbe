import { beginOf } from '../grain.ts';
import type { Bucket } from '../metric/bucket.ts';
import type { Subject } from '../metric/subject.ts';
import { grainsFor } from '../summary/grain.ts';
import type { Part } from '../summary/store.ts';
import type { Expectations } from './expectations.ts';
import type { Facts } from './facts.ts';
import { GatheredBucket } from './gathered-bucket.ts';
import type { Observation } from './observation.ts';
import { type PredictionRow, predictionRow } from './prediction.ts';

/** Rows of one version or deployment, summed up: ready to be kept. */
export interface Gathered {
  subject: Subject;
  rows: number;
  parts: Part[];
  metrics: Bucket[];
  /** The rows whose labels are awaited. */
  predictions: PredictionRow[];
}

/** Gathers the rows of one version or deployment. */
export class Gathering {
  readonly #facts: Facts;
  readonly #expectations: Expectations;
  readonly #now: number;
  /** By slice, and by where each begins. */
  readonly #buckets = new Map<string, Map<number, GatheredBucket>>();
  readonly #predictions: PredictionRow[] = [];
  #columns = 0;
  #rows = 0;

  /** now: in milliseconds since 1970. */
  constructor(expectations: Expectations, now: number) {
    this.#facts = expectations.facts;
    this.#now = now;
    this.#expectations = expectations;
  }

  get rows(): number {
    return this.#rows;
  }
  /** How many columns of how many minutes it gathers: about 40 kB each at most. */
  get columns(): number {
    return this.#columns;
  }
  get awaited(): number {
    return this.#predictions.length;
  }

  add(observation: Observation): void {
    this.#rows++;
    this.#bucketAt('', observation.at).add(observation);
    for (const { name, column, value } of this.#facts.slices) {
      const found = observation.features[column];
      if (found !== undefined && found !== null && String(found) === value)
        this.#bucketAt(name, observation.at).add(observation);
    }
    if (typeof observation.predictionId === 'string') this.#predictions.push(predictionRow(observation));
  }

  #bucketAt(slice: string, instant: number): GatheredBucket {
    const [grain = 'DAY'] = grainsFor(instant, this.#now);
    const at = beginOf(grain, instant);
    const ofSlice = this.#buckets.get(slice) ?? new Map<number, GatheredBucket>();
    const known = ofSlice.get(at);
    if (known) return known;
    const bucket = new GatheredBucket(this.#expectations, { slice, grain, at });
    this.#columns += bucket.columns;
    this.#buckets.set(slice, ofSlice.set(at, bucket));
    return bucket;
  }

  /** All of it. To be asked once. */
  gathered(): Gathered {
    const buckets = [...this.#buckets.values()].flatMap(ofSlice => [...ofSlice.values()]);
    return {
      subject: this.#facts.subject,
      rows: this.#rows,
      parts: buckets.flatMap(bucket => bucket.parts()),
      metrics: buckets.flatMap(bucket => bucket.metrics()),
      predictions: this.#predictions,
    };
  }
}
