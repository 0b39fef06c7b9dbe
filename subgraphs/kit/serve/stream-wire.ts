import { Pool } from 'undici';
import { assertion, callerHeader } from '../assertion.ts';
import { Outage } from '../errors.ts';
import { type StreamAnswer, type StreamDoor, streamClaim, streamPath } from './stream.ts';

/** A subgraph in another process that takes streams. */
export interface RemoteStreams {
  name: string;
  /** Full addresses of all its servers, as for GraphQL. */
  addresses: readonly string[];
  /** HANDOFF_INTERNAL_KEY. */
  key: string;
}

/** A way to pass streams on, and how to end it. */
export interface StreamWire {
  door: StreamDoor;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/**
 * Passes streams on to a subgraph over HTTP, its servers in turn: as it comes, packed or not, and no faster than it is
 * taken there. The caller is vouched for as for a question; the body, which nobody knows before it came, is not.
 */
export function streamsOver({ name, addresses, key }: RemoteStreams): StreamWire {
  const limits = { connections: 16, pipelining: 1, connectTimeout: 5_000, headersTimeout: 0, bodyTimeout: 0 };
  const pools = addresses.map(address => new Pool(new URL(address).origin, limits));
  let turn = 0;
  const door: StreamDoor = async ({ actor, signal }, { body, encoding, batchId }) => {
    const pool = pools[turn++ % pools.length];
    if (!pool) throw new Outage(`There is no address of ${name}.`);
    const nowSeconds = Math.floor(Date.now() / 1000);
    const claim = streamClaim({ encoding, batchId });
    const headers = {
      'content-type': 'application/x-ndjson',
      'content-encoding': encoding,
      [callerHeader]: assertion({ key, audience: name, actor, nowSeconds, body: claim }),
    };
    const path = `${streamPath}?${new URLSearchParams({ batchId })}`;
    const answer = await pool.request({ path, method: 'POST', headers, body, signal });
    return read(name, answer.statusCode, await answer.body.text());
  };
  return { door, close: async () => void (await Promise.all(pools.map(pool => pool.destroy()))) };
}

function read(name: string, status: number, text: string): StreamAnswer {
  if (status === 401) {
    throw new Outage(
      `${name} does not take this gateway's streams (HTTP 401): give both the same HANDOFF_INTERNAL_KEY.`,
    );
  }
  try {
    const answer = JSON.parse(text) as StreamAnswer;
    if (answer.kind === 'Taken' || answer.kind === 'Refused') return answer;
  } catch {
    // It is told below.
  }
  throw new Outage(`${name} answered HTTP ${status} to a stream, but not as a subgraph.`);
}
