import type { IncomingMessage } from 'node:http';
import type { Actor } from '@handoff/kit/actor';
import type { GraphRequest } from '@handoff/kit/graph-request';
import { isPlainJson } from '@handoff/kit/http/media-type';
import type { Log } from '@handoff/kit/log';
import type { RateLimit } from '@handoff/kit/rate-limit';
import { takeTurns } from '@handoff/kit/turns';
import { type DocumentNode, getOperationAST, Kind, OperationTypeNode } from 'graphql';
import { type Answer, answerOf, answerOfRefusal } from './answer.ts';
import { large, notABulkImport, parseAddress, parseBody, readBody } from './body.ts';
import type { Budgets } from './budget/budgets.ts';
import { surprise } from './errors.ts';
import type { Graph } from './graph.ts';
import { refuseJson, textMember } from './guard/json.ts';
import { refuseText } from './guard/text.ts';
import { costOf, judgeDocument } from './guard.ts';
import type { Bearer, Identify } from './identify.ts';
import type { Operations } from './operations/known.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** What stands behind the door. */
export interface House {
  graph: Graph;
  identify: Identify;
  budgets: Budgets;
  operations: Operations;
  log: Log;
}

/** A request at the door. */
export interface Knock {
  request: IncomingMessage;
  url: URL;
  requestId: string;
  /** Ends when the caller has gone. */
  signal: AbortSignal;
}

/**
 * Answers a request to /graphql. In this order, each step only for who passed the one before: method and content
 * type, who is asking, size of the body, its nesting, size of the document, its cost,
 * whether it has to be known, what the caller has left, and only
 * then the graph.
 */
export async function answerGraph(house: House, knock: Knock): Promise<Answer> {
  const { accept } = knock.request.headers;
  try {
    const found = await letIn(house, knock);
    return isRefusal(found) ? answerOfRefusal(found, knock.requestId, accept) : answerOf(found, accept);
  } catch (thrown) {
    return answerOfRefusal(surprise(thrown, { ...knock, log: house.log }), knock.requestId, accept);
  }
}

async function letIn(house: House, knock: Knock) {
  const bearer = refuseForm(knock.request) ?? (await house.identify.authenticate(knock.request.headersDistinct));
  if (isRefusal(bearer)) return bearer;
  const body = knock.request.method === 'GET' ? Buffer.alloc(0) : await readBody(knock.request);
  if (isRefusal(body)) return body;
  const taken = () => takeIn(house, knock, { bearer, body });
  return body.length > slow ? slowOnes.during(taken) : taken();
}

/** Larger bodies take milliseconds to read and to check, in which nobody else is served. In bytes. */
const slow = 16 * 1024;
/** One after the other, so that a few at once do not add up for others; after 50 ms the next begins all the same. */
const slowOnes = takeTurns(1, 50);

async function takeIn(house: House, knock: Knock, { bearer, body }: { bearer: Bearer; body: Buffer }) {
  const tooLarge = refuseLarge(house.graph, body);
  if (tooLarge) return tooLarge;
  const asked =
    knock.request.method === 'GET'
      ? parseAddress(knock.url.searchParams, house.operations)
      : parseBody(body, house.operations);
  if (isRefusal(asked)) return asked;
  const cost = weigh(house.graph, asked, body.length);
  if (isRefusal(cost)) return cost;
  const unlisted = house.operations.refuse(asked.query, house.graph.document(asked.query), bearer);
  if (unlisted) return unlisted;
  if (isSubscription(house.graph, asked)) return refuse(400, 'BAD_USER_INPUT', elsewhere);
  const actor = await identified(house, knock, { bearer, body });
  if (isRefusal(actor)) return actor;
  const rateLimit = house.budgets.charge(actor, cost);
  return isRefusal(rateLimit) ? rateLimit : execute(house, { knock, asked, actor, rateLimit });
}

const elsewhere = 'Live updates are at /graphql/stream: send the subscription there, with "Accept: text/event-stream".';

function isSubscription(graph: Graph, { query, operationName }: GraphRequest): boolean {
  const document = graph.document(query);
  return document !== null && getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}

function identified({ identify }: House, knock: Knock, { bearer, body }: { bearer: Bearer; body: Buffer }) {
  const { requestId, request } = knock;
  return identify.actor(bearer, { headers: request.headersDistinct, body, requestId });
}

interface LetIn {
  knock: Knock;
  asked: GraphRequest;
  actor: Actor;
  rateLimit: RateLimit;
}

function execute({ graph }: House, { knock, asked, actor, rateLimit }: LetIn) {
  const context = {
    requestId: knock.requestId,
    caller: { actor, signal: knock.signal, loaders: new Map(), rateLimit },
    ofSubgraph: new Map(),
  };
  return graph.execute(asked, { method: knock.request.method ?? '', context });
}

function refuseForm({ method, headers }: IncomingMessage): Refusal | null {
  if (method === 'GET') return null;
  if (method !== 'POST') {
    return { ...refuse(405, 'BAD_USER_INPUT', 'Use POST, or GET for queries.'), headers: { allow: 'GET, POST' } };
  }
  if (isPlainJson(headers)) return null;
  return refuse(
    415,
    'BAD_USER_INPUT',
    'Send the request as "Content-Type: application/json", in UTF-8, not compressed.',
  );
}

/** Whether a body is larger than what it asks for may be, known before anything else is built from it. */
function refuseLarge(graph: Graph, body: Buffer): Refusal | null {
  if (body.length <= large) return null;
  const nested = refuseJson(body);
  const query = nested ? null : textMember(body, 'query');
  if (query === null) return nested ?? notABulkImport();
  const refused = refuseText(query);
  if (refused) return refused;
  const document = graph.document(query);
  return document && isBulkImport(document) ? null : notABulkImport();
}

/** What a request costs, or why it is more than one request may be. */
export function weigh(
  graph: Graph,
  { query, variables, operationName }: GraphRequest,
  bytes: number,
): number | Refusal {
  const refused = refuseText(query);
  if (refused) return refused;
  const document = graph.document(query);
  if (bytes > large && !(document && isBulkImport(document))) return notABulkImport();
  if (!document) return 1;
  const judged = judgeDocument(graph.schema, document, variables);
  return judged.refusal ?? costOf(judged, operationName);
}

/** The change that takes much at once. */
const bulkField = 'importModels';

function isBulkImport({ definitions }: DocumentNode): boolean {
  return definitions.every(
    each =>
      each.kind === Kind.OPERATION_DEFINITION &&
      each.selectionSet.selections.every(field => field.kind === Kind.FIELD && field.name.value === bulkField),
  );
}
