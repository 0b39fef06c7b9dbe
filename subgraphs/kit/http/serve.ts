import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { answerFigures } from '../figures.ts';
import type { Log } from '../log.ts';
import { addressOf } from '../settings.ts';
import { limitArrival } from './arrival.ts';
import { answerHealth, sendJson } from './health.ts';
import { drain, listen } from './listen.ts';
import type { ReadyReport } from './readiness.ts';

/** Where a server listens, and how it says that it is ready. */
export interface Listening {
  host: string;
  /** 0: any free one. */
  port: number;
  ready(): Promise<ReadyReport>;
  log: Log;
  /** Whether a request may take as long as it likes to arrive; left out: none may. */
  isStream?: (request: IncomingMessage) => boolean;
}

/** A server that listens. */
export interface Served {
  /** Where it is reached, without a slash at the end. */
  url: string;
  /** Takes no more requests, lets those under way finish for at most five seconds, and stops. */
  close(): Promise<void>;
}

/** Answers a request to a path of its own; false: not mine. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const graceMs = 5_000;

/** Serves /livez, /readyz, /metrics and what a handler takes. Throws PortTaken. */
export async function serveHttp(on: Listening, handle: Handler): Promise<Served> {
  // Connections are kept for longer than the gateway keeps them: it never sends into one that is just being closed.
  // How long a body may take hangs on what it is: the listener says so.
  const limits = { requestTimeout: 0, headersTimeout: 15_000, keepAliveTimeout: 65_000 };
  const server = createServer(limits, listener(on, handle));
  const port = await listen(server, on.host, on.port);
  return { url: addressOf(on.host, port), close: () => drain(server, graceMs) };
}

/** How long a request that is no stream may take to arrive, in milliseconds. */
const arrivalMs = 30_000;

function listener({ ready, log, isStream }: Listening, handle: Handler): RequestListener {
  return async (request, response) => {
    if (!isStream?.(request)) limitArrival(request, response, arrivalMs);
    try {
      if (await answerHealth(request, response, ready)) return;
      if (await answerFigures(request, response)) return;
      if (await handle(request, response)) return;
      sendJson(response, { status: 404 }, { errors: [{ message: 'There is nothing at this address.' }] });
    } catch (thrown) {
      log.error({ err: thrown }, 'a request failed unexpectedly');
      sendJson(response, { status: 500 }, { errors: [{ message: 'Something went wrong here.' }] });
    }
  };
}
