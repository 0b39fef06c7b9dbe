import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's server was asked. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What it answers: a text as it stands, anything else as JSON; or a function that does what it likes with the wire. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  wire?(response: ServerResponse): void;
}

export interface TestServer {
  url: string;
  asked: Asked[];
  /** The paths that were asked for, in order. */
  paths(): string[];
  answer(reply: (asked: Asked) => Reply): void;
  stop(): Promise<void>;
}

/** A server on loopback that answers as a test tells it; 404 with a web page until then. */
export async function testServer(): Promise<TestServer> {
  let reply: (asked: Asked) => Reply = () => notFound;
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const url = new URL(request.url ?? '/', 'http://localhost');
    const one = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    asked.push(one);
    give(response, reply(one));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    paths: () => asked.map(({ path }) => path),
    answer: next => {
      reply = next;
      asked.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

/** What web servers say to an address that they do not know. */
export const notFound: Reply = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n',
};

function give(response: ServerResponse, { status = 200, headers = {}, body, wire }: Reply): void {
  if (wire) {
    wire(response);
    return;
  }
  const type = typeof body === 'string' || body instanceof Uint8Array ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
}
