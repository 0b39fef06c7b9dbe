import type { IncomingMessage } from 'node:http';
import { collect } from '@handoff/kit/http/body';
import { type Refusal, refuse } from '../refusal.ts';
import type { Session, Sessions } from './session/session.ts';

/** Larger than any form of these pages, in bytes. */
const largest = 64 * 1024;

/** Reads a form that was sent from a page of ours, as this session. */
export async function readForm(
  request: IncomingMessage,
  session: Session | null,
  sessions: Sessions,
): Promise<URLSearchParams | Refusal> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
    return refuse(415, 'BAD_USER_INPUT', 'Send the form as a browser does: application/x-www-form-urlencoded.');
  const body = await collect(request, largest);
  if (body === 'too large') return { ...refuse(413, 'BAD_USER_INPUT', tooMuch), headers: { connection: 'close' } };
  if (body === 'cut off') return refuse(400, 'BAD_USER_INPUT', 'The form ended before all of it had come.');
  const sent = new URLSearchParams(body.toString('utf8'));
  const isOurs = session !== null && fromHere(request) && sessions.isFrom(session, sent.get('token') ?? '');
  return isOurs ? sent : refuse(403, 'BAD_USER_INPUT', outdated);
}

const tooMuch = 'This is more than a form may hold (64 kB). Write less, or put it into a document.';
const outdated =
  'This form is out of date, or did not come from here. Nothing was changed: open the page and try again.';

function fromHere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === headers.host);
}
