import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerHeader, digestOf, type Nonces, vouched } from '../assertion.ts';
import { surprising } from '../errors.ts';
import { endOf } from '../http/end.ts';
import { sendJson } from '../http/health.ts';
import type { Log } from '../log.ts';
import { refusedStream, type StreamAnswer, type StreamDoor, streamClaim } from './stream.ts';

/** What it takes to answer streams that the gateway passes on. */
export interface StreamRooms {
  name: string;
  stream: StreamDoor;
  key: string;
  nonces: Nonces;
  log: Log;
}

/**
 * Answers a stream that the gateway passes on. In this order, each step only for who passed the one before: the
 * assertion, that it is for this batch, that it comes for the first time, and only then the first byte.
 */
export async function answerStream(rooms: StreamRooms, request: IncomingMessage, response: ServerResponse) {
  const answer = await letIn(rooms, request, response);
  // What was not read of the stream would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  sendJson(response, { status: answer === stranger ? 401 : 200 }, answer);
}

const stranger = refusedStream(
  401,
  'UNAUTHENTICATED',
  'This part of Handoff answers its gateway only. Ask the gateway.',
);

async function letIn(rooms: StreamRooms, request: IncomingMessage, response: ServerResponse): Promise<StreamAnswer> {
  const { name, key, nonces, log, stream } = rooms;
  const nowSeconds = Date.now() / 1000;
  const batchId = new URL(request.url ?? '', 'http://localhost').searchParams.get('batchId') ?? '';
  const encoding = request.headers['content-encoding'] === 'gzip' ? 'gzip' : 'identity';
  const caller = vouched(request.headers[callerHeader]?.toString(), { key, audience: name, nowSeconds });
  if (caller.kind === 'Unvouched') return refuse(log, request, caller.why);
  if (digestOf(streamClaim({ encoding, batchId })) !== caller.bodyDigest)
    return refuse(log, request, 'for another one');
  if (!nonces.take(caller.nonce, nowSeconds)) return refuse(log, request, 'used before');
  const { actor } = caller;
  try {
    return await stream({ actor, signal: endOf(response) }, { body: request, encoding, batchId });
  } catch (thrown) {
    const { code, message } = surprising(thrown, { requestId: actor.requestId, log });
    return refusedStream(code === 'UNAVAILABLE' ? 503 : 500, code, message);
  }
}

function refuse(log: Log, { socket }: IncomingMessage, why: string): StreamAnswer {
  log.warn({ from: socket.remoteAddress, why }, 'a stream was refused: its assertion is not good');
  return stranger;
}
