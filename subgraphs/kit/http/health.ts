import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReadyReport } from './readiness.ts';

/** Answers /livez and /readyz; false: the request is for another path. */
export async function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  ready: () => Promise<ReadyReport>,
): Promise<boolean> {
  if (request.method !== 'GET') return false;
  if (request.url === '/livez') {
    sendJson(response, 200, { live: true });
    return true;
  }
  if (request.url !== '/readyz') return false;
  const report = await ready();
  sendJson(response, report.ready ? 200 : 503, report);
  return true;
}

/** Sends a value as JSON; does nothing when the caller has gone. */
export function sendJson(response: ServerResponse, status: number, value: object): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify(value);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(status, headers).end(body);
}
