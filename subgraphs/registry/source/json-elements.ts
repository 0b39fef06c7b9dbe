import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { reason } from './place.ts';

/** One entry of a list in a file, as JSON that is not read yet; or why there are no more. */
export type JsonElement = { at: number; json: string } | { problem: string };

export interface ElementLimits {
  /** Of the file. */
  bytes: number;
  /** Of one entry. */
  characters: number;
}

/** The entries of the one list that a JSON file is, one after the other: the file is never held as a whole. */
export async function* jsonElements(path: string, limits: ElementLimits): AsyncGenerator<JsonElement> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return yield { problem: 'it is no regular file.' };
    const size = `${(found.size / 1e6).toFixed(1)} MB`;
    if (found.size > limits.bytes)
      return yield { problem: `it has ${size}, and no more than ${limits.bytes / 1e6} MB are read.` };
    const splitter = new Splitter(limits.characters);
    for await (const text of texts(path, limits.bytes)) {
      yield* splitter.feed(text);
      if (splitter.problem) break;
    }
    const problem = splitter.problem ?? splitter.unfinished;
    if (problem) yield { problem };
  } catch (error) {
    if (error instanceof TypeError) yield { problem: 'it is no valid UTF-8 text: save it as UTF-8.' };
    else yield { problem: `it cannot be read: ${reason(error)}.` };
  }
}

async function* texts(path: string, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of createReadStream(path, { end: most }))
    yield decoder.decode(bytes as Uint8Array, { stream: true });
  yield decoder.decode();
}

const outside = /["[\]{},]/g;
const inside = /["\\]/g;

/** Cuts the text of a list into its entries, whatever the pieces it comes in. */
class Splitter {
  /** Why the rest makes no sense. */
  problem: string | null = null;
  readonly #most: number;
  #state: 'before' | 'within' | 'after' = 'before';
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  #entry: string[] = [];
  #length = 0;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Why it ends too early; null when it does not. */
  get unfinished(): string | null {
    if (this.#state === 'after') return null;
    return this.#state === 'before'
      ? 'it is empty.'
      : `it ends in the middle of entry [${this.#count}]: it may have been cut off.`;
  }

  *feed(text: string): Generator<JsonElement> {
    let from = this.#state === 'before' ? this.#begin(text) : 0;
    for (let at = from; this.#state === 'within' && this.problem === null; ) {
      const end = this.#next(text, at);
      if (end === null) return this.#keep(text.slice(from));
      at = end + 1;
      if (!this.#isOver(text.charAt(end))) continue;
      this.#keep(text.slice(from, end));
      from = at;
      yield* this.#take();
    }
    if (this.#state === 'after' && text.slice(from).trim() !== '')
      this.problem ??= 'something follows the list that it is.';
  }

  /** Where the list begins; what stands before it can only be white space. */
  #begin(text: string): number {
    const start = text.search(/\S/);
    if (start < 0) return text.length;
    if (text.charAt(start) === '[') this.#state = 'within';
    else this.problem = 'it is no list.';
    return start + 1;
  }

  /** The next mark that counts; null when the text is at its end. */
  #next(text: string, from: number): number | null {
    let at = from;
    if (this.#isEscaped && at < text.length) {
      this.#isEscaped = false;
      at++;
    }
    const marks = this.#inText ? inside : outside;
    marks.lastIndex = at;
    return marks.exec(text)?.index ?? null;
  }

  /** Takes one mark in; whether an entry ends with it. */
  #isOver(mark: string): boolean {
    if (mark === '\\') this.#isEscaped = true;
    else if (mark === '"') this.#inText = !this.#inText;
    else if (mark === '[' || mark === '{') this.#depth++;
    else if (mark === ',') return this.#depth === 0;
    else if (this.#depth > 0) this.#depth--;
    else {
      this.#state = 'after';
      return true;
    }
    return false;
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length > this.#most)
      this.problem = `entry [${this.#count}] has more than ${this.#most / 1e6} million characters, which are not read.`;
    else this.#entry.push(part);
  }

  *#take(): Generator<JsonElement> {
    const json = this.#entry.join('');
    [this.#entry, this.#length] = [[], 0];
    const isEmptyList = this.#state === 'after' && this.#count === 0 && json.trim() === '';
    if (this.problem === null && !isEmptyList) yield { at: this.#count++, json };
  }
}
