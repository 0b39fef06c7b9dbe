import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Actor } from './actor.ts';
import type { RateLimit } from './rate-limit.ts';

const version = 'v1';
/** An assertion is good for this many seconds before and after the moment it was made: clocks differ. */
const skewSeconds = 60;
/** No header that we make comes near this many characters. */
const longest = 8192;

/** The header that carries an assertion. */
export const callerHeader = 'handoff-caller';

/** What the gateway vouches for: who asks which subgraph what, and when. */
export interface Claim {
  /** HANDOFF_INTERNAL_KEY: the same for every part. */
  key: string;
  /** Name of the subgraph that is asked. */
  audience: string;
  actor: Actor;
  /** Whole seconds since 1970. */
  nowSeconds: number;
  /** The exact bytes of the request body. */
  body: string | Uint8Array;
  /** What the request costs its caller. */
  rateLimit?: RateLimit;
}

/** An assertion whose signature, audience and time are right. */
export interface Vouched {
  kind: 'Vouched';
  actor: Actor;
  /** SHA-256 of the body it was made for, 64 hexadecimal digits. */
  bodyDigest: string;
  /** Never the same in two assertions. */
  nonce: string;
  rateLimit?: RateLimit;
}

/** Why an assertion is not taken; for the log, never for whoever sent it. */
export interface Unvouched {
  kind: 'Unvouched';
  why: 'missing' | 'malformed' | 'signed with another key' | 'for another subgraph' | 'out of date';
}

interface Payload {
  audience: string;
  actor: Actor;
  issuedAt: number;
  nonce: string;
  bodyDigest: string;
  rateLimit?: Omit<RateLimit, 'resetAt'> & { resetAt: string | Date };
}

/** The value of the header `handoff-caller`: `v1.<what is vouched for, as base64url of JSON>.<hmac>`. */
export function assertion({ key, audience, actor, nowSeconds, body, rateLimit }: Claim): string {
  const nonce = randomBytes(12).toString('base64url');
  const payload: Payload = { audience, actor, issuedAt: nowSeconds, nonce, bodyDigest: digestOf(body), rateLimit };
  const head = `${version}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  return `${head}.${sign(key, head)}`;
}

/** Checks an assertion for all that can be checked before the body has come; compare `bodyDigest` when it has. */
export function vouched(
  header: string | undefined,
  { key, audience, nowSeconds }: Pick<Claim, 'key' | 'audience' | 'nowSeconds'>,
): Vouched | Unvouched {
  if (header === undefined) return unvouched('missing');
  const match = header.length <= longest ? /^(v1\.([A-Za-z0-9_-]+))\.([0-9a-f]{64})$/.exec(header) : null;
  if (!match) return unvouched('malformed');
  const [, head = '', encoded = '', hmac = ''] = match;
  if (!timingSafeEqual(Buffer.from(hmac), Buffer.from(sign(key, head)))) return unvouched('signed with another key');
  // From here on it is our own gateway that speaks.
  const payload = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as Payload;
  if (payload.audience !== audience) return unvouched('for another subgraph');
  if (!(Math.abs(nowSeconds - payload.issuedAt) <= skewSeconds)) return unvouched('out of date');
  const { actor, bodyDigest, nonce, rateLimit: told } = payload;
  const rateLimit = told && { ...told, resetAt: new Date(told.resetAt) };
  return { kind: 'Vouched', actor, bodyDigest, nonce, rateLimit };
}

/** The SHA-256 of a body, 64 hexadecimal digits. */
export function digestOf(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Remembers nonces for as long as their assertions are good. */
export interface Nonces {
  /** False when it was taken before. */
  take(nonce: string, nowSeconds: number): boolean;
}

/** How long it is since the process began, in seconds of a clock that nobody sets. */
const sinceStart = (): number => performance.now() / 1000;

/**
 * An empty memory of nonces, of this process. Only nonces out of assertions that were right belong in it. One is forgotten
 * when its time is over by the clock on the wall and by `steady`, in seconds, which only goes on: setting the first lets
 * nothing in twice.
 */
export function openNonces(steady: () => number = sinceStart): Nonces {
  const until = new Map<string, { wall: number; steady: number }>();
  return {
    take(nonce, nowSeconds) {
      const since = steady();
      // They lie in the order they came, and each is kept for the same time: the oldest are in front.
      for (const [old, end] of until) {
        if (end.wall >= nowSeconds || end.steady >= since) break;
        until.delete(old);
      }
      if (until.has(nonce)) return false;
      until.set(nonce, { wall: nowSeconds + 2 * skewSeconds, steady: since + 2 * skewSeconds });
      return true;
    },
  };
}

function unvouched(why: Unvouched['why']): Unvouched {
  return { kind: 'Unvouched', why };
}

function sign(key: string, head: string): string {
  return createHmac('sha256', key).update(`handoff caller ${head}`).digest('hex');
}
