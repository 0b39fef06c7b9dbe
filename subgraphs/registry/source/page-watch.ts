import { createHash } from 'node:crypto';

export interface PageLimits {
  pages: number;
  /** Of all pages together; left out: what is read is not kept. */
  bytes?: number;
}

/** Empty pages in a row: some servers give one where all of its entries may not be seen. */
const mostEmpty = 100;

/** Watches over a list that comes in pages, so that a server that always names one more does not hold us for ever. */
export class PageWatch {
  readonly #limits: PageLimits;
  readonly #seen = new Set<string>();
  #pages = 0;
  #bytes = 0;
  #empty = 0;

  constructor(limits: PageLimits) {
    this.#limits = limits;
  }

  /** Why no further page is asked for after this one, in words that follow the address; null: all is well. */
  tooMuch(entries: readonly unknown[], bytes: number): string | null {
    const { pages, bytes: most = Number.POSITIVE_INFINITY } = this.#limits;
    this.#bytes += bytes;
    this.#empty = entries.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty >= mostEmpty) return `gives one empty page after the other: it was left after ${mostEmpty}.`;
    if (entries.length > 0 && this.#repeats(entries)) return 'gives the same page again and again.';
    if (++this.#pages >= pages) return `has more than ${pages.toLocaleString('en')} pages, which are not read.`;
    return this.#bytes > most ? `has more than ${most / 1e6} MB in its pages, which is not read.` : null;
  }

  #repeats(entries: readonly unknown[]): boolean {
    const digest = createHash('sha256').update(JSON.stringify(entries)).digest('base64');
    if (this.#seen.has(digest)) return true;
    this.#seen.add(digest);
    return false;
  }
}
