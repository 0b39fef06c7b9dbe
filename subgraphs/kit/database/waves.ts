import type pg from 'pg';
import { tracing } from '../trace/trace.ts';
import type { Turns } from '../turns.ts';
import { onlyReads } from './only-reads.ts';
import { SameReads } from './same-reads.ts';

/** A statement that waits to be sent. */
interface Question {
  /** Sends it, and tells its answer to whoever asked. */
  sendOn(client: pg.PoolClient): Promise<void>;
  fail(error: unknown): void;
}

/**
 * Statements outside of transactions, sent wave by wave: what is asked in one go is spread over as many connections as
 * have a turn, at least one, and what goes to the same connection leaves in one write and is answered in order. Reads
 * that are the same are sent once for all who asked before it was sent.
 */
export class Waves {
  readonly #pool: pg.Pool;
  readonly #turns: Turns;
  readonly #reads: SameReads;
  #wave: Question[] = [];

  constructor(pool: pg.Pool, turns: Turns) {
    this.#pool = pool;
    this.#turns = turns;
    this.#reads = new SameReads((sql, parameters, leaves) => this.#put(sql, parameters, leaves));
  }

  ask(sql: string, parameters: unknown[]): Promise<pg.QueryResult> {
    const isRead = onlyReads(sql) && parameters.every(isTold);
    return isRead ? this.#reads.ask(sql, parameters) : this.#put(sql, parameters, nothing);
  }

  #put(sql: string, parameters: unknown[], leaves: () => void): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      const send = (client: pg.PoolClient) => {
        leaves();
        return client.query(sql, parameters).then(resolve, reject);
      };
      // Each is a part of what its own asker does, whoever else's leaves with it.
      const sendOn = tracing()?.bound(send) ?? send;
      if (this.#wave.push({ sendOn, fail: reject }) === 1) process.nextTick(() => this.#leave());
    });
  }

  #leave(): void {
    const wave = this.#wave;
    this.#wave = [];
    const lanes = Math.min(Math.max(this.#turns.free(), 1), wave.length);
    for (let lane = 0; lane < lanes; lane++) {
      const inLane = wave.filter((_, at) => at % lanes === lane);
      void this.#turns.during(() => this.#carry(inLane));
    }
  }

  async #carry(questions: readonly Question[]): Promise<void> {
    try {
      const client = await this.#pool.connect();
      // Who asked hears of a lost connection by the statements that were on their way.
      client.on('error', nothing);
      await Promise.all(questions.map(each => each.sendOn(client)));
      client.off('error', nothing);
      client.release();
    } catch (error) {
      for (const each of questions) each.fail(error);
    }
  }
}

/** Whether JSON tells a value from every other one. */
function isTold(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isTold);
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'bigint' && !Buffer.isBuffer(value);
}

function nothing(): void {}
