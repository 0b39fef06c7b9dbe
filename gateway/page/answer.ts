import type { Html } from '@handoff/kit/html';
import type { Answer } from '../answer.ts';

/** What a page may load and where it may send: itself, and nothing written into it. */
export const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page on its way out. */
export function htmlAnswer(status: number, page: Html, more: Answer['headers'] = {}): Answer {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy,
    // Browsers name no origin of a form where the referrer is kept from everybody.
    'referrer-policy': 'same-origin',
    vary: 'cookie',
    ...more,
  };
  return { status, headers, body: page.source, outcome: status < 400 ? 'OK' : 'BAD_USER_INPUT' };
}

/** Sends a browser on to another address of this site, or of the identity provider, with GET. */
export function sendOn(to: string, cookies: readonly string[] = []): Answer {
  const headers = { location: to, ...(cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}) };
  return { status: 303, headers, body: '', outcome: 'OK' };
}
