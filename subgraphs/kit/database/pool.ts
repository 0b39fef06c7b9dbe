import { availableParallelism } from 'node:os';
import pg from 'pg';
import { watchPool } from '../figures.ts';
import { tracing } from '../trace/trace.ts';
import { type Turns, takeTurns } from '../turns.ts';
import { GatheringClient } from './client.ts';
import { watchForsaken } from './forsaken.ts';
import { parseTimestamp } from './timestamp.ts';
import { Waves } from './waves.ts';

// Whole numbers beyond 2³¹ (rows, bytes, sequence numbers) arrive as numbers: all of ours stay below 2⁵³.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, parseTimestamp);

type Release = (destroy?: Error | boolean) => void;
type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, release: Release) => void;

/** What pg's client knows of its connection, beyond what its types say. */
interface Known {
  /** False while a statement is on its way. */
  readyForQuery?: boolean;
  /** "I" while no transaction is open, as far as answers have come. */
  getTransactionStatus?: () => string | null;
}

function atRest(client: pg.PoolClient): boolean {
  const known = client as Known;
  return known.readyForQuery === true && known.getTransactionStatus?.() === 'I';
}

function guard(client: pg.PoolClient): pg.PoolClient {
  const release: Release = client.release.bind(client);
  client.release = destroy => release(destroy || !atRest(client));
  return client;
}

/** Reads, and transactions, that take longer than so many milliseconds are not waited for by others. */
const longMs = { read: 10, transaction: 50 } as const;

/** Whether the database of a connection URL works on the processors that this process works on. */
export function isHere(url: string): boolean {
  const name = URL.canParse(url) ? new URL(url).hostname : '';
  return ['localhost', '127.0.0.1', '[::1]'].includes(name);
}

/** How a pool connects, and whether what is asked of it takes turns. */
export type GuardedPoolConfig = pg.PoolConfig & { takesTurns?: boolean };

const wavesOf = new WeakMap<pg.Pool, Waves>();
const turnsOf = new WeakMap<pg.Pool, Turns>();

/** Answers a statement outside of a transaction, in its turn where many are asked of a database on this machine. */
export function askPool(pool: pg.Pool, sql: string, parameters: unknown[]): Promise<pg.QueryResult> {
  return wavesOf.get(pool)?.ask(sql, parameters) ?? pool.query(sql, parameters);
}

/** Carries a transaction out, in its turn where there are many on a database on this machine. */
export function inTurn<T>(pool: pg.Pool, transaction: () => Promise<T>): Promise<T> {
  return turnsOf.get(pool)?.during(transaction) ?? transaction();
}

/**
 * A pool that never takes back a connection with an open or aborted transaction, or with a statement still on its
 * way: such a one is destroyed, so that no request inherits another one's half-done work. Nor does one wait in it for ever.
 */
class GuardedPool extends pg.Pool {
  constructor({ takesTurns = false, ...options }: GuardedPoolConfig = {}) {
    super({ ...options, Client: GatheringClient });
    if (takesTurns) this.#takeTurns();
    watchPool(this);
    watchForsaken(this);
  }

  /** On the same processors more at once only get into each other's way (0033). */
  #takeTurns(): void {
    const processors = availableParallelism();
    wavesOf.set(this, new Waves(this, takeTurns(Math.max(2, processors), longMs.read)));
    // A transaction also waits for what its process thinks, and for the disk.
    turnsOf.set(this, takeTurns(2 * processors, longMs.transaction));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (!callback) return super.connect().then(guard);
    // Who waits for a connection is called by who gives one back, and goes on in a trace of its own.
    const back = tracing()?.bound(callback) ?? callback;
    super.connect((error, client, release) => {
      if (client) guard(client);
      back(error, client, client ? client.release.bind(client) : release);
    });
    return undefined;
  }
}

/** The pg module with the guarded pool in its place: what TypeORM takes as its driver. */
export const guardedDriver = { ...pg, Pool: GuardedPool };
