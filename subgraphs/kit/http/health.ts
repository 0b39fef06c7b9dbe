import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from './media-type.ts';
import type { ReadyReport } from './readiness.ts';

/** Answers /livez and /readyz; false: the request is for another path. */
export async function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  ready: () => Promise<ReadyReport>,
): Promise<boolean> {
  if (request.method !== 'GET') return false;
  if (request.url === '/livez') {
    sendJson(response, { status: 200 }, { live: true });
    return true;
  }
  if (request.url !== '/readyz') return false;
  const report = await ready();
  sendJson(response, { status: report.ready ? 200 : 503 }, report);
  return true;
}

/** How a value goes out: its HTTP status, and application/json unless another media type of JSON is named. */
export interface Sending {
  status: number;
  type?: string;
}

/** Sends a value as JSON; does nothing when the caller has gone. */
export function sendJson(response: ServerResponse, { status, type = json }: Sending, value: object): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify(value);
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(status, headers).end(body);
}
