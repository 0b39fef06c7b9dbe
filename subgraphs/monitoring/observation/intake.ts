import { isUtf8 } from 'node:buffer';
import { setImmediate as others } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { Context } from '@handoff/kit/context';
import { ChunkKeeper } from './chunk-keeper.ts';
import { Gathering } from './gathering.ts';
import { StreamEnded } from './inflate.ts';
import { type Lines, longestLine } from './line-cutter.ts';
import { type ReadLine, readLine } from './parse-line.ts';
import type { BatchKey, Progress } from './progress.ts';
import { idOf, type Met, StreamSubjects } from './stream-subjects.ts';

/** A line that was not taken. */
export interface RejectedLine {
  /** From 1. */
  line: number;
  reason: string;
}

/** So many reasons are told. */
const mostTold = 100;
/** What is gathered is kept when it is so much: rows, columns of minutes, rows whose labels are awaited, milliseconds. */
const most = { rows: 500_000, columns: 5_000, awaited: 10_000, ms: 5_000 } as const;
const newline = 10;
/** After so many milliseconds of lines others come first; looked at every so many lines. */
const sliceMs = 5;
const sliceLines = 256;

/** What was gathered since what is kept, or is being kept. */
interface Pending {
  gatherings: Map<string, Gathering>;
  rows: number;
  rejected: number;
  began: number;
}

/** Takes the lines of a stream in chunks: one is gathered while the one before is being kept, and no more. */
export class Intake {
  /** The first of the lines that were not taken. */
  readonly rejected: RejectedLine[] = [];
  /** All of them. */
  rejectedCount = 0;
  readonly #done: Progress;
  readonly #subjects: StreamSubjects;
  readonly #keeper: ChunkKeeper;
  #line = 0;
  #checksum = 0;
  #pending = newPending();

  constructor(context: Context, key: BatchKey, done: Progress) {
    this.#done = done;
    this.#subjects = new StreamSubjects(context);
    this.#keeper = new ChunkKeeper(context, key, done.lines);
  }

  /** Rows that were kept. */
  get accepted(): number {
    return this.#keeper.accepted;
  }
  /** Lines that are done for good, with those of before. */
  get lines(): number {
    return this.#keeper.lines;
  }

  /** Takes whole lines. Throws a StreamEnded when the stream cannot go on, and an outage. */
  async take(lines: Lines): Promise<void> {
    if (lines.bytes) await this.#takeAll(lines.bytes, lines.before);
    else this.#passTooLong(lines.after);
    this.#checksum = lines.after;
    if (this.#isFull()) await this.#keep(false);
  }

  /** Keeps what was gathered. complete: the stream ended as it should. */
  async finish(complete: boolean): Promise<void> {
    if (complete && this.#line < this.#done.lines) throw new StreamEnded(409, otherLines);
    if (this.#line > this.#done.lines || complete) await this.#keep(complete);
    await this.#keeper.settled();
  }

  async #takeAll(bytes: Buffer, before: number): Promise<void> {
    const now = Date.now();
    const sound = isUtf8(bytes);
    let since = performance.now();
    for (let from = this.#skipped(bytes, before); from < bytes.length; ) {
      this.#line++;
      if (bytes[from] === newline) {
        from++;
        continue;
      }
      const found = bytes.indexOf(newline, from);
      const to = found < 0 ? bytes.length : found;
      const isSound = sound || isUtf8(bytes.subarray(from, to));
      const read = isSound ? readLine(bytes.toString('utf8', from, to), now) : 'It is not UTF-8.';
      if (typeof read === 'string') this.#reject(read);
      else if (read) this.#add(read, this.#subjects.known(idOf(read)) ?? (await this.#subjects.meet(read)), now);
      from = to + 1;
      if (this.#line % sliceLines === 0 && performance.now() - since > sliceMs) {
        await others();
        since = performance.now();
      }
    }
  }

  /** Steps over the lines that were done before; answers where the others begin. */
  #skipped(bytes: Buffer, before: number): number {
    let at = 0;
    while (this.#line < this.#done.lines && at < bytes.length) {
      const found = bytes.indexOf(newline, at);
      at = found < 0 ? bytes.length : found + 1;
      this.#line++;
      if (this.#line === this.#done.lines) this.#compare(crc32(bytes.subarray(0, at), before));
    }
    return at;
  }

  #passTooLong(after: number): void {
    this.#line++;
    if (this.#line > this.#done.lines) this.#reject(`It is longer than ${longestLine / 1024} kB: send shorter lines.`);
    else if (this.#line === this.#done.lines) this.#compare(after);
  }

  #compare(checksum: number): void {
    if (checksum !== this.#done.checksum) throw new StreamEnded(409, otherLines);
  }

  #add(read: ReadLine, met: Met, now: number): void {
    if (typeof met === 'string') this.#reject(met);
    else {
      const id = idOf(read);
      const known = this.#pending.gatherings.get(id);
      const gathering = known ?? new Gathering(met, now);
      if (!known) this.#pending.gatherings.set(id, gathering);
      gathering.add(read);
      this.#pending.rows++;
    }
  }

  #reject(reason: string): void {
    this.#pending.rejected++;
    this.rejectedCount++;
    if (this.rejected.length < mostTold) this.rejected.push({ line: this.#line, reason });
  }

  #isFull(): boolean {
    const { gatherings, rows, rejected, began } = this.#pending;
    if (rows + rejected === 0) return false;
    if (rows >= most.rows || Date.now() - began > most.ms) return true;
    let [columns, awaited] = [0, 0];
    for (const gathering of gatherings.values()) {
      columns += gathering.columns;
      awaited += gathering.awaited;
    }
    return columns >= most.columns || awaited >= most.awaited;
  }

  async #keep(complete: boolean): Promise<void> {
    const { gatherings, rejected } = this.#pending;
    this.#pending = newPending();
    this.#subjects.forgetOld();
    const to = { lines: this.#line, checksum: this.#checksum, complete };
    await this.#keeper.keep({ gatherings: [...gatherings.values()], rejected, to });
  }
}

const otherLines =
  'This batch came before with other lines: send the same ones to go on behind them, or others under another batchId.';

function newPending(): Pending {
  return { gatherings: new Map(), rows: 0, rejected: 0, began: Date.now() };
}
