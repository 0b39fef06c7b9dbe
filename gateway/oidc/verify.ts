import type { Log } from '@handoff/kit/log';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Refusal, refuse, stranger } from '../refusal.ts';
import { type Claims, claimsOf, misuse, skewSeconds } from './claims.ts';
import { ProviderAway } from './fetch-json.ts';

/** Signatures that can only be made with a key that the provider keeps to itself. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

/** Longer than any access token that fits beside other headers. */
const longest = 12 * 1024;

/** Three parts in base64url, without padding or anything else that a reader might forgive (RFC 7515, 7.1). */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether a part is written in the one way there is: the last letter may hold bits that most readers pass over. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

/** What a token must fit. */
export interface Expected {
  issuer: string;
  audience: string;
  groupsClaim: string;
  keys: JWTVerifyGetKey;
  log: Log;
}

/** What an access token of the identity provider says, once all of it was checked; or why it is not taken. */
export async function verifyToken(token: string, expected: Expected): Promise<Claims | Refusal> {
  if (token.length > longest) return stranger(`This token is longer than ${longest / 1024} kB: no access token is.`);
  if (!compact.test(token) || !token.split('.').every(isCanonical)) return stranger(unreadable);
  const { issuer, audience, groupsClaim, keys, log } = expected;
  try {
    const { protectedHeader: header, payload } = await jwtVerify(token, keys, {
      ...{ issuer, audience, algorithms, clockTolerance: skewSeconds, requiredClaims: ['exp', 'iat', 'sub'] },
    });
    const wrong = misuse({ header, payload }, Date.now() / 1000);
    return wrong === null ? claimsOf(payload, groupsClaim) : stranger(wrong);
  } catch (error) {
    if (error instanceof ProviderAway) return away(error, log);
    // A key of the provider that is too weak, for example: whoever holds such a token stays outside all the same.
    if (!(error instanceof errors.JOSEError)) log.warn({ err: error }, 'an access token could not be checked');
    return stranger(reason(error));
  }
}

function away(error: ProviderAway, log: Log): Refusal {
  log.warn({ err: error }, 'the identity provider cannot be asked');
  const message =
    'The identity provider cannot be asked right now, so this token cannot be checked. Try again in a moment; API tokens work meanwhile.';
  return { ...refuse(503, 'UNAVAILABLE', message), headers: { 'retry-after': '5' } };
}

const unreadable = 'This is no access token that can be read here.';

const reasons: Readonly<Record<string, string>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: `This token is not signed in a way that is taken here: ${algorithms.join(', ')}.`,
  ERR_JOSE_NOT_SUPPORTED: 'This token asks for something that is not supported here.',
  ERR_JWT_EXPIRED: 'This token has expired. Sign in again at the identity provider.',
  ERR_JWKS_NO_MATCHING_KEY: 'This token is signed with a key that the identity provider does not publish.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'This token does not say by which key it is signed: its header needs a "kid".',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of this token is wrong.',
};

const claims: Readonly<Record<string, string>> = {
  iss: 'This token is from another identity provider.',
  aud: 'This token was made for another audience: have the identity provider make one for Handoff.',
  nbf: 'This token is not valid yet: check the clocks.',
  exp: 'This token has no time at which it ends.',
  iat: 'This token has no time at which it was made.',
  sub: 'This token names nobody: it has no "sub".',
};

function reason(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed)
    return claims[error.claim] ?? 'A claim of this token has the wrong form.';
  const code = error instanceof errors.JOSEError ? error.code : '';
  return reasons[code] ?? unreadable;
}
