import type { Socket } from 'node:net';
import pg from 'pg';

const lookEveryMs = 1_000;
/** A connection is asked about that has said nothing for so long while an answer is owed. */
const patienceMs = 2_000;
/** It is given up after so long when the database does not answer anybody either. */
const longestMs = 8_000;

/** What pg's client knows of its connection, beyond what its types say. */
interface Known {
  readyForQuery?: boolean;
  processID: number | null;
  connection: { stream: Socket };
}

/** What had gone over a connection when it was last seen to move, or to be at rest. */
interface Seen {
  bytes: number;
  at: number;
}

/** What the database says of the connections that it was asked about; null: it says nothing to anybody. */
type Verdict = { isDirect: boolean; there: ReadonlySet<number>; working: ReadonlySet<number> } | null;

/**
 * Ends connections of a pool whose answer will never come: the database, asked over a connection of its own, knows
 * nothing of the question, or answers nobody. Without it a line that broke without a word would keep whoever waits, and
 * each such line a place of the pool, for ever. What the database still works on is left alone, however long that takes.
 */
export function watchForsaken(pool: pg.Pool): void {
  const seen = new Map<pg.PoolClient, Seen>();
  let asking = false;
  pool.on('connect', client => seen.set(client, { bytes: 0, at: performance.now() }));
  pool.on('remove', client => seen.delete(client));
  const round = async () => {
    if (pool.ended) return clearInterval(timer);
    const silent = [...seen.keys()].filter(client => silentFor(client, seen) >= patienceMs);
    if (silent.length === 0 || asking) return;
    asking = true;
    const all = [...seen.keys()];
    const verdict = await asked(pool, all).finally(() => {
      asking = false;
    });
    for (const client of all) judge(client, { verdict, silentMs: silentFor(client, seen), seen });
  };
  const timer = setInterval(() => void round(), lookEveryMs);
  timer.unref();
}

/** For how long a connection has owed an answer without a byte of it, in milliseconds; 0: it owes none. */
function silentFor(client: pg.PoolClient, seen: Map<pg.PoolClient, Seen>): number {
  const { readyForQuery, connection } = client as unknown as Known;
  const { bytesRead, bytesWritten, writableLength } = connection.stream;
  // What still waits to leave has not gone over it.
  const bytes = bytesRead + bytesWritten - writableLength;
  const last = seen.get(client);
  if (!last) return 0;
  if (!readyForQuery && last.bytes === bytes) return performance.now() - last.at;
  seen.set(client, { bytes, at: performance.now() });
  return 0;
}

interface Judged {
  verdict: Verdict;
  silentMs: number;
  seen: ReadonlyMap<pg.PoolClient, Seen>;
}

function judge(client: pg.PoolClient, { verdict, silentMs, seen }: Judged): void {
  const last = seen.get(client);
  if (isForsaken(client, verdict, silentMs)) forsake(client);
  // Of what is worked on nobody asks again for a while.
  else if (last && verdict && silentMs >= patienceMs) last.at = performance.now();
}

/** One that is at rest is found with the others when its backend is gone: the next question would wait in it. */
function isForsaken(client: pg.PoolClient, verdict: Verdict, silentMs: number): boolean {
  const pid = (client as unknown as Known).processID ?? 0;
  if (verdict === null) return silentMs >= longestMs;
  if (!verdict.isDirect || pid === 0) return false;
  return silentMs >= patienceMs ? !verdict.working.has(pid) : !verdict.there.has(pid);
}

const backendsSql = `SELECT pg_backend_pid() AS own, array_agg(a.pid) AS there,
    array_agg(a.pid) FILTER (WHERE a.state IS NULL OR a.state NOT LIKE 'idle%') AS working
  FROM pg_stat_activity a WHERE a.pid = ANY($1::int[])`;

interface Backends {
  own: number;
  there: number[] | null;
  working: number[] | null;
}

/** Asks over a new connection. Behind a pooler process ids mean nothing, and it cannot be told. */
async function asked(pool: pg.Pool, clients: readonly pg.PoolClient[]): Promise<Verdict> {
  const client = new pg.Client({ ...settingsOf(pool), connectionTimeoutMillis: 2_000, query_timeout: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const pids = clients.map(each => (each as unknown as Known).processID);
    const [found] = (await client.query<Backends>(backendsSql, [pids])).rows;
    const isDirect = found?.own === (client as unknown as Known).processID;
    return { isDirect, there: new Set(found?.there), working: new Set(found?.working) };
  } catch (error) {
    // A server that refuses to answer is there all the same.
    return error instanceof pg.DatabaseError ? { isDirect: false, there: new Set(), working: new Set() } : null;
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** How a pool connects; it hides its password from whoever lists what it was given. */
function settingsOf({ options }: pg.Pool): pg.ClientConfig {
  const { password } = options;
  return password === undefined ? options : { ...options, password };
}

function forsake(client: pg.PoolClient): void {
  const reason = 'Connection terminated: the database does not know what it was asked over it, or does not answer.';
  (client as unknown as Known).connection.stream.destroy(new Error(reason));
}
