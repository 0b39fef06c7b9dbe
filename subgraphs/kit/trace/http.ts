import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Piece, tracing } from './trace.ts';

/** A request that is answered, and what its address is called: not as it was written, which may name somebody. */
export interface Served {
  request: IncomingMessage;
  response: ServerResponse;
  /** null: an address that has no name; undefined: no trace is kept of it. */
  route: string | null | undefined;
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Answers a request as part of the trace that it names, or as the beginning of one. */
export function tracedAnswer<T>({ request, response, route }: Served, work: () => Promise<T>): Promise<T> {
  const where = tracing();
  if (!where || route === undefined) return work();
  return where.during(servedPiece(request, route), async begun => {
    try {
      return await work();
    } finally {
      const { statusCode, headersSent } = response;
      if (headersSent) begun.note({ 'http.response.status_code': statusCode });
      if (headersSent && statusCode >= 500) begun.fail(String(statusCode));
    }
  });
}

function servedPiece({ method = '', headers, httpVersion }: IncomingMessage, route: string | null): Piece {
  const known = methods.has(method) ? method : '_OTHER';
  const from = headers.traceparent;
  return {
    name: route === null ? known : `${known} ${route}`,
    kind: 'SERVER',
    from: typeof from === 'string' ? from : null,
    attributes: {
      'http.request.method': known,
      'url.scheme': 'http',
      'network.protocol.version': httpVersion,
      ...(route !== null && { 'http.route': route }),
    },
  };
}

/** A call over HTTP: where it goes, and how it is told of there which trace it is part of. */
export interface Calling {
  origin: string;
  /** What its path is called; nothing in it is of anybody. */
  path: string;
}

/** Makes a call as part of what is under way; `headers` are those that say so to who is called. */
export function tracedCall<T extends { status: number }>(
  { origin, path }: Calling,
  call: (headers: { traceparent?: string }) => Promise<T>,
): Promise<T> {
  const where = tracing();
  if (!where?.isWithin()) return call({});
  return where.during(calledPiece(origin, path), async begun => {
    const traceparent = where.traceparent();
    const answer = await call(traceparent === null ? {} : { traceparent });
    begun.note({ 'http.response.status_code': answer.status });
    if (answer.status >= 400) begun.fail(String(answer.status));
    return answer;
  });
}

function calledPiece(origin: string, path: string): Piece {
  const { hostname, port, protocol } = new URL(origin);
  const attributes = {
    'http.request.method': 'POST',
    'url.full': `${origin}${path}`,
    'url.template': path,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
  };
  return { name: `POST ${path}`, kind: 'CLIENT', attributes };
}
