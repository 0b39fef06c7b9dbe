import { createHash } from 'node:crypto';
import type { Html } from '@handoff/kit/html';
import type { Answer } from '../answer.ts';
import type { File } from './view.ts';

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

/** A file on its way out. What it has of styles in it is let through by its hash; nothing else is. */
export function fileAnswer({ type, content, name }: File): Answer {
  const styles = [...content.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${hashOf(style)}'`,
  );
  const policy = `default-src 'none'; style-src ${styles.join(' ') || "'none'"}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const kept: Answer['headers'] = name === null ? {} : { 'content-disposition': `attachment; filename="${name}"` };
  const headers = { 'content-type': type, 'content-security-policy': policy, vary: 'cookie', ...kept };
  return { status: 200, headers, body: content, outcome: 'OK' };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
