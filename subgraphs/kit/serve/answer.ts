import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { callerHeader, digestOf, type Nonces, type Vouched, vouched } from '../assertion.ts';
import type { Caller } from '../caller.ts';
import { type Code, present, surprising } from '../errors.ts';
import { type Executor, Unfit } from '../executor.ts';
import { type GraphRequest, graphRequestOf } from '../graph-request.ts';
import { collect } from '../http/body.ts';
import { endOf } from '../http/end.ts';
import { graphqlJson, isPlainJson, mediaType } from '../http/media-type.ts';
import type { Listening } from '../http/serve.ts';
import type { Subgraph } from '../subgraph.ts';
import type { StreamDoor } from './stream.ts';

export interface ServeOptions extends Listening {
  subgraph: Pick<Subgraph, 'name' | 'schema'>;
  /** A fresh context with loaders of its own, for each request. */
  context(caller: Caller): object;
  /** Takes streams beside GraphQL; left out: there are none for it. */
  stream?: StreamDoor;
  /** HANDOFF_INTERNAL_KEY: who signs with it is the gateway. */
  key: string;
}

/** What the answers of one subgraph need. */
export type Rooms = ServeOptions & { execute: Executor; nonces: Nonces };

/** An answer on its way out: a GraphQL result. status: of the media type application/graphql-response+json. */
export interface Answer {
  status: number;
  body: object;
  /** Whether the graph itself says so: then it is 200 in application/json, whatever became of the request. */
  ofGraph?: true;
}

/** The status and the media type that an answer goes out with, as GraphQL over HTTP asks. */
export function sentAs({ status, ofGraph }: Answer, accept: string | undefined): { status: number; type: string } {
  const type = mediaType(accept);
  return { status: ofGraph && type !== graphqlJson ? 200 : status, type };
}

/** The door takes 8 MB; what the gateway makes of it may be a little longer. In bytes. */
const largest = 9 * 1024 * 1024;

/**
 * Answers POST /graphql. In this order, each step only for who passed the one before: the assertion, the size of the
 * body, that it is the one vouched for, that it comes for the first time, its form, and only then the graph.
 */
export async function answerGateway(rooms: Rooms, request: IncomingMessage, response: ServerResponse): Promise<Answer> {
  const nowSeconds = Date.now() / 1000;
  if (request.method !== 'POST') return refused(405, 'BAD_USER_INPUT', 'Use POST.');
  const header = request.headers[callerHeader];
  const caller = vouched(header?.toString(), { key: rooms.key, audience: rooms.subgraph.name, nowSeconds });
  if (caller.kind === 'Unvouched') return stranger(rooms, request, caller.why);
  const body = await collect(request, largest);
  if (body === 'too large') return refused(413, 'TOO_COSTLY', 'The request body is too large.');
  if (body === 'cut off') return refused(400, 'BAD_USER_INPUT', 'The request ended before its body was complete.');
  if (digestOf(body) !== caller.bodyDigest) return stranger(rooms, request, 'for another body');
  if (!rooms.nonces.take(caller.nonce, nowSeconds)) return stranger(rooms, request, 'used before');
  if (!isPlainJson(request.headers))
    return refused(415, 'BAD_USER_INPUT', 'Send "Content-Type: application/json", in UTF-8, not compressed.');
  return carryOut(rooms, { caller, body, signal: endOf(response) });
}

interface Arrived {
  caller: Vouched;
  body: Buffer;
  signal: AbortSignal;
}

async function carryOut(rooms: Rooms, { caller: { actor, rateLimit }, body, signal }: Arrived): Promise<Answer> {
  const teller = { requestId: actor.requestId, log: rooms.log };
  const asked = askedIn(body);
  if (typeof asked === 'string') return refused(400, 'BAD_USER_INPUT', asked);
  try {
    const { data, errors } = await rooms.execute(asked, rooms.context({ actor, signal, rateLimit }));
    const status = data === undefined ? 400 : 200;
    return { status, body: { data, errors: errors?.map(each => present(each, teller)) }, ofGraph: true };
  } catch (thrown) {
    // Still an answer of the graph, so that the gateway passes on what it means.
    const { code, message } = surprising(thrown, teller);
    const status = thrown instanceof Unfit ? 400 : code === 'UNAVAILABLE' ? 503 : 500;
    return { ...refused(status, code, message), ofGraph: true };
  }
}

function stranger({ log, subgraph }: Rooms, { socket }: IncomingMessage, why: string): Answer {
  log.warn({ from: socket.remoteAddress, why }, `a request to ${subgraph.name} was refused: its assertion is not good`);
  return refused(401, 'UNAUTHENTICATED', 'This part of Handoff answers its gateway only. Ask the gateway.');
}

function refused(status: number, code: Code, message: string): Answer {
  return { status, body: { errors: [new GraphQLError(message, { extensions: { code } })] } };
}

function askedIn(body: Buffer): GraphRequest | string {
  try {
    return graphRequestOf(JSON.parse(utf8.decode(body)));
  } catch {
    return 'The request body is not valid JSON in UTF-8.';
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
