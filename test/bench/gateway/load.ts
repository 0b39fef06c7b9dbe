import { Pool } from 'undici';

/** What one round of requests showed. */
export interface Round {
  requests: number;
  seconds: number;
  /** Milliseconds of each request, in ascending order. */
  latencies: number[];
}

export interface Target {
  /** Where the graph is, without a slash at the end. */
  url: string;
  token: string;
  /** The requests that are sent, one after the other and from the start again. */
  bodies: readonly string[];
}

/** Asks again and again over so many connections for a while. Throws on the first answer that is not right. */
export async function round(target: Target, connections: number, seconds: number): Promise<Round> {
  const pool = new Pool(target.url, { connections, pipelining: 1 });
  const latencies: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  let sent = 0;
  const worker = async () => {
    while (performance.now() < until) latencies.push(await timed(pool, target, sent++));
  };
  try {
    await Promise.all(Array.from({ length: connections }, worker));
  } finally {
    await pool.close();
  }
  const took = (performance.now() - began) / 1000;
  return { requests: latencies.length, seconds: took, latencies: latencies.sort((a, b) => a - b) };
}

/** The text of one answer, to the request of that number. Throws when it holds errors. */
export async function answerOf(pool: Pool, { token, bodies }: Target, number: number): Promise<string> {
  const body = bodies[number % bodies.length];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
  const text = (await answer.body.text()).trim();
  if (answer.statusCode !== 200 || !/^\{"data" ?: ?\{/.test(text)) {
    throw new Error(`HTTP ${answer.statusCode}: ${text.slice(0, 500)}`);
  }
  return text;
}

async function timed(pool: Pool, target: Target, number: number): Promise<number> {
  const began = performance.now();
  await answerOf(pool, target, number);
  return performance.now() - began;
}
