import type { IncomingMessage } from 'node:http';
import type { StreamAnswer, StreamDoor } from '@handoff/kit/serve/stream';
import { type Answer, answerOfRefusal } from '../answer.ts';
import type { House, Knock } from '../door.ts';
import { surprise } from '../errors.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

/** Where streams of observations come in. */
export const observationsPath = '/ingest/observations';

/**
 * Answers POST /ingest/observations: NDJSON, one observation a line, packed with gzip or not. What the body holds is not
 * looked at here: it goes on to monitoring as it comes, at the pace at which that takes it.
 */
export async function answerObservations(house: House, knock: Knock, door: StreamDoor): Promise<Answer> {
  const { accept } = knock.request.headers;
  try {
    const answer = await letIn(house, knock, door);
    if (isRefusal(answer)) return answerOfRefusal(cutting(answer, knock.request), knock.requestId, accept);
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    return { status: 200, headers, body: JSON.stringify(answer.body), outcome: 'OK' };
  } catch (thrown) {
    const refusal = surprise(thrown, { ...knock, log: house.log });
    return answerOfRefusal(cutting(refusal, knock.request), knock.requestId, accept);
  }
}

async function letIn(house: House, knock: Knock, door: StreamDoor) {
  const { request, requestId, signal } = knock;
  const batchId = knock.url.searchParams.get('batchId') ?? '';
  const refused = refuseForm(request) ?? refuseBatch(batchId);
  const bearer = refused ?? (await house.identify.authenticate(request.headersDistinct));
  if (isRefusal(bearer)) return bearer;
  const who = { headers: request.headersDistinct, body: Buffer.alloc(0), requestId };
  const actor = await house.identify.actor(bearer, who);
  if (isRefusal(actor)) return actor;
  const encoding = encodingOf(request) === 'identity' ? 'identity' : 'gzip';
  const answer = await door({ actor, signal }, { body: request, encoding, batchId });
  return answer.kind === 'Taken' ? answer : refusalOf(answer);
}

function refusalOf({ status, code, message }: Extract<StreamAnswer, { kind: 'Refused' }>): Refusal {
  const later = status === 429 ? { headers: { 'retry-after': '5' } } : {};
  return { ...refuse(status, code, message), ...later };
}

/** What was not read of the stream would be taken for the next request: the connection ends with the answer. */
function cutting(refusal: Refusal, request: IncomingMessage): Refusal {
  return request.complete ? refusal : { ...refusal, headers: { ...refusal.headers, connection: 'close' } };
}

const types = /^application\/(x-ndjson|ndjson|jsonl|x-jsonlines|json) *(; *charset="?utf-?8"?)? *$/i;
const encodings: ReadonlySet<string> = new Set(['identity', 'gzip', 'x-gzip']);

function encodingOf({ headers }: IncomingMessage): string {
  return (headers['content-encoding'] ?? 'identity').toLowerCase();
}

function refuseForm(request: IncomingMessage): Refusal | null {
  if (request.method !== 'POST') return { ...refuse(405, 'BAD_USER_INPUT', 'Use POST.'), headers: { allow: 'POST' } };
  if (!types.test(request.headers['content-type'] ?? '')) {
    const message = 'Send one observation a line as "Content-Type: application/x-ndjson", in UTF-8.';
    return refuse(415, 'BAD_USER_INPUT', message);
  }
  if (encodings.has(encodingOf(request))) return null;
  return refuse(415, 'BAD_USER_INPUT', 'Send the lines as they are, or as "Content-Encoding: gzip".');
}

function refuseBatch(batchId: string): Refusal | null {
  if (batchId.trim() !== '') return null;
  const message = 'Give the stream a ?batchId=… of your own: sent again under it, nothing is counted twice.';
  return refuse(400, 'BAD_USER_INPUT', message);
}
