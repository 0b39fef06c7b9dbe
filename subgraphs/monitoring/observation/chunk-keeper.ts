import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { isProblem } from '@handoff/kit/problem';
import { outcomeOf } from '../outcome.ts';
import { keepChunk } from './commands.ts';
import type { Gathering } from './gathering.ts';
import { StreamEnded } from './inflate.ts';
import type { BatchKey, Progress } from './progress.ts';
import { makeRoom } from './room.ts';

/** What was gathered of a stream, and how far that is. */
export interface Gathered {
  gatherings: readonly Gathering[];
  /** Lines that were not taken. */
  rejected: number;
  to: Pick<Progress, 'lines' | 'checksum' | 'complete'>;
}

/**
 * Keeps what is gathered of a stream, one after the other, each in one transaction with how far the stream came. A batch
 * of which nothing was taken leaves nothing behind: it may be sent again when it is mended.
 */
export class ChunkKeeper {
  /** Rows that were kept since the stream began. */
  accepted = 0;
  /** How many lines are done for good. */
  lines: number;
  /** Rejected ones that are not counted in the database yet. */
  #rejected = 0;
  readonly #context: Context;
  readonly #key: BatchKey;
  #last: Promise<void> = Promise.resolve();

  constructor(context: Context, key: BatchKey, from: number) {
    this.#context = context;
    this.#key = key;
    this.lines = from;
  }

  /**
   * Resolves when what was given before is kept, while this is still being kept. Rejects with why the one before was
   * not, a StreamEnded where it is told to who sends the stream.
   */
  async keep(gathered: Gathered): Promise<void> {
    await this.#last;
    this.#last = this.#keep(gathered);
    // It is told by whoever waits for it next.
    this.#last.catch(() => undefined);
  }

  /** Resolves when all is kept. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #keep({ gatherings, rejected, to }: Gathered): Promise<void> {
    this.#rejected += rejected;
    const gathered = gatherings.map(each => each.gathered());
    const accepted = gathered.reduce((sum, { rows }) => sum + rows, 0);
    if (accepted === 0 && this.lines === 0) return;
    await makeRoom(this.#context.db, gathered);
    const step = { ...this.#key, from: this.lines, to: { ...to, accepted, rejected: this.#rejected } };
    const answer = await execute(this.#context, keepChunk({ step, gathered, rejected: [] }), {});
    if (isProblem(answer.problem)) throw new StreamEnded(403, answer.problem.message);
    if (outcomeOf(answer).duplicate) throw new StreamEnded(409, atOnce);
    this.#rejected = 0;
    this.lines = to.lines;
    this.accepted += accepted;
  }
}

const atOnce = 'This batch is being received from elsewhere just now: send it again when that has ended.';
