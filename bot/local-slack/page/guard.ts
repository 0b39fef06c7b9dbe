import type { IncomingMessage } from 'node:http';

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/** Why a request may not have the page, in words for the person who sent it; undefined when it may. */
export function refusal(request: IncomingMessage): string | undefined {
  const { host = '' } = request.headers;
  if (!loopback.test(host))
    return 'This page is only for this computer: open it as http://127.0.0.1 or http://localhost.';
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  if (request.method !== 'POST') return 'This page takes GET and POST only.';
  return fromHere(request, host) ? undefined : 'This form was sent from another site, so it was not accepted.';
}

function fromHere({ headers }: IncomingMessage, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin = '' } = headers;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Headers of every answer: nothing but our own style, script and forms; never inside a frame. */
export const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
