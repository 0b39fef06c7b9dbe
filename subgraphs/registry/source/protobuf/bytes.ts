import { closeSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { reason } from '../place.ts';

/** Bytes that are looked at here and there, without holding them all. */
export interface Bytes {
  size: number;
  /** Length bytes from a position; the caller stays within size. Valid until the next call. */
  at(position: number, length: number): Uint8Array;
}

/** How much of one file is looked at: names and shapes are small, and weights are stepped over. */
const mostRead = 64_000_000;
const windowSize = 65_536;

/** Thrown for bytes that cannot be what they are taken for; withBytes turns it into a problem. */
export class Malformed extends Error {}

export type BytesResult<T> = { kind: 'Value'; value: T } | { kind: 'Problem'; message: string };

/** Opens a file for as long as `use` looks at it; what is malformed, or cannot be opened, comes back as a problem. */
export async function withBytes<T>(path: string, use: (bytes: Bytes) => T): Promise<BytesResult<T>> {
  let file: number | undefined;
  try {
    const found = await stat(path);
    if (!found.isFile()) return { kind: 'Problem', message: 'it is no regular file.' };
    if (found.size === 0) return { kind: 'Problem', message: 'it is empty.' };
    file = openSync(path, 'r');
    return { kind: 'Value', value: use(new FileBytes(file, found.size)) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'Problem', message: error.message };
    return { kind: 'Problem', message: `it cannot be read: ${reason(error)}.` };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

class FileBytes implements Bytes {
  readonly size: number;
  readonly #file: number;
  #window = new Uint8Array();
  #from = 0;
  #read = 0;

  constructor(file: number, size: number) {
    this.#file = file;
    this.size = size;
  }

  at(position: number, length: number): Uint8Array {
    const start = position - this.#from;
    if (start < 0 || start + length > this.#window.length) return this.#load(position, length);
    return this.#window.subarray(start, start + length);
  }

  #load(position: number, length: number): Uint8Array {
    const wanted = Math.min(Math.max(length, windowSize), this.size - position);
    this.#read += wanted;
    if (this.#read > mostRead)
      throw new Malformed(`it has more than ${mostRead / 1e6} MB besides its weights, which is not read.`);
    const buffer = Buffer.allocUnsafe(wanted);
    const got = readSync(this.#file, buffer, 0, wanted, position);
    if (got < length) throw new Malformed('it became shorter while it was read.');
    this.#window = buffer.subarray(0, got);
    this.#from = position;
    return this.#window.subarray(0, length);
  }
}
