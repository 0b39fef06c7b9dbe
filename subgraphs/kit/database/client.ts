import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { beginStatement, endsWhenCalled, endsWith } from '../trace/statement.ts';
import { keptName } from './kept.ts';
import { type Kept, Query } from './query.ts';

/** A connection keeps at most so many statements prepared: each takes memory of the server, a large one 100 kB. */
export const mostKept = 200;

/** What pg's client knows of its connection, beyond what its types say. */
interface Known {
  /** Whether nothing is on its way. */
  readyForQuery?: boolean;
  /** Whether the connection stands. */
  _queryable: boolean;
  pipeline: boolean;
  connection: {
    stream: { cork(): void; uncork(): void };
    parsedStatements: Record<string, string>;
    close(what: { type: 'S'; name: string }): void;
  };
}

type Callback = (error: Error | null, result: pg.QueryResult) => void;

/** A query that speaks with the server in its own way: COPY. */
interface Stream {
  submit: unknown;
  once(event: 'close', done: () => void): void;
}

function isStream(asked: unknown): asked is Stream {
  return typeof asked === 'object' && asked !== null && 'submit' in asked && 'once' in asked;
}

/** Statements that open a transaction: nothing can be wrong with them but the connection, and then the next fails too. */
const opens = /^(START|SET) TRANSACTION\b/;

/** What PostgreSQL answers to whatever follows a failure within the same transaction. */
const aborted = '25P02';

/**
 * A connection that answers in order, but does not wait for one answer before it sends the next question: what is asked
 * in one go (until the next turn of the loop) leaves in one write. What is marked by `kept` is prepared on it, once; what
 * it has not sent for longest it lets go.
 */
export class GatheringClient extends pg.Client {
  #gathering = false;
  /** Why the open transaction cannot be committed: what failed of what nobody waits for. */
  #failure: Error | null = null;
  readonly #afterCommit = new Set<string>();
  readonly #kept = new LRUCache<string, Kept>({ max: 10 * mostKept });

  constructor(config?: string | pg.ClientConfig) {
    const given = typeof config === 'string' ? { connectionString: config } : config;
    const pipeline = { pipeline: true };
    super({ ...given, ...pipeline });
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg tells the many ways to call it apart itself
  override query(text: any, values?: any, callback?: any): any {
    this.#gather();
    if (isStream(text)) this.#singly(text);
    if (typeof text !== 'string' || typeof values === 'function') return super.query(text, values, callback);
    if (callback) return this.#called(this.#asked(text, values), endsWhenCalled(beginStatement(text, this), callback));
    if (text === 'COMMIT') return this.#commit();
    return opens.test(text) ? this.#open(text) : this.#answer(text, values);
  }

  /** Sends a statement of a transaction that nobody waits for. If it fails, the transaction's COMMIT does. */
  ahead(text: string, values?: unknown[]): void {
    this.#gather();
    this.#send(text, values).catch((error: Error) => {
      this.#failure ??= error;
    });
  }

  /** Sends a statement right behind the COMMIT of the open transaction, each text once. Whether it fails is of no matter. */
  afterCommit(text: string): void {
    this.#afterCommit.add(text);
  }

  /** Calls when nothing is on its way any more, or the connection is lost: a failure is told before either. */
  whenAtRest(done: () => void): void {
    const { readyForQuery, _queryable } = this as unknown as Known;
    const over = () => {
      this.off('drain', over);
      this.off('end', over);
      done();
    };
    if (readyForQuery || !_queryable) done();
    else this.on('drain', over).on('end', over);
  }

  #open(text: string): Promise<object> {
    this.#failure = null;
    this.#afterCommit.clear();
    this.ahead(text);
    return Promise.resolve({ rows: [], rowCount: null, command: 'START' });
  }

  async #commit(): Promise<pg.QueryResult> {
    const committed = this.#answer('COMMIT');
    const after = [...this.#afterCommit].map(text => this.#send(text).catch(() => undefined));
    try {
      const answer = await committed;
      if (answer.command === 'COMMIT') return answer;
    } finally {
      await Promise.all(after);
    }
    // PostgreSQL takes the COMMIT of a transaction in which something failed, and rolls it back.
    throw this.#failure ?? new Error('A statement of a transaction had failed before its COMMIT: all of it is undone.');
  }

  /** What streams has the connection to itself. While something else is on its way pg refuses it, and says so to it. */
  #singly(stream: Stream): void {
    const known = this as unknown as Known;
    if (!known.readyForQuery) return;
    known.pipeline = false;
    stream.once('close', () => {
      known.pipeline = true;
    });
  }

  #send(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    const shown = beginStatement(text, this);
    const answer = new Promise<pg.QueryResult>((resolve, reject) => {
      this.#called(this.#asked(text, values), (error, result) => (error ? reject(error) : resolve(result)));
    });
    return shown ? endsWith(shown, answer) : answer;
  }

  /** Says of what fails only because something before it did what that was. */
  #answer(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    return this.#send(text, values).catch((error: Error & { code?: string }) => {
      // In the place of where it was read from the connection.
      Error.captureStackTrace(error);
      throw error.code === aborted ? (this.#failure ?? error) : error;
    });
  }

  #called(query: Query, callback: Callback): void {
    query.callback = callback;
    super.query(query);
  }

  // pg's client would copy what it is told of a query, property by property.
  #asked(text: string, values?: unknown[]): Query {
    const name = keptName(text);
    return new Query(text, { values, name, kept: name ? this.#keep(name) : null });
  }

  #keep(name: string): Kept {
    const kept = this.#kept.get(name) ?? { rows: null };
    this.#kept.set(name, kept);
    if (this.#kept.size > mostKept) this.#letGo();
    return kept;
  }

  // At rest only: what is on its way may be the very statement.
  #letGo(): void {
    const { readyForQuery, connection } = this as unknown as Known;
    while (readyForQuery && this.#kept.size > mostKept) {
      const [oldest] = this.#kept.rkeys();
      if (oldest === undefined) return;
      this.#kept.delete(oldest);
      delete connection.parsedStatements[oldest];
      connection.close({ type: 'S', name: oldest });
    }
  }

  /** Holds back what is sent until the next turn of the loop. */
  #gather(): void {
    if (this.#gathering) return;
    const { stream } = (this as unknown as Known).connection;
    this.#gathering = true;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }
}
