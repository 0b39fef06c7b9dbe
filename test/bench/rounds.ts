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

/** Sends a question to the graph as somebody, over connections that stay open. Throws when the answer holds errors. */
export async function asked<T>(to: { url: string; token: string }, query: string, variables: object = {}): Promise<T> {
  const headers = { authorization: `Bearer ${to.token}`, 'content-type': 'application/json' };
  const answer = await request(`${to.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.body.json()) as { data: T; errors?: { message: string }[] };
  if (errors) throw new Error(`The bench's query failed: ${errors.map(({ message }) => message).join('; ')}`);
  return data;
}
