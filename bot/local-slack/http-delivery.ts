import { createHmac } from 'node:crypto';
import type { Answer } from './answer.ts';
import { readJson } from './json.ts';

/** One signed request to the app. */
export interface SignedRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What to sign: the address, the body, and the moment in seconds since 1970. */
export interface ToSign {
  url: string;
  body: string;
  contentType: string;
  seconds: number;
  secret: string;
  headers?: Record<string, string>;
}

/** Slack's signature, version 0: HMAC-SHA256 in hex over `v0:seconds:body`. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
}

/** Makes the request Slack would send: body, time stamp and signature. */
export function signedRequest(what: ToSign): SignedRequest {
  return {
    url: what.url,
    body: what.body,
    headers: {
      ...what.headers,
      'content-type': what.contentType,
      'user-agent': 'Slackbot 1.0 (local)',
      'x-slack-request-timestamp': String(what.seconds),
      'x-slack-signature': signatureOf(what.secret, what.seconds, what.body),
    },
  };
}

/** Sends a request to the app and waits at most `ackMs` milliseconds for its answer. */
export async function sendRequest(request: SignedRequest, ackMs: number): Promise<Answer> {
  try {
    const { url, headers, body } = request;
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ackMs) });
    return await answerFrom(response);
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return { status: 0, payload: undefined, error: timedOut ? 'http_timeout' : 'no_connection' };
  }
}

async function answerFrom(response: Response): Promise<Answer> {
  const text = await response.text();
  const payload = text === '' ? undefined : (readJson(text) ?? text);
  const noRetry = response.headers.get('x-slack-no-retry') === '1';
  return { status: response.status, payload, noRetry, ...(response.ok ? {} : { error: 'http_error' as const }) };
}
