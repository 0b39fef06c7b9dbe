import type pg from 'pg';
import { tracing } from '../trace/trace.ts';
import type { Turns } from '../turns.ts';
import type { GatheringClient } from './client.ts';
import { onlyReads } from './only-reads.ts';
import { SameReads } from './same-reads.ts';

/** Told when a statement was answered, and how it failed if it did. */
type Came = (error: unknown) => void;

/** A statement that waits to be sent. */
interface Question {
  /** Sends it, and tells its answer to whoever asked, and that it came. */
  sendOn(client: pg.PoolClient, came: Came): void;
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
      const send = (client: pg.PoolClient, came: Came) => {
        leaves();
        client.query(sql, parameters, (error, answer) => {
          if (error) reject(error);
          else resolve(answer);
          came(error);
        });
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

  // By callbacks, as pg works: each promise more is waited for by every statement.
  #carry(questions: readonly Question[]): Promise<void> {
    return new Promise(resolve => {
      const refuse = (error: unknown) => {
        for (const each of questions) each.fail(error);
        resolve();
      };
      // A new connection reads its certificates at once, and throws when they are not there.
      try {
        this.#pool.connect((error, client) => (client ? sendAll(client, questions, resolve) : refuse(error)));
      } catch (error) {
        refuse(error);
      }
    });
  }
}

/** What a connection keeps prepared does not fit the database any more: another one prepares it anew. */
const outdated: ReadonlySet<unknown> = new Set(['0A000', '26000']);

/** Sends them all, and gives the connection back when all have come. */
function sendAll(client: pg.PoolClient, questions: readonly Question[], done: () => void): void {
  let underWay = questions.length;
  let isOutdated = false;
  const giveBack = () => {
    client.off('error', nothing);
    client.release(isOutdated);
    done();
  };
  const came: Came = error => {
    underWay--;
    isOutdated ||= outdated.has((error as { code?: unknown } | null | undefined)?.code);
    if (underWay === 0) (client as unknown as GatheringClient).whenAtRest(giveBack);
  };
  // Who asked hears of a lost connection by the statements that were on their way.
  client.on('error', nothing);
  for (const each of questions) {
    try {
      each.sendOn(client, came);
    } catch (error) {
      each.fail(error);
      came(error);
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
