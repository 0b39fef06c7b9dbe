import { grouped } from '@handoff/kit/loader';
import type { Pair } from '@handoff/monitoring/drift/feature';
import { mergeInto, newSummary, type Summary } from '@handoff/monitoring/summary/summary';
import { categoricalSummary, numericSummary } from '@handoff/monitoring/summary/testing/summarise';
import { day, numberOf } from './read.ts';

/** Rows of a stream, and which of their columns are looked at. */
export interface Stream {
  rows: readonly Record<string, string | null>[];
  numbers: readonly string[];
  texts: readonly string[];
}

/** What is kept of a stream: a summary of each column for each day, from the first row's on. */
export class Days {
  readonly #days: ReadonlyMap<string, Summary>[] = [];
  readonly columns: readonly string[];

  constructor({ rows, numbers, texts }: Stream) {
    this.columns = [...numbers, ...texts];
    const start = Date.parse(rows[0]?.ts ?? '');
    const first = start - (start % day);
    const dayOf = (row: Stream['rows'][number]) => Math.floor((Date.parse(row.ts ?? '') - first) / day);
    const byDay = grouped(rows, row => String(dayOf(row)));
    for (let at = 0; at <= Math.max(...[...byDay.keys()].map(Number)); at++) {
      const own = byDay.get(String(at)) ?? [];
      const ofNumbers = numbers.map(name => [name, numericSummary(own.map(row => numberOf(row[name])))] as const);
      const ofTexts = texts.map(name => [name, categoricalSummary(own.map(row => row[name] ?? null))] as const);
      this.#days.push(new Map([...ofNumbers, ...ofTexts]));
    }
  }

  get length(): number {
    return this.#days.length;
  }

  /** The columns over some days against others, as stored summaries add up. */
  pairs(reference: readonly number[], current: readonly number[]): Pair[] {
    const sum = (days: readonly number[], name: string) => this.#sum(days, name);
    return this.columns.map(name => ({
      ...{ feature: name, role: 'FEATURE' as const },
      ...{ reference: sum(reference, name), current: sum(current, name) },
    }));
  }

  #sum(days: readonly number[], name: string): Summary | null {
    let all: Summary | null = null;
    for (const at of days) {
      const own = this.#days[at]?.get(name);
      if (!own) continue;
      all ??= newSummary(own.kind);
      mergeInto(all, own);
    }
    return all;
  }
}

/** Whole numbers from one up to another, which is not among them; none below 0. */
export function between(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - Math.max(0, from)) }, (_, i) => Math.max(0, from) + i);
}
