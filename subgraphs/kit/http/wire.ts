import { Pool } from 'undici';

/** A way to post to one of several servers that do the same, over connections that are kept. */
export interface Wire {
  /** Rejects with what undici says when no answer came. */
  post(request: Posted): Promise<{ status: number; text: string }>;
  /** Lets go of the connections; requests under way are finished first. */
  close(): Promise<void>;
  /** Cuts all connections. */
  destroy(): Promise<void>;
}

export interface Posted {
  headers: Record<string, string>;
  body: string;
  signal?: AbortSignal;
}

export interface WireOptions {
  /** To each server at most. */
  connections: number;
  /** How long to wait for an answer to begin, and between its parts, in milliseconds. */
  timeoutMs: number;
  /** Milliseconds since 1970; the system's unless told otherwise. */
  clock?: () => number;
}

/** A server that could not be connected to is asked last for this long. */
const restMs = 1_000;

/** Errors of connecting: nothing of the request was sent. */
const unsent: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

interface Place {
  path: string;
  pool: Pool;
  restsUntil: number;
}

/**
 * Opens a wire to servers by their full addresses, taken in turn. A request goes to the next server when one could not
 * be connected to; never when it may have been sent. Throws a TypeError when there is none.
 */
export function openWire(addresses: readonly URL[], options: WireOptions): Wire {
  if (addresses.length === 0) throw new TypeError('A wire needs an address.');
  const places = addresses.map(address => placeAt(address, options));
  const { clock = Date.now } = options;
  let turn = 0;
  return {
    async post(request) {
      const order = inTurn(places, turn++, clock());
      for (const place of order) {
        try {
          return await send(place, request);
        } catch (error) {
          if (!unsent.has((error as { code?: unknown }).code)) throw error;
          place.restsUntil = clock() + restMs;
          if (place === order.at(-1)) throw error;
        }
      }
      throw new TypeError('A wire needs an address.');
    },
    close: async () => void (await Promise.all(places.map(({ pool }) => pool.close()))),
    destroy: async () => void (await Promise.all(places.map(({ pool }) => pool.destroy()))),
  };
}

function placeAt(address: URL, { connections, timeoutMs }: WireOptions): Place {
  const pool = new Pool(address.origin, {
    connections,
    pipelining: 1,
    connectTimeout: 5_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 30_000,
  });
  return { path: address.pathname + address.search, pool, restsUntil: 0 };
}

/** All places, beginning with another one each time; those that rest come last. */
function inTurn(places: readonly Place[], turn: number, now: number): Place[] {
  const first = turn % places.length;
  const all = [...places.slice(first), ...places.slice(0, first)];
  return [...all.filter(each => each.restsUntil <= now), ...all.filter(each => each.restsUntil > now)];
}

async function send({ path, pool }: Place, { headers, body, signal }: Posted) {
  const answer = await pool.request({ path, method: 'POST', headers, body, signal });
  return { status: answer.statusCode, text: await answer.body.text() };
}
