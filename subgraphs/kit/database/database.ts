import type { Pool } from 'pg';
import {
  DataSource,
  type EntityManager,
  type EntitySchema,
  type QueryRunner,
  QueryRunnerAlreadyReleasedError,
} from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { GatheringClient } from './client.ts';
import { keptLately } from './kept.ts';
import { askPool, guardedDriver, inTurn, isHere } from './pool.ts';
import { statementLogger } from './statements.ts';

/** A pool of connections to one PostgreSQL. */
export type Db = DataSource;
/** One transaction: what a command is given, and nothing more. */
export type Tx = EntityManager;
/** Something that answers SQL: the pool or a transaction. */
export type Reader = DataSource | EntityManager;

// biome-ignore lint/suspicious/noExplicitAny: a list of tables of different rows
export type Table = EntitySchema<any>;

export interface DatabaseOptions {
  url: string;
  tables: readonly Table[];
  poolSize?: number;
  /** Whether what is asked of it takes turns; left out: where it works on the processors of this machine (0033). */
  takesTurns?: boolean;
}

/** Connects; throws when the server cannot be reached. */
export function openDatabase(options: DatabaseOptions): Promise<Db> {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    driver: guardedDriver,
    entities: [...options.tables],
    poolSize: options.poolSize ?? 10,
    synchronize: false,
    installExtensions: false,
    logging: ['query'],
    logger: statementLogger,
    extra: {
      connectionTimeoutMillis: 5000,
      application_name: 'handoff',
      takesTurns: options.takesTurns ?? isHere(options.url),
      // A server that is gone without a word is found within seconds, also while nothing is asked.
      keepAlive: true,
      keepAliveInitialDelayMillis: 5000,
    },
  }).initialize();
}

/**
 * Rows of a statement, as the SELECT list names them. Outside of a transaction one with parameters stays prepared on its
 * connection: it is read and planned a few times, and then one plan serves whatever its values are.
 */
export function rows<T>(reader: Reader, sql: string, parameters: unknown[] = []): Promise<T[]> {
  const isKept = reader instanceof DataSource && parameters.length > 0;
  return rowsPlannedAnew(reader, isKept ? keptLately(sql) : sql, parameters);
}

/** The same for a statement whose plan must know its values, so that it is planned each time it is sent. */
export async function rowsPlannedAnew<T>(reader: Reader, sql: string, parameters: unknown[] = []): Promise<T[]> {
  // Nothing of TypeORM is needed, and what it does for each statement costs as much as pg does.
  statementLogger.logQuery(sql);
  if (reader instanceof DataSource) return (await askPool(poolOf(reader), sql, parameters)).rows;
  return (await (await connectionOf(reader)).query(sql, parameters)).rows;
}

/**
 * Sends a statement of a transaction without waiting for its answer: what comes next leaves with it, the COMMIT at the
 * latest. For what answers nothing and fails only by mistake, by a deadlock or with its connection: its failure comes
 * out of the statement after it or out of the COMMIT, and nothing of the transaction stays.
 */
export function ahead(tx: Tx, sql: string, parameters: unknown[] = []): void {
  statementLogger.logQuery(sql);
  onConnection(tx, connection => connection.ahead(sql, parameters));
}

/**
 * Sends a statement without parameters right behind the COMMIT of a transaction, each text once, as a transaction of its
 * own: for what may as well come to nothing, such as waking somebody who looks by himself after a while.
 */
export function afterCommit(tx: Tx, sql: string): void {
  statementLogger.logQuery(sql);
  onConnection(tx, connection => connection.afterCommit(sql));
}

function poolOf(db: Db): Pool {
  return (db.driver as PostgresDriver).master as Pool;
}

/** The connection of a transaction: of all that is asked of it, what was asked first is sent first. */
async function connectionOf(tx: Tx): Promise<GatheringClient> {
  const runner = runnerOf(tx);
  if (runner.isReleased) throw new Error(lostWithin);
  return runner.connect() as Promise<GatheringClient>;
}

/** The same for what nobody waits for: where the connection is lost, the COMMIT fails. */
function onConnection(tx: Tx, work: (connection: GatheringClient) => void): void {
  const runner = runnerOf(tx);
  if (!runner.isReleased) (runner.connect() as Promise<GatheringClient>).then(work, () => undefined);
}

/** Transactions whose work is done: nothing more may be sent in them. */
const over = new WeakSet<QueryRunner>();

function runnerOf({ queryRunner }: Tx): QueryRunner {
  if (!queryRunner || over.has(queryRunner)) throw new Error('A statement was sent after its transaction was over.');
  return queryRunner;
}

// TypeORM lets a connection go as soon as it is lost, and calls that a mistake of whoever asks next.
const lostWithin = 'Connection terminated within a transaction: nothing of it was kept.';

async function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>, isolation?: 'REPEATABLE READ'): Promise<T> {
  const whole = async (tx: Tx) => {
    try {
      return await work(tx);
    } finally {
      if (tx.queryRunner) over.add(tx.queryRunner);
    }
  };
  try {
    return await inTurn(poolOf(db), () => (isolation ? db.transaction(isolation, whole) : db.transaction(whole)));
  } catch (error) {
    throw error instanceof QueryRunnerAlreadyReleasedError ? new Error(lostWithin, { cause: error }) : error;
  }
}

/** The first row, or null. */
export async function firstRow<T>(reader: Reader, sql: string, parameters: unknown[] = []): Promise<T | null> {
  return (await rows<T>(reader, sql, parameters))[0] ?? null;
}

/**
 * The answers to statements that do not need each other's. Those of a transaction leave at once and are answered in
 * order; outside of one each may take a connection of its own. Throws what went wrong first.
 */
export function together<T extends readonly Promise<unknown>[] | []>(
  asked: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  return Promise.all(asked);
}

/** How many rows a FROM clause and its conditions find. */
export async function countRows(reader: Reader, from: string, parameters: unknown[] = []): Promise<number> {
  return (await firstRow<{ count: number }>(reader, `SELECT count(*) AS count ${from}`, parameters))?.count ?? 0;
}

/** What PostgreSQL answers when two transactions met and one should simply be tried again. */
const transient: ReadonlySet<string> = new Set(['40001', '40P01']);

export function sqlState(error: unknown): string | null {
  const found = error as { code?: unknown; driverError?: { code?: unknown } } | null;
  const code = found?.driverError?.code ?? found?.code;
  return typeof code === 'string' ? code : null;
}

/** The name of the constraint a statement broke, or null. */
export function brokenConstraint(error: unknown): string | null {
  const found = error as { constraint?: unknown; driverError?: { constraint?: unknown } } | null;
  const constraint = found?.driverError?.constraint ?? found?.constraint;
  return typeof constraint === 'string' ? constraint : null;
}

/** Runs work in one transaction; tries again, up to three times in all, after a deadlock or serialisation failure. */
export async function write<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(db, work);
    } catch (error) {
      if (attempt === 3 || !transient.has(sqlState(error) ?? '')) throw error;
    }
  }
}

/** Runs reads that must agree with each other on one snapshot; writing in it fails. */
export function read<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const reading = async (tx: Tx) => {
    await tx.query('SET TRANSACTION READ ONLY');
    return work(tx);
  };
  return transaction(db, reading, 'REPEATABLE READ');
}
