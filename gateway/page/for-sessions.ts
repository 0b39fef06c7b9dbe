import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { tokenHash } from '@handoff/kit/access/token';
import { callerHeader } from '@handoff/kit/assertion';
import type { Bearer, Headers, Identify } from '../identify.ts';
import { isRefusal, type Refusal, stranger } from '../refusal.ts';
import { isForThisMachine, type Pages, peopleOf } from './house.ts';
import { actorOf } from './session/session.ts';

/** A script of ours says with this header that its cookie may speak for it. Pages of other sites cannot send it. */
export const sessionHeader = 'handoff-session';

/** Lets in, beside whoever sends a token, whoever is signed in to the pages: GraphiQL asks with their session. */
export function forSessions(others: Identify, pages: Pages): Identify {
  return {
    authenticate: headers =>
      headers.authorization === undefined && headers[sessionHeader] !== undefined
        ? bearerOf(headers, others, pages)
        : others.authenticate(headers),
    actor: (bearer, request) => others.actor(bearer, request),
  };
}

/**
 * Who sends a request, by token, as a part of ours, or by a session of the pages; null: nobody known. Of an account that
 * speaks for people of Slack each of them is another caller.
 */
export async function callerOf(
  { headers, headersDistinct }: IncomingMessage,
  identify: Pick<Identify, 'authenticate'>,
  pages: Pages | null,
): Promise<string | null> {
  if (headers.authorization === undefined && headers[callerHeader] === undefined) {
    const session = await pages?.sessions.read(headers.cookie);
    return session?.who ? tokenHash(JSON.stringify(session.who)) : null;
  }
  const bearer = await identify.authenticate(headersDistinct);
  if (isRefusal(bearer)) return null;
  const { id, delivers } = bearer.holder;
  const [, slackUser = ''] = /^v1\.([\w-]{1,64})\./.exec(String(headers['handoff-acting-for'])) ?? [];
  return delivers ? `${id} ${slackUser}` : String(id);
}

async function bearerOf(headers: Headers, identify: Identify, pages: Pages): Promise<Bearer | Refusal> {
  const session = await pages.sessions.read(headers.cookie?.join('; '));
  const who = session?.who;
  if (!who || (who.by === 'demo' && !isForThisMachine(headers.host?.[0]))) return stranger(signIn);
  if (who.by === 'token') return identify.authenticate({ authorization: [`Bearer ${who.token}`] });
  const actor = await actorOf(who, peopleOf({ identify, pages }), randomUUID());
  if (isRefusal(actor) || actor.kind === 'system' || actor.id === null)
    return isRefusal(actor) ? actor : stranger(signIn);
  const lasting = { expiresAt: null, revokedAt: null, active: true, delivers: false, limitedTo: null };
  return { token: '', holder: { kind: actor.kind, id: actor.id, name: actor.name, ...lasting } };
}

const signIn = 'You are not signed in any more: open the catalogue, sign in, and come back.';
