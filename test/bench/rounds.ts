import { request } from 'undici';

/** The smallest value that so many of a hundred samples do not exceed. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}

/** Does work so many times over so many connections, each as soon as the one before is done: the milliseconds of each. */
export async function timed(
  of: { connections: number; times: number },
  work: (connection: number) => Promise<unknown>,
) {
  const samples: number[] = [];
  let left = of.times;
  const one = async (connection: number) => {
    while (left-- > 0) {
      const began = performance.now();
      await work(connection);
      samples.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: of.connections }, (_, connection) => one(connection)));
  return samples;
}

interface Door {
  url: string;
  token: string;
}

/**
 * A question that is put to the graph again and again over connections that stay open: written once, and answered when
 * the last byte is there. Nobody reads the answers but for errors, which are thrown: what is measured is the graph.
 */
export function asking(to: Door, query: string, variables: object = {}): () => Promise<string> {
  const headers = { authorization: `Bearer ${to.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ query, variables });
  return async () => {
    const answer = await request(`${to.url}/graphql`, { method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.includes('"errors":[')) throw new Error(`The bench's query failed: ${text}`);
    return text;
  };
}

/** Sends a question to the graph as somebody, over connections that stay open. Throws when the answer holds errors. */
export async function asked<T>(to: Door, query: string, variables: object = {}): Promise<T> {
  return (JSON.parse(await asking(to, query, variables)()) as { data: T }).data;
}
