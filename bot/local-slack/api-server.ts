import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from './core.ts';
import type { ApiFault } from './faults.ts';
import { readJson } from './json.ts';
import { urlOf } from './request-url.ts';
import { useResponseUrl } from './response-urls.ts';
import { type ApiRequest, answerCall, changesSomething, readRequest } from './web-api/call.ts';
import type { ApiAnswer } from './web-api/method.ts';
import { noteWire } from './wire.ts';

/** Serves what the own port has beside Slack's API; true when the request was for it. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const mostBody = 1_000_000;

/** The HTTP server of the local Slack: Web API, response addresses, sockets, and the page when asked for. */
export function createApiServer(core: Core, page: PageHandler): Server {
  const server = createServer((request, response) => {
    answer({ core, page, request, response }).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('upgrade', (request, socket, head) => core.sockets.upgrade(request, socket, head));
  return server;
}

interface Exchange {
  core: Core;
  page: PageHandler;
  request: IncomingMessage;
  response: ServerResponse;
}

async function answer(exchange: Exchange): Promise<void> {
  const { core, page, request, response } = exchange;
  const path = urlOf(request).pathname;
  if (core.settings.pageAtOwnPort && (await page(request, response))) return;
  if (path.startsWith('/api/')) return await answerApi(exchange, path.slice('/api/'.length));
  if (path.startsWith('/response/')) return await answerResponse(exchange, path.slice('/response/'.length));
  response.writeHead(404).end();
}

async function answerApi({ core, request, response }: Exchange, name: string): Promise<void> {
  const ended = core.activity.callStarted(changesSomething(name));
  try {
    const call = readRequest(name, request.headers, await readBody(request));
    const fault = core.apiFaults.take(name);
    if (fault?.kind === 'delay') await sleep(fault.ms);
    if (fault?.kind === 'drop') return void request.socket.destroy();
    const spoiled = fault && spoiledAnswer(fault, response);
    if (spoiled) return noteFault(core, call, fault);
    const result = answerCall(core, call);
    if (fault?.kind === 'dropAnswer') return void request.socket.destroy();
    sendAnswer(response, result);
  } finally {
    ended();
  }
}

function noteFault({ workspace }: Core, { method: name, args: content }: ApiRequest, { kind }: ApiFault): void {
  const outcome = `fault on demand: ${kind}`;
  noteWire(workspace, { way: 'from-app', name, content, ms: null, outcome, violations: [] });
}

/** Sends what a fault wants said instead of the answer; false when it wants nothing said. */
function spoiledAnswer(fault: ApiFault, response: ServerResponse): boolean {
  if (fault.kind === 'serverError') response.writeHead(500).end();
  else if (fault.kind === 'error') sendAnswer(response, { ok: false, error: fault.error });
  else if (fault.kind === 'rateLimited') sendAnswer(response, { ok: false, error: 'ratelimited', ...fault });
  else return false;
  return true;
}

function sendAnswer(response: ServerResponse, { retryAfterSeconds, ...body }: ApiAnswer): void {
  const limited = typeof retryAfterSeconds === 'number';
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(limited ? 429 : 200, limited ? { ...headers, 'retry-after': String(retryAfterSeconds) } : headers);
  response.end(JSON.stringify(body));
}

async function answerResponse({ core, request, response }: Exchange, secret: string): Promise<void> {
  const ended = core.activity.callStarted(true);
  try {
    const body = readJson(await readBody(request));
    const problem = useResponseUrl(core.workspace, secret, body);
    noteWire(core.workspace, {
      ...{ way: 'from-app', name: 'response_url', content: body, ms: null, outcome: problem ?? 'ok' },
      violations: problem ? [problem] : [],
    });
    const gone = problem === 'expired_url' || problem === 'used_url';
    response.writeHead(gone ? 404 : problem ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(problem ? { ok: false, error: problem } : { ok: true }));
  } finally {
    ended();
  }
}

/** A request's body is larger than is read here. */
export class BodyTooLarge extends Error {}

/** Reads a request's body as text; throws BodyTooLarge above one megabyte. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What is too much is read and dropped: left unread, it would hold up the next request on this connection.
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= mostBody) chunks.push(chunk);
  }
  if (size > mostBody) throw new BodyTooLarge(`The body is larger than ${mostBody} bytes.`);
  return Buffer.concat(chunks).toString('utf8');
}
