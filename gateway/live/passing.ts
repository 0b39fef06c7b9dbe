import type { Handler, Request, Response } from 'graphql-sse';
import { answerOfRefusal } from '../answer.ts';
import type { Knock } from '../door.ts';
import type { Refusal } from '../refusal.ts';
import type { Connection } from './connection.ts';
import type { Reserved } from './tokens.ts';
import type { Visit } from './visit.ts';

/** A visit on its way through graphql-sse, with the connection that its updates go over. */
export interface Passing {
  visit: Visit;
  connection: Connection;
  /** The stream that carries several subscriptions; null: one of its own. */
  reserved: Reserved | null;
}

export type Speak = Handler<Passing>;

/**
 * A visit as graphql-sse reads it: what it asks was read before, and is not handed on but as a sign that it is there.
 * method: another than its own.
 */
export function spoken(passing: Passing, method = passing.visit.knock.request.method ?? ''): Request<Passing> {
  const { visit, reserved } = passing;
  const parameters = new URLSearchParams({ query: 'asked', operationId: operationIdOf(visit) });
  const isStream = reserved === null || method === 'GET';
  const headers: Record<string, string> = {
    accept: isStream ? 'text/event-stream' : '*/*',
    'content-type': 'application/json',
  };
  return {
    method,
    url: `/?${parameters}`,
    headers: { get: name => headers[name] ?? null },
    body: { query: 'asked', extensions: { operationId: operationIdOf(visit) } },
    raw: passing,
    context: undefined,
  };
}

function operationIdOf({ operationId, knock }: Visit): string {
  return operationId ?? knock.url.searchParams.get('operationId') ?? '';
}

/** A refusal as graphql-sse passes it on. */
export function responseOf(refusal: Refusal, { requestId }: Knock): Response {
  const { status, headers, body } = answerOfRefusal(refusal, requestId, undefined);
  return [String(body), { status, statusText: '', headers: headers as Record<string, string> }];
}
