import type { ServerResponse } from 'node:http';

/** Ends when the connection does before the answer is out: nobody waits any more. */
export function endOf(response: ServerResponse): AbortSignal {
  const ending = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) ending.abort();
  });
  return ending.signal;
}
