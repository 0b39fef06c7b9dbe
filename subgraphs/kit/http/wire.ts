import { Pool } from 'undici';
import { Outage } from '../errors.ts';
import { tracedCall } from '../trace/http.ts';
import { type Alive, type Asked, keepAsking } from './silent.ts';

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
  /** How servers are asked whether they live, so that who waits for one that does not is told soon; left out: they are not. */
  alive?: Alive;
}

/** A server that could not be connected to is asked last for this long. */
const restMs = 1_000;

/** Errors of connecting: nothing of the request was sent. */
const unsent: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

interface Place extends Asked {
  path: string;
  /** The path without what is asked behind it, as traces name it. */
  name: string;
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
  const { clock = Date.now, alive } = options;
  let turn = 0;
  const asking = alive && keepAsking(places, { ...alive, renew: place => renew(place, options) });
  const end = async (how: (pool: Pool) => Promise<void>) => {
    asking?.stop();
    await Promise.all(places.map(({ pool }) => how(pool)));
  };
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
    close: () => end(pool => pool.close()),
    destroy: () => end(pool => pool.destroy()),
  };
}

function placeAt({ origin, pathname: name, search }: URL, options: WireOptions): Place {
  return { origin, name, path: name + search, pool: poolTo(origin, options), restsUntil: 0, waiting: new Set() };
}

function poolTo(origin: string, { connections, timeoutMs }: WireOptions): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    connectTimeout: 5_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 30_000,
  });
}

/** Other connections in the place of those that nothing comes over; who waited for them is told. */
async function renew(place: Place, options: WireOptions): Promise<void> {
  const { pool } = place;
  place.pool = poolTo(place.origin, options);
  await pool.destroy(new Outage(`${place.origin} does not answer.`));
}

/** All places, beginning with another one each time; those that rest come last. */
function inTurn(places: readonly Place[], turn: number, now: number): Place[] {
  const first = turn % places.length;
  const all = [...places.slice(first), ...places.slice(0, first)];
  return [...all.filter(each => each.restsUntil <= now), ...all.filter(each => each.restsUntil > now)];
}

function send({ origin, name, path, pool, waiting }: Place, { headers, body, signal }: Posted) {
  return tracedCall({ origin, path: name }, async traced => {
    const mine = { since: performance.now() };
    waiting.add(mine);
    try {
      const answer = await pool.request({ path, method: 'POST', headers: { ...headers, ...traced }, body, signal });
      return { status: answer.statusCode, text: await answer.body.text() };
    } finally {
      waiting.delete(mine);
    }
  });
}
