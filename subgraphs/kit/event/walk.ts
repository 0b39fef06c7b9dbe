import { type BrokenEntry, type ChainState, follow, isBroken } from './chain.ts';
import type { EntryRow } from './table.ts';

/**
 * Follows a trail batch by batch, and holds it against heads that were kept elsewhere: a trail that somebody rewrote or
 * cut is whole in itself, and contradicts them.
 */
export class Walk {
  /** The last entry that was followed. */
  state: ChainState;
  readonly #start: ChainState;
  readonly #heads: readonly ChainState[];

  constructor(start: ChainState, heads: readonly ChainState[] = []) {
    this.state = start;
    this.#start = start;
    this.#heads = heads;
  }

  /** Follows sealed entries in order of seq; the first that breaks the chain or contradicts a head, or null. */
  add(sealed: readonly EntryRow[]): BrokenEntry | null {
    const result = follow(this.state, sealed);
    const reached = isBroken(result) ? result.seq - 1 : result.seq;
    const contradicted = this.#heads
      .filter(({ seq }) => seq > this.state.seq && seq <= reached)
      .toSorted((a, b) => a.seq - b.seq)
      .map(head => ({ head, entry: sealed[head.seq - this.state.seq - 1] }))
      .find(({ head, entry }) => entry?.hash !== head.hash);
    if (contradicted) return notAsKept(contradicted.head, contradicted.entry?.id ?? null);
    if (isBroken(result)) return result;
    this.state = result;
    return null;
  }

  /** What the heads say of a trail that ends here: that more of it was there; else null. */
  end(): BrokenEntry | null {
    const { seq, hash } = this.#start;
    const before = this.#heads.find(head => head.seq === seq && seq > 0 && head.hash !== hash);
    if (before) return notAsKept(before, null);
    const beyond = this.#heads.find(head => head.seq > this.state.seq);
    if (!beyond) return null;
    const explanation = `The trail ends at entry ${this.state.seq}, but a head that was kept names entry ${beyond.seq}: the end was removed.`;
    return { seq: this.state.seq + 1, id: null, fault: 'tail removed', explanation };
  }
}

function notAsKept({ seq }: ChainState, id: string | null): BrokenEntry {
  const explanation = `Entry ${seq}${id ? ` (${id})` : ''} is not the one that the kept head names: the trail up to it was rewritten.`;
  return { seq, id, fault: 'altered', explanation };
}
