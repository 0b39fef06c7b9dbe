import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from '@handoff/kit/event/sealed';
import type { ExecutionResult } from 'graphql';
import type { Refusal } from '../refusal.ts';
import type { Connection } from './connection.ts';

/** What was read of a thing that changed; null: nothing of it is to be told. `again`: it could not be read now. */
export type Read = { data: ExecutionResult } | { again: number } | { refusal: Refusal } | null;

export interface WatchOptions {
  /** The thing that an entry of the trail says changed; null: nothing that is watched. */
  changed(change: Change): string | null;
  /** Reads a thing with the viewer's rights of now. */
  read(id: string, signal: AbortSignal): Promise<Read>;
  /** Whether what was named may still be seen; the refusal says what not. */
  recheck(signal: AbortSignal): Promise<Refusal | null>;
  /** Place in the trail up to which everybody was told. */
  position(): number;
  connection: Connection;
  requestId: string;
  /** Called once, when it is over. */
  over(): void;
}

/** More things than this do not wait for a reader. */
export const mostWaiting = 500;

/**
 * One subscription: the things that changed and were not told yet, each once however often it changed, and the updates
 * that are read of them one by one, as fast as they are taken.
 */
export class Watch implements AsyncGenerator<ExecutionResult, void> {
  readonly #options: WatchOptions;
  /** By the id of each thing the place of its first change that was not told. */
  readonly #waiting = new Map<string, number>();
  readonly #ending = new AbortController();
  #last: Refusal | null = null;
  #isOver = false;
  #mustRecheck = false;
  #wake: () => void = () => undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Takes note of what changed. */
  follow(changes: readonly Change[]): void {
    for (const change of changes) {
      if (changesRights(change)) this.#mustRecheck = true;
      const id = this.#options.changed(change);
      if (id !== null) this.offer(id, change.seq);
    }
    if (changes.length > 0) this.#wake();
  }

  offer(id: string, seq: number): void {
    if (this.#waiting.has(id) || this.#ending.signal.aborted) return;
    if (this.#waiting.size >= mostWaiting) this.end(lost);
    else this.#waiting.set(id, seq);
    this.#wake();
  }

  /** Ends it, saying why; without a reason the stream simply stops, and whoever reads it connects again. */
  end(why: Refusal | null): void {
    if (this.#ending.signal.aborted) return;
    this.#last = why;
    this.#ending.abort();
    this.#waiting.clear();
    this.#wake();
  }

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    const { connection } = this.#options;
    await connection.clear();
    while (!this.#ending.signal.aborted) {
      await this.#something();
      const result = await this.#take().catch(error => this.#isEnded(error));
      if (!result) continue;
      connection.handed();
      return { done: false, value: result };
    }
    return this.#close();
  }

  async return(): Promise<IteratorResult<ExecutionResult, void>> {
    this.end(null);
    this.#finish();
    return { done: true, value: undefined };
  }

  async throw(): Promise<IteratorResult<ExecutionResult, void>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #something(): Promise<void> | undefined {
    if (this.#waiting.size > 0 || this.#mustRecheck || this.#ending.signal.aborted) return undefined;
    return new Promise<void>(resolve => {
      this.#wake = resolve;
    });
  }

  async #take(): Promise<ExecutionResult | null> {
    const { signal } = this.#ending;
    if (this.#mustRecheck) {
      this.#mustRecheck = false;
      const gone = await this.#options.recheck(signal);
      if (gone) this.end(gone);
    }
    const [next] = this.#waiting;
    if (!next) return null;
    const [id, seq] = next;
    this.#waiting.delete(id);
    const read = await this.#options.read(id, signal);
    if (read === null || signal.aborted) return null;
    if ('data' in read) return { ...read.data, extensions: { eventId: String(this.#place()) } };
    if ('refusal' in read) this.end(read.refusal);
    else await this.#later([id, seq], read.again);
    return null;
  }

  /** Puts a thing back in front and waits: what could not be read is not lost. */
  async #later([id, seq]: readonly [string, number], ms: number): Promise<void> {
    const others = [...this.#waiting];
    this.#waiting.clear();
    this.#waiting.set(id, seq);
    for (const [each, at] of others) if (each !== id) this.#waiting.set(each, at);
    await sleep(ms, undefined, { signal: this.#ending.signal });
  }

  /** Up to where all was told: before the first change that waits, or as far as the trail was read. */
  #place(): number {
    return Math.min(this.#options.position(), ...[...this.#waiting.values()].map(seq => seq - 1));
  }

  #isEnded(error: unknown): null {
    if (this.#ending.signal.aborted) return null;
    throw error;
  }

  #close(): IteratorResult<ExecutionResult, void> {
    const why = this.#last;
    this.#last = null;
    if (!why) {
      this.#finish();
      return { done: true, value: undefined };
    }
    this.#options.connection.handed();
    const { code, message, told } = why;
    const extensions = { code, requestId: this.#options.requestId, ...told };
    return { done: false, value: { errors: [{ message, extensions }] } as unknown as ExecutionResult };
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.over();
  }
}

const lost: Refusal = {
  kind: 'Refusal',
  status: 503,
  code: 'UNAVAILABLE',
  message: `More than ${mostWaiting} things changed that this stream did not take in time. Read anew what you show, and open the stream again.`,
};

/** What may take a right away from somebody. */
function changesRights({ action }: Change): boolean {
  return /^(assignment|role|person|team|directory)\.|^model\.(updated|changed)/.test(action);
}
