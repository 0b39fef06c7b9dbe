import { crc32 } from 'node:zlib';

/** Whole lines that lie one after the other, with their ends. */
export interface Lines {
  /** Null: one line that is longer than lines may be. */
  bytes: Buffer | null;
  /** CRC-32 over all bytes before these, and with them. */
  before: number;
  after: number;
}

/** No line is longer, in bytes. */
export const longestLine = 1024 * 1024;

/**
 * Cuts bytes into whole lines as they come. Of a line that is not complete it keeps what came, up to the longest that is
 * taken; of a longer one nothing.
 */
export class LineCutter {
  #parts: Buffer[] = [];
  #size = 0;
  /** Over all that is cut, and over all that came. */
  #cut = 0;
  #came = 0;

  /** The lines that are complete with these bytes, at most two lots of them. */
  cut(block: Buffer): Lines[] {
    const last = block.lastIndexOf(newline);
    if (last < 0) {
      this.#hold(block);
      return [];
    }
    const first = this.#size > 0 ? block.indexOf(newline) + 1 : 0;
    const lines = first > 0 ? [this.#joined(block.subarray(0, first))] : [];
    if (last + 1 > first) lines.push(this.#whole(block.subarray(first, last + 1)));
    this.#hold(block.subarray(last + 1));
    return lines;
  }

  /** The last line, when it has no end of its own. */
  rest(): Lines[] {
    return this.#size > 0 ? [this.#joined(Buffer.alloc(0))] : [];
  }

  #hold(part: Buffer): void {
    if (part.length === 0) return;
    this.#size += part.length;
    this.#came = crc32(part, this.#came);
    if (this.#size > longestLine) this.#parts = [];
    else this.#parts.push(part);
  }

  #joined(end: Buffer): Lines {
    const isTooLong = this.#size + end.length > longestLine;
    const bytes = isTooLong ? null : Buffer.concat([...this.#parts, end]);
    this.#parts = [];
    this.#size = 0;
    return this.#passed(bytes, end);
  }

  #whole(bytes: Buffer): Lines {
    return this.#passed(bytes, bytes);
  }

  #passed(bytes: Buffer | null, came: Buffer): Lines {
    const before = this.#cut;
    this.#came = crc32(came, this.#came);
    this.#cut = this.#came;
    return { bytes, before, after: this.#cut };
  }
}

const newline = 10;
