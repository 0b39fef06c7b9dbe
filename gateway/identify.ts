import type { PersonOfIdentity, TokenHolder } from '@handoff/kit/access/identity';
import { isAcceptableBearer, tokenHash } from '@handoff/kit/access/token';
import { verifyActingFor } from '@handoff/kit/acting-for';
import type { Actor, Via } from '@handoff/kit/actor';
import { LRUCache } from 'lru-cache';
import { isRefusal, type Refusal, stranger } from './refusal.ts';

/** Where tokens and people are looked up. */
export interface IdentityLookup {
  /** The holder of the token with this sha256, or null. */
  holder(hash: string): Promise<TokenHolder | null>;
  /** The active person linked to a Slack user, or null. */
  personBySlack(slackUserId: string): Promise<{ id: string; name: string } | null>;
  /** The person who signs in with an account of the identity provider, or null. */
  personByIdentity(issuer: string, subject: string): Promise<PersonOfIdentity | null>;
  /** Told that an account came with a token that was made at this instant. */
  seen(account: { issuer: string; subject: string; at: Date }): void;
  /** Told at most every five seconds for each token that is used. */
  used?(tokenId: string): void;
}

/** The headers of a request, every one as often as it was sent. */
export type Headers = Readonly<Record<string, string[] | undefined>>;

/** Whoever a bearer token belongs to. */
export type Holder = Omit<TokenHolder, 'tokenId'>;

/** A token that was accepted at the door, before anything else of the request was read. */
export interface Bearer {
  token: string;
  holder: Holder;
}

/** Who holds an access token of the identity provider, or why it is not taken. */
export type AccessTokens = (token: string) => Promise<Holder | Refusal>;

export interface IdentifyOptions {
  /** Null: nobody signs in with an identity provider. */
  accessTokens?: AccessTokens | null;
  /** Milliseconds since 1970. */
  clock?: () => number;
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

/** Identifies callers by API token or access token, remembering for five seconds what was looked up. */
export function createIdentify(lookup: IdentityLookup, options: IdentifyOptions = {}): Identify {
  const { accessTokens = null, clock = Date.now } = options;
  const find = async (token: string): Promise<Holder | Refusal> => {
    if (looksSigned(token)) return accessTokens ? accessTokens(token) : stranger(noProvider);
    const holder = await lookup.holder(tokenHash(token));
    if (holder) lookup.used?.(holder.tokenId);
    return holder ?? stranger(unknownToken);
  };
  const holder = remembered(find, { clock, keyOf: tokenHash, keep: found => !isRefusal(found) || found.status < 500 });
  const personBySlack = remembered(lookup.personBySlack, { clock });
  return {
    async authenticate(headers) {
      const token = bearerToken(headers);
      if (typeof token !== 'string') return token;
      if (!looksSigned(token) && !isAcceptableBearer(token)) return stranger(unknownToken);
      const found = await holder(token);
      return isRefusal(found) ? found : (refuseHolder(found, clock()) ?? { token, holder: found });
    },
    async actor(bearer, request) {
      const header = only(request.headers, 'handoff-acting-for');
      if (header === undefined) return ofHolder(bearer.holder, request);
      const slackUserId = readActingFor(header, { bearer, request, nowSeconds: clock() / 1000 });
      if (typeof slackUserId !== 'string') return slackUserId;
      const person = await personBySlack(slackUserId);
      if (!person) return stranger(`Nobody here is linked to the Slack user ${slackUserId}. ${linkIt}`);
      return { ...person, kind: 'person', via: 'SLACK', requestId: request.requestId, limitedTo: null };
    },
  };
}

const unknownToken = 'This token is not known here. Check that it is complete and that it belongs to this Handoff.';
const noProvider = 'Nobody signs in with an identity provider here (OIDC_ISSUER is not set): send an API token.';
const linkIt =
  'The bot links who writes to it by their verified e-mail: an administrator adds the person with that e-mail.';

/** Whether a bearer token has the look of a JSON Web Token, whatever it is worth. */
function looksSigned(token: string): boolean {
  return token.startsWith('eyJ') && token.includes('.');
}

function bearerToken(headers: Headers): string | Refusal {
  const sent = headers.authorization ?? [];
  if (sent.length > 1) return stranger('The request has more than one Authorization header. Send it once.');
  const token = /^Bearer +(\S+) *$/i.exec(sent[0] ?? '')?.[1];
  return token ?? stranger('Sign in: send the header "Authorization: Bearer <API token or access token>".');
}

function refuseHolder({ expiresAt, revokedAt, active }: Holder, now: number): Refusal | null {
  if (revokedAt) return stranger('This token was revoked. Make a new one.');
  if (expiresAt && expiresAt.getTime() <= now) return stranger('This token has expired. Get a new one.');
  return active ? null : stranger('The person this token belongs to is no longer active here.');
}

function ofHolder({ kind, id, name, limitedTo }: Holder, { headers, requestId }: Arrived): Actor {
  const said = only(headers, 'handoff-via');
  return { kind, id, name, limitedTo, requestId, via: vias.find(each => each === said) ?? 'GRAPHQL' };
}

interface Claim {
  bearer: Bearer;
  request: Arrived;
  nowSeconds: number;
}

function readActingFor(header: string, { bearer, request, nowSeconds }: Claim): string | Refusal {
  if (!bearer.holder.delivers) return stranger('This token may not act for other people: that needs DELIVER.');
  const claim = verifyActingFor(header, { token: bearer.token, body: request.body, nowSeconds });
  return claim?.slackUserId ?? stranger('The header handoff-acting-for does not fit this request, or is out of date.');
}

/** A header's value; two of it become one that fits nothing. */
function only(headers: Headers, name: string): string | undefined {
  return headers[name]?.join(', ');
}

interface Remembering<T> {
  clock: () => number;
  /** What is remembered by, so that no secret lies in memory longer than its request. */
  keyOf?: (asked: string) => string;
  /** Whether an answer is worth remembering. */
  keep?: (found: T) => boolean;
}

function remembered<T>(find: (asked: string) => Promise<T>, how: Remembering<T>): (asked: string) => Promise<T> {
  const { clock, keyOf = asked => asked, keep = () => true } = how;
  const known = new LRUCache<string, Promise<T>>({
    max: 10_000,
    ttl: keptMs,
    ttlResolution: 0,
    perf: { now: clock },
  });
  return asked => {
    const key = keyOf(asked);
    const kept = known.get(key);
    if (kept) return kept;
    const asking = find(asked);
    known.set(key, asking);
    asking.then(
      found => keep(found) || known.delete(key),
      () => known.delete(key),
    );
    return asking;
  };
}
