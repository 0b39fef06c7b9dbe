import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { NoBackup } from './form.ts';

const endOfRows = Buffer.from('\\.\n');
const endOfLastRow = Buffer.from('\n\\.\n');
const longestLine = 1_000_000;

/** Reads a backup from its beginning: lines, and the rows between them, in whatever pieces it arrives. */
export class Reading {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(file: Readable) {
    const gunzip = createGunzip();
    file.once('error', error => gunzip.destroy(error));
    this.#chunks = file.pipe(gunzip)[Symbol.asyncIterator]();
  }

  /** The next line without its end; null: there is none. Throws NoBackup for what is no gzip file. */
  async line(): Promise<string | null> {
    for (let from = 0; ; ) {
      const end = this.#rest.indexOf(10, from);
      if (end >= 0) return this.#take(end + 1).toString('utf8', 0, end);
      from = this.#rest.length;
      if (from > longestLine) throw new NoBackup('It is no backup: it has a line of more than a million characters.');
      if (!(await this.#more())) return null;
    }
  }

  /** The rows up to the line that ends them. Ends early where the file does. */
  async *rows(): AsyncGenerator<Buffer> {
    while (this.#rest.length < endOfRows.length && (await this.#more()));
    if (this.#rest.subarray(0, endOfRows.length).equals(endOfRows)) return void this.#take(endOfRows.length);
    for (;;) {
      const end = this.#rest.indexOf(endOfLastRow);
      if (end >= 0) {
        const last = this.#take(end + 1);
        this.#take(endOfRows.length);
        yield last;
        return;
      }
      // The end may lie in the next piece in part.
      const whole = this.#rest.length - endOfRows.length;
      if (whole > 0) yield this.#take(whole);
      if (!(await this.#more())) return void this.#take(this.#rest.length);
    }
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const next = await this.#chunks.next().catch(explain);
    this.#ended = next.done === true;
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

/** A file that was cut ends before its compression does: the rest of the reading says where. */
function explain(error: NodeJS.ErrnoException): IteratorResult<Buffer, undefined> {
  if (error.code === 'Z_BUF_ERROR') return { done: true, value: undefined };
  if (error.code === 'Z_DATA_ERROR')
    throw new NoBackup('It is no backup, or it was altered: it cannot be decompressed.');
  throw error;
}
