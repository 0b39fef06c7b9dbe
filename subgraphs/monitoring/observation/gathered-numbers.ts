import { addCode, codeOfNumber } from '../summary/distinct.ts';
import { countSorted, newHistogram } from '../summary/histogram.ts';
import { addMoments, momentsOf } from '../summary/moments.ts';
import { addSorted } from '../summary/quantile-sketch.ts';
import { newSummary, type Summary } from '../summary/summary.ts';
import type { Limits } from './column.ts';
import type { GatheredColumn } from './gathered.ts';

/** So many numbers are gathered before they are summed up: sorting them at once is what makes it quick. */
const most = 2048;

/** Gathers numbers. */
export class GatheredNumbers implements GatheredColumn {
  told = 0;
  readonly #wholes: boolean;
  readonly #limits: Limits | null;
  readonly #summary: Summary;
  #numbers = new Float64Array(16);
  #count = 0;

  constructor(wholes: boolean, limits: Limits | null) {
    this.#wholes = wholes;
    this.#limits = limits;
    this.#summary = newSummary('NUMERIC');
    if (limits?.edges) this.#summary.histogram = newHistogram(limits.edges);
  }

  add(value: unknown): void {
    this.told++;
    if (typeof value !== 'number') {
      if (value === null) this.#summary.missing++;
      else this.#summary.invalid++;
    } else if (!Number.isFinite(value) || (this.#wholes && !Number.isInteger(value))) this.#summary.invalid++;
    else {
      if (this.#count === this.#numbers.length) this.#makeRoom();
      // Turns -0 into 0.
      this.#numbers[this.#count++] = value + 0;
    }
  }

  #makeRoom(): void {
    if (this.#count === most) {
      this.#sumUp();
      return;
    }
    const larger = new Float64Array(2 * this.#count);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }

  #sumUp(): void {
    const sorted = this.#numbers.subarray(0, this.#count).sort();
    this.#count = 0;
    if (sorted.length === 0) return;
    sumUpSorted(this.#summary, sorted);
    if (this.#limits) judgeSorted(this.#summary, sorted, this.#limits);
  }

  summary(rows: number): Summary {
    this.#sumUp();
    this.#summary.n = Math.max(rows, this.told);
    this.#summary.missing += this.#summary.n - this.told;
    return this.#summary;
  }
}

/** Adds sorted numbers to all that a summary keeps of numbers, but for how many rows there were. */
export function sumUpSorted(summary: Summary, sorted: Float64Array): void {
  addMoments(summary.moments, momentsOf(sorted));
  summary.min = Math.min(summary.min, sorted[0] as number);
  summary.max = Math.max(summary.max, sorted[sorted.length - 1] as number);
  if (summary.histogram) countSorted(summary.histogram, sorted);
  for (let i = 0; i < sorted.length; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) addCode(summary.distinct, codeOfNumber(sorted[i] as number));
  addSorted(summary.sketch, sorted);
}

function judgeSorted(summary: Summary, sorted: Float64Array, { min, max, lowFence, highFence }: Limits): void {
  for (let i = 0; i < sorted.length && (sorted[i] as number) < Math.max(min, lowFence); i++) {
    if ((sorted[i] as number) < min) summary.outOfRange++;
    if ((sorted[i] as number) < lowFence) summary.outliers++;
  }
  for (let i = sorted.length - 1; i >= 0 && (sorted[i] as number) > Math.min(max, highFence); i--) {
    if ((sorted[i] as number) > max) summary.outOfRange++;
    if ((sorted[i] as number) > highFence) summary.outliers++;
  }
}
