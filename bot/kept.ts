/** Remembers what was found for a while, at most ten thousand things; failures are not remembered. */
export class Kept<T> {
  readonly #found = new Map<string, { value: Promise<T>; until: number }>();
  readonly #lifeMs: (value: T) => number;

  /** lifeMs: how long a value is good, in milliseconds. */
  constructor(lifeMs: (value: T) => number) {
    this.#lifeMs = lifeMs;
  }

  /** The remembered value, or what `find` finds now. */
  get(key: string, find: () => Promise<T>): Promise<T> {
    const known = this.#found.get(key);
    if (known && known.until > Date.now()) return known.value;
    if (this.#found.size >= 10_000) this.#found.clear();
    const entry = { value: find(), until: Number.POSITIVE_INFINITY };
    this.#found.set(key, entry);
    entry.value.then(
      value => {
        entry.until = Date.now() + this.#lifeMs(value);
      },
      () => this.#found.delete(key),
    );
    return entry.value;
  }

  /** Looks the key up anew next time. */
  forget(key: string): void {
    this.#found.delete(key);
  }
}
