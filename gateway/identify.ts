import type { TokenHolder } from '@handoff/kit/access/identity';
import { isAcceptableBearer, tokenHash } from '@handoff/kit/access/token';
import { verifyActingFor } from '@handoff/kit/acting-for';
import type { Actor, Via } from '@handoff/kit/actor';
import { LRUCache } from 'lru-cache';
import { type Refusal, refuse } from './refusal.ts';

/** Where tokens and people are looked up. */
export interface IdentityLookup {
  /** The holder of the token with this sha256, or null. */
  holder(hash: string): Promise<TokenHolder | null>;
  /** The active person linked to a Slack user, or null. */
  personBySlack(slackUserId: string): Promise<{ id: string; name: string } | null>;
  /** Told at most every five seconds for each token that is used. */
  used?(tokenId: string): void;
}

/** The headers of a request, every one as often as it was sent. */
export type Headers = Readonly<Record<string, string[] | undefined>>;

/** A token that was accepted at the door, before anything else of the request was read. */
export interface Bearer {
  token: string;
  holder: TokenHolder;
}

/** A request whose bearer is known and whose body has arrived. */
export interface Arrived {
  headers: Headers;
  /** The exact bytes of the body; empty for GET. */
  body: Uint8Array;
  requestId: string;
}

/** Who is asking. Authentication only: what they may do is decided by the commands. */
export interface Identify {
  authenticate(headers: Headers): Promise<Bearer | Refusal>;
  actor(bearer: Bearer, request: Arrived): Promise<Actor | Refusal>;
}

const keptMs = 5_000;
const vias: readonly Via[] = ['CLI', 'IMPORT', 'GRAPHQL'];

/** Identifies callers by API token, remembering for five seconds what was looked up. clock: milliseconds since 1970. */
export function createIdentify(lookup: IdentityLookup, clock: () => number = Date.now): Identify {
  const find = async (hash: string) => {
    const holder = await lookup.holder(hash);
    if (holder) lookup.used?.(holder.tokenId);
    return holder;
  };
  const holder = remembered(find, clock);
  const personBySlack = remembered(lookup.personBySlack, clock);
  return {
    async authenticate(headers) {
      const token = bearerToken(headers);
      if (typeof token !== 'string') return token;
      const found = await holder(tokenHash(token));
      return found ? (refuseHolder(found, clock()) ?? { token, holder: found }) : strangers(unknownToken);
    },
    async actor(bearer, request) {
      const header = only(request.headers, 'handoff-acting-for');
      if (header === undefined) return ofHolder(bearer.holder, request);
      const slackUserId = readActingFor(header, { bearer, request, nowSeconds: clock() / 1000 });
      if (typeof slackUserId !== 'string') return slackUserId;
      const person = await personBySlack(slackUserId);
      if (!person) return strangers(`Nobody here is linked to the Slack user ${slackUserId}. ${linkIt}`);
      return { ...person, kind: 'person', via: 'SLACK', requestId: request.requestId, limitedTo: null };
    },
  };
}

const unknownToken = 'This token is not known here. Check that it is complete and that it belongs to this Handoff.';
const linkIt =
  'The bot links who writes to it by their verified e-mail: an administrator adds the person with that e-mail.';

function strangers(message: string): Refusal {
  return { ...refuse(401, 'UNAUTHENTICATED', message), headers: { 'www-authenticate': 'Bearer' } };
}

function bearerToken(headers: Headers): string | Refusal {
  const sent = headers.authorization ?? [];
  if (sent.length > 1) return strangers('The request has more than one Authorization header. Send it once.');
  const token = /^Bearer +(\S+) *$/i.exec(sent[0] ?? '')?.[1];
  if (token === undefined) return strangers('Sign in: send the header "Authorization: Bearer <API token>".');
  return isAcceptableBearer(token) ? token : strangers(unknownToken);
}

function refuseHolder({ expiresAt, revokedAt, active }: TokenHolder, now: number): Refusal | null {
  if (revokedAt) return strangers('This token was revoked. Make a new one.');
  if (expiresAt && expiresAt.getTime() <= now) return strangers('This token has expired. Make a new one.');
  return active ? null : strangers('The person this token belongs to is no longer active here.');
}

function ofHolder({ kind, id, name, limitedTo }: TokenHolder, { headers, requestId }: Arrived): Actor {
  const said = only(headers, 'handoff-via');
  return { kind, id, name, limitedTo, requestId, via: vias.find(each => each === said) ?? 'GRAPHQL' };
}

interface Claim {
  bearer: Bearer;
  request: Arrived;
  nowSeconds: number;
}

function readActingFor(header: string, { bearer, request, nowSeconds }: Claim): string | Refusal {
  if (!bearer.holder.delivers) return strangers('This token may not act for other people: that needs DELIVER.');
  const claim = verifyActingFor(header, { token: bearer.token, body: request.body, nowSeconds });
  return claim?.slackUserId ?? strangers('The header handoff-acting-for does not fit this request, or is out of date.');
}

/** A header's value; two of it become one that fits nothing. */
function only(headers: Headers, name: string): string | undefined {
  return headers[name]?.join(', ');
}

function remembered<T>(find: (key: string) => Promise<T>, clock: () => number): (key: string) => Promise<T> {
  const known = new LRUCache<string, Promise<T>>({
    max: 10_000,
    ttl: keptMs,
    ttlResolution: 0,
    perf: { now: clock },
  });
  return key => {
    const kept = known.get(key);
    if (kept) return kept;
    const asked = find(key);
    known.set(key, asked);
    asked.catch(() => known.delete(key));
    return asked;
  };
}
