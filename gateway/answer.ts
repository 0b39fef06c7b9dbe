import type { ServerResponse } from 'node:http';
import { json, mediaType } from '@handoff/kit/http/media-type';
import type { Executed } from './graph.ts';
import type { Refusal } from './refusal.ts';

/** An answer on its way out. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
  /** What came of it, for figures: OK or the code of the first error. */
  outcome: string;
}

/** What every answer carries: nothing here is to be guessed at, framed, kept or run by a browser. */
export const commonHeaders = Object.freeze({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
});

/**
 * The answer of the graph. Callers that accept application/json get 200 for what is no valid request,
 * as the GraphQL-over-HTTP specification asks, but for what is too costly; the others get the 4xx that it is.
 */
export function answerOf({ status, headers, result }: Executed, accept: string | undefined): Answer {
  const type = mediaType(accept);
  const outcome = outcomeOf(result);
  return {
    status: type === json && status === 400 && outcome !== 'TOO_COSTLY' ? 200 : status,
    headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
    body: JSON.stringify(result),
    outcome,
  };
}

/** A refusal as a GraphQL error. Its status is the same in both media types: nothing was carried out. */
export function answerOfRefusal(refusal: Refusal, requestId: string, accept: string | undefined): Answer {
  const { status, code, message, headers = {}, told } = refusal;
  return {
    status,
    headers: { ...headers, 'content-type': `${mediaType(accept)}; charset=utf-8` },
    body: JSON.stringify({ errors: [{ message, extensions: { code, requestId, ...told } }] }),
    outcome: code,
  };
}

/** Sends an answer; does nothing when the caller has gone. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  // RFC 9110, 8.6: an answer without content says nothing of its length.
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...commonHeaders, ...headers, ...length }).end(body);
}

function outcomeOf({ errors }: Executed['result']): string {
  return errors?.length ? String(errors[0]?.extensions?.code) : 'OK';
}
