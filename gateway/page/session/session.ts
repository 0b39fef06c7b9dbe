import { randomUUID } from 'node:crypto';
import type { Actor } from '@handoff/kit/actor';
import type { Headers, Identify, IdentityLookup } from '../../identify.ts';
import { isRefusal, type Refusal, stranger } from '../../refusal.ts';
import { cookie, cookieIn } from './cookie.ts';
import type { Seal } from './seal.ts';

/** How somebody signed in, and so by what they are looked up again at every request. */
export type Who =
  | { by: 'token'; token: string }
  | { by: 'account'; issuer: string; subject: string }
  | { by: 'demo'; id: string };

/** What a browser carries: a name for its forms, and who signed in. */
export interface Session {
  id: string;
  /** Null: nobody yet. */
  who: Who | null;
}

export interface Sessions {
  read(cookies: string | undefined): Promise<Session | null>;
  /** The cookie that carries a session. */
  keep(session: Session): Promise<string>;
  /** The cookie that ends whatever session there is. */
  end(): string;
  formToken(session: Session): string;
  isFrom(session: Session, token: string): boolean;
}

const kind = 'session';
/** Twelve hours: a working day, after which people sign in anew. */
const lasts = 12 * 3600;

/** Sessions that live in their cookies. secure: pages are reached over TLS only. */
export function openSessions(seal: Seal, secure: boolean): Sessions {
  const name = secure ? '__Host-handoff-session' : 'handoff-session';
  return {
    read: async cookies => {
      const sent = cookieIn(cookies, name);
      const opened = sent === null ? null : await seal.open(kind, sent);
      return opened && typeof opened.id === 'string'
        ? { id: opened.id, who: (opened.who ?? null) as Who | null }
        : null;
    },
    keep: async session => cookie({ name, value: await seal.close(kind, session, lasts), seconds: lasts, secure }),
    end: () => cookie({ name, value: '', seconds: 0, secure }),
    formToken: ({ id }) => seal.mark(`form ${id}`),
    isFrom: ({ id }, token) => seal.fits(token, `form ${id}`),
  };
}

/** A session under a new name, so that what was known of the one before is of no use. */
export function newSession(who: Who | null): Session {
  return { id: randomUUID(), who };
}

/** Where people of sessions are looked up. */
export interface PeopleOfSessions {
  identify: Pick<Identify, 'authenticate' | 'actor'>;
  personByIdentity: IdentityLookup['personByIdentity'];
  /** Somebody of the demo by id; null where there is no demo, or no such person. */
  demoPerson(id: string): Promise<{ id: string; name: string } | null>;
}

/** Who a session belongs to, looked up anew; the refusal says why they are not let in any more. */
export async function actorOf(who: Who, people: PeopleOfSessions, requestId: string): Promise<Actor | Refusal> {
  if (who.by === 'token') return holderOf(who.token, people.identify, requestId);
  const found =
    who.by === 'demo'
      ? await people.demoPerson(who.id)
      : ((await people.personByIdentity(who.issuer, who.subject)) ?? null);
  if (!found || ('active' in found && !found.active)) return stranger('You are no longer active here.');
  return { kind: 'person', id: found.id, name: found.name, via: 'GRAPHQL', requestId, limitedTo: null };
}

/** The holder of a token, by the same door as every other caller. */
async function holderOf(
  token: string,
  identify: PeopleOfSessions['identify'],
  requestId: string,
): Promise<Actor | Refusal> {
  const headers: Headers = { authorization: [`Bearer ${token}`] };
  const bearer = await identify.authenticate(headers);
  return isRefusal(bearer) ? bearer : identify.actor(bearer, { headers, body: new Uint8Array(), requestId });
}
