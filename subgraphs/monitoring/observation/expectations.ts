import { type Expected, holdsLike, holdsOfKind, longestName } from './column.ts';
import type { Facts } from './facts.ts';

/** So many columns that a version does not list are told apart; what is in others is counted together under this name. */
export const mostMet = 200;
export const otherColumns = '(other columns)';

/** What is expected of columns, and what becomes clear of them while rows come. */
export class Expectations {
  readonly features: readonly Expected[];
  readonly score: Expected;
  readonly facts: Facts;
  readonly #met = new Map<string, Expected>();
  #prediction: Expected;

  constructor(facts: Facts) {
    this.facts = facts;
    this.features = facts.features;
    this.score = facts.score;
    this.#prediction = facts.prediction;
  }

  /**
   * What is expected of a feature that the version does not list: nothing, where it lists others; else what its first
   * value is. Null: there is no value to say it yet.
   */
  met(name: string, value: unknown): Expected | null {
    const known = this.#met.get(name);
    if (known) return known;
    const isName = name !== '' && name.length <= longestName && !name.includes('\u0000');
    if (!isName || this.#met.size >= mostMet) return this.#others();
    const expected = this.#expectedOf(name, value);
    if (expected) this.#met.set(name, expected);
    return expected;
  }

  #expectedOf(name: string, value: unknown): Expected | null {
    const of = { role: 'FEATURE', name, limits: null } as const;
    if (this.facts.listed) return { ...of, holds: 'nothing' };
    const kind = this.facts.met.get(name);
    if (kind) return { ...of, holds: holdsOfKind(kind) };
    return value === null ? null : { ...of, holds: holdsLike(value) };
  }

  #others(): Expected {
    return { role: 'FEATURE', name: otherColumns, limits: null, holds: 'nothing' };
  }

  /** What is expected of predictions; null: there is no value to say it yet. */
  prediction(value: unknown): Expected | null {
    if (this.#prediction.holds !== 'anything') return this.#prediction;
    if (value === null) return null;
    this.#prediction = { ...this.#prediction, holds: holdsLike(value) };
    return this.#prediction;
  }
}
