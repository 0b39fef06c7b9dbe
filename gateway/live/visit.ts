import type { Actor } from '@handoff/kit/actor';
import type { GraphRequest } from '@handoff/kit/graph-request';
import { isPlainJson, takes } from '@handoff/kit/http/media-type';
import { large, notABulkImport, parseAddress, parseBody, readBody } from '../body.ts';
import type { House, Knock } from '../door.ts';
import type { Headers } from '../identify.ts';
import { sessionHeader } from '../page/for-sessions.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

/** Somebody at the door of live updates. */
export interface Visit {
  knock: Knock;
  /** What they identify themselves with, again and again while they read. */
  headers: Headers;
  actor: Actor & { id: string };
  /** What they subscribe to; null: they open, reserve or end something. */
  asked: GraphRequest | null;
  /** The name of a subscription among others of one stream. */
  operationId: string | null;
  /** Place in the trail up to which they were told before. */
  after: number | null;
  /** Which stream they mean, when they have reserved one. */
  token: string | null;
}

const methods = 'GET, POST, PUT, DELETE';

/** Lets somebody in: method, who is asking, size and form of the body; what it asks is judged later. */
export async function enter(
  { identify, operations }: Pick<House, 'identify' | 'operations'>,
  knock: Knock,
): Promise<Visit | Refusal> {
  const { method = '', headersDistinct } = knock.request;
  if (!methods.split(', ').includes(method))
    return { ...refuse(405, 'BAD_USER_INPUT', 'Use GET to open a stream.'), headers: { allow: methods } };
  const headers = ofSession(headersDistinct);
  const bearer = await identify.authenticate(headers);
  if (isRefusal(bearer)) return bearer;
  if (headers['handoff-acting-for'])
    return refuse(400, 'BAD_USER_INPUT', 'A stream is opened by who reads it: leave out handoff-acting-for.');
  const body = method === 'POST' ? await bodyOf(knock) : Buffer.alloc(0);
  if (isRefusal(body)) return body;
  const actor = await identify.actor(bearer, { headers, body, requestId: knock.requestId });
  if (isRefusal(actor)) return actor;
  const { searchParams } = knock.url;
  const token = headers['x-graphql-event-stream-token']?.[0] ?? searchParams.get('token');
  const opens = method === 'PUT' || method === 'DELETE' || (method === 'GET' && token !== null);
  const asked = opens ? null : method === 'POST' ? parseBody(body, operations) : parseAddress(searchParams, operations);
  if (isRefusal(asked)) return asked;
  if (asked && token === null && !takes('text/event-stream', knock.request.headers.accept))
    return refuse(406, 'BAD_USER_INPUT', onlyEvents);
  const extensions = method === 'POST' ? extensionsOf(body) : {};
  const after = placeOf(headers['last-event-id']?.[0] ?? searchParams.get('lastEventId') ?? extensions.lastEventId);
  const operationId = typeof extensions.operationId === 'string' ? extensions.operationId : null;
  return { knock, headers, actor: actor as Visit['actor'], asked, operationId, after, token };
}

const onlyEvents = 'Live updates come as server-sent events: ask for them with "Accept: text/event-stream".';

/** A script of a page of ours is known by its session; that the page is ours is said by the browser. */
function ofSession(headers: Headers): Headers {
  const isOurs = headers['sec-fetch-site']?.[0] === 'same-origin' && headers.authorization === undefined;
  return isOurs ? { ...headers, [sessionHeader]: ['1'] } : headers;
}

async function bodyOf({ request }: Knock): Promise<Buffer | Refusal> {
  if (!isPlainJson(request.headers))
    return refuse(
      415,
      'BAD_USER_INPUT',
      'Send the subscription as "Content-Type: application/json", in UTF-8, not compressed.',
    );
  const body = await readBody(request);
  return !isRefusal(body) && body.length > large ? notABulkImport() : body;
}

function extensionsOf(body: Buffer): { operationId?: unknown; lastEventId?: unknown } {
  try {
    return (JSON.parse(body.toString()) as { extensions?: object }).extensions ?? {};
  } catch {
    return {};
  }
}

function placeOf(sent: unknown): number | null {
  return /^\d{1,15}$/.test(String(sent)) ? Number(sent) : null;
}
