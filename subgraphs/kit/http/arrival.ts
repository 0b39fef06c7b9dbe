import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Cuts a request that has not arrived after so many milliseconds, with 408. Servers that take streams cannot leave it to
 * Node, which has one limit for all their requests.
 */
export function limitArrival(request: IncomingMessage, response: ServerResponse, ms: number): void {
  const timer = setTimeout(() => {
    if (request.complete) return;
    if (!response.headersSent) response.writeHead(408, { connection: 'close' }).end();
    request.socket.destroySoon();
  }, ms);
  timer.unref();
  response.once('close', () => clearTimeout(timer));
}
