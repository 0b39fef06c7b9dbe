import { addCategory } from '../summary/categories.ts';
import { addCode, codeOfText } from '../summary/distinct.ts';
import { newSummary, type Summary } from '../summary/summary.ts';
import type { Holds, Limits } from './column.ts';
import type { GatheredColumn } from './gathered.ts';

/** So many different texts are gathered before they are summed up. */
const most = 4000;

/** Gathers texts, yes and no, classes, or things that are only counted. */
export class GatheredTexts implements GatheredColumn {
  told = 0;
  readonly #textOf: (value: unknown) => string | null;
  readonly #limits: Limits | null;
  readonly #summary: Summary = newSummary('CATEGORICAL');
  #texts = new Map<string, number>();
  readonly #onlyCounted: boolean;

  constructor(holds: Holds, limits: Limits | null) {
    this.#onlyCounted = holds === 'things';
    this.#textOf = holds === 'texts' ? textOf : holds === 'booleans' ? booleanOf : classOf;
    this.#limits = limits;
  }

  add(value: unknown): void {
    this.told++;
    if (value === null) this.#summary.missing++;
    else if (this.#onlyCounted) this.#summary.categories.other++;
    else {
      const text = this.#textOf(value);
      if (text === null) this.#summary.invalid++;
      else {
        this.#texts.set(text, (this.#texts.get(text) ?? 0) + 1);
        if (this.#texts.size >= most) this.#sumUp();
      }
    }
  }

  #sumUp(): void {
    const known = this.#limits?.categories;
    for (const [text, times] of this.#texts) {
      addCategory(this.#summary.categories, text, times);
      addCode(this.#summary.distinct, codeOfText(text));
      if (known && !known.has(text)) this.#summary.unseen += times;
    }
    this.#texts = new Map();
  }

  summary(rows: number): Summary {
    this.#sumUp();
    this.#summary.n = Math.max(rows, this.told);
    this.#summary.missing += this.#summary.n - this.told;
    return this.#summary;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function booleanOf(value: unknown): string | null {
  if (value === true || value === 1 || value === 'true' || value === 'True') return 'true';
  return value === false || value === 0 || value === 'false' || value === 'False' ? 'false' : null;
}

function classOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'boolean' || typeof value === 'string' ? String(value) : null;
}
