interface Refusal {
  kind: 'Problem';
  /** Null when there was no answer at all. */
  status: number | null;
  message: string;
}

/** So many requests in a row without an answer mean that the server is gone. */
const mostSilence = 3;

/**
 * Knows when a server is not to be asked any more: when it said so, and when it gave no answer time and again. What is
 * asked after that hears the same at once, and halt is told once.
 */
export class Patience {
  /** What to say to everything that would be asked; null: go on asking. */
  lost: Refusal | null = null;
  readonly #options: { signal?: AbortSignal; halt?(message: string): void };
  #silent = 0;

  constructor(options: { signal?: AbortSignal; halt?(message: string): void }) {
    this.#options = options;
  }

  /** Notes an answer. */
  heard<T>(answer: T): T {
    this.#silent = 0;
    return answer;
  }

  /** Notes that a request came to nothing. forAll: so would every other. */
  refused(host: string, refusal: Refusal, forAll: boolean): Refusal {
    if (this.#options.signal?.aborted || this.lost) return refusal;
    this.#silent = refusal.status === null ? this.#silent + 1 : 0;
    if (forAll) return this.#lose(refusal);
    if (this.#silent < mostSilence) return refusal;
    const message = `${refusal.message} ${host} gave no answer ${mostSilence} times in a row.`;
    return this.#lose({ ...refusal, message });
  }

  #lose(refusal: Refusal): Refusal {
    this.lost = refusal;
    this.#options.halt?.(refusal.message);
    return refusal;
  }
}
