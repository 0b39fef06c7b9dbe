import type { ServerResponse } from 'node:http';

/** Ends when the connection does, or the answer is out: nobody waits any more. */
export function endOf(response: ServerResponse): AbortSignal {
  const ending = new AbortController();
  response.once('close', () => ending.abort());
  return ending.signal;
}
