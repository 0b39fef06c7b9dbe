import { Client } from 'undici';

/** A server, and who waits for an answer of it. */
export interface Asked {
  origin: string;
  /** Since when each of them waits, in milliseconds of a clock that only goes on. */
  waiting: Set<{ since: number }>;
}

/** How servers are asked whether they live. */
export interface Alive {
  /** A path that a server answers at once while it lives, with whatever status. */
  path: string;
  /** How long somebody waits before it is asked, and how long it may take to answer, in milliseconds; 1.5 s unless told otherwise. */
  patienceMs?: number;
}

export interface Asking<P extends Asked> extends Alive {
  /** Makes other connections to a server that does not. */
  renew(place: P): Promise<void>;
}

/**
 * Asks servers that somebody waits for whether they live, over a connection of its own each time. One that does not answer
 * twice in a row gets other connections: a line that broke without a word, or a process that stands still, is found long
 * before the longest wait for an answer is over.
 */
export function keepAsking<P extends Asked>(places: readonly P[], asking: Asking<P>): { stop(): void } {
  const { path, patienceMs = 1_500, renew } = asking;
  const underWay = new Set<P>();
  const look = async (place: P) => {
    if (underWay.has(place) || !isAwaited(place, patienceMs)) return;
    underWay.add(place);
    try {
      const address = new URL(path, place.origin);
      const lives = (await answers(address, patienceMs)) || (await answers(address, patienceMs));
      if (!lives && isAwaited(place, patienceMs)) await renew(place);
    } finally {
      underWay.delete(place);
    }
  };
  const timer = setInterval(() => void Promise.all(places.map(look)), patienceMs / 3);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function isAwaited({ waiting }: Asked, forMs: number): boolean {
  // Whoever came first waits longest.
  const [first] = waiting;
  return first !== undefined && performance.now() - first.since >= forMs;
}

async function answers({ origin, pathname }: URL, withinMs: number): Promise<boolean> {
  const client = new Client(origin, { connectTimeout: withinMs });
  try {
    const { body } = await client.request({ path: pathname, method: 'GET', signal: AbortSignal.timeout(withinMs) });
    await body.dump();
    return true;
  } catch {
    return false;
  } finally {
    await client.destroy();
  }
}
