import { newSummary, type Summary } from '../summary/summary.ts';
import type { Expected } from './column.ts';
import type { GatheredColumn } from './gathered.ts';
import { GatheredNumbers } from './gathered-numbers.ts';
import { GatheredTexts } from './gathered-texts.ts';

/** An empty one. What holds anything must be known by its first value before. */
export function gatherColumn({ holds, limits }: Expected): GatheredColumn {
  if (holds === 'nothing') return new GatheredNothing();
  if (holds === 'numbers' || holds === 'wholes') return new GatheredNumbers(holds === 'wholes', limits);
  return new GatheredTexts(holds, limits);
}

/** A column that is only known by its name: whatever is in it is invalid. */
class GatheredNothing implements GatheredColumn {
  told = 0;
  #missing = 0;

  add(value: unknown): void {
    this.told++;
    if (value === null) this.#missing++;
  }

  summary(rows: number): Summary {
    // The one column that stands for many is told of more often than there are rows.
    const n = Math.max(rows, this.told);
    const missing = this.#missing + n - this.told;
    return { ...newSummary('NUMERIC'), n, missing, invalid: n - missing };
  }
}
