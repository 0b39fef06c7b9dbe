/** What a verified access token says of who sent it. */
export interface Claims {
  issuer: string;
  subject: string;
  /** Null unless the identity provider verified it. */
  email: string | null;
  name: string | null;
  /** Null: there are more than fit into the token, so it does not tell. */
  groups: string[] | null;
  /** Seconds since 1970. */
  issued: number;
  /** Seconds since 1970. */
  expires: number;
}

type Payload = Readonly<Record<string, unknown>>;

/** Header and payload of a token whose signature, issuer, audience and times are right. */
export interface VerifiedToken {
  header: { typ?: string };
  payload: Payload;
}

/** Why a token that the provider did sign is none to ask the graph with, or null. Pure. nowSeconds: since 1970. */
export function misuse({ header, payload }: VerifiedToken, nowSeconds: number): string | null {
  const typ = (header.typ ?? 'JWT').toLowerCase().replace(/^application\//, '');
  // RFC 9068 calls access tokens at+jwt; many providers still say JWT.
  if (typ !== 'at+jwt' && typ !== 'jwt') return `This is no access token but a "${typ.slice(0, 40)}".`;
  if (isIdToken(payload)) return 'This is an ID token: send the access token.';
  if (payload.events !== undefined) return 'This is a message between servers, and no access token.';
  if (payload.cnf !== undefined)
    return 'This token is bound to a key of its holder, which is not checked here: have a plain bearer token made.';
  const made = Number(payload.iat);
  if (made > nowSeconds + skewSeconds) return 'This token was made in the future: check the clocks.';
  if (!(made >= 0)) return 'This token has no time at which it was made.';
  return typeof payload.sub === 'string' && payload.sub !== '' ? null : 'This token names nobody: it has no "sub".';
}

/** Clocks may differ by this much. */
export const skewSeconds = 60;

/** Claims that only ID tokens carry (OpenID Connect Core, 3.1.3.6 and 3.3.2.11), or by which providers tell the kinds apart. */
function isIdToken({ typ, token_use: use, ...payload }: Payload): boolean {
  if (use !== undefined) return use !== 'access';
  if (typ !== undefined) return String(typ).toLowerCase() !== 'bearer';
  return ['nonce', 'at_hash', 'c_hash', 's_hash'].some(claim => payload[claim] !== undefined);
}

/** What the payload says, each thing only when it is of its form. Pure. */
export function claimsOf(payload: Payload, groupsClaim: string): Claims {
  const { iss, sub, iat, exp, email, email_verified: verified, name } = payload;
  return {
    issuer: String(iss),
    subject: String(sub),
    email: verified === true && typeof email === 'string' ? email : null,
    name: typeof name === 'string' ? name : null,
    groups: isElsewhere(payload, groupsClaim) ? null : texts(claimAt(payload, groupsClaim)),
    issued: Number(iat),
    // Far beyond what a date can hold, it is as good as never.
    expires: Math.min(Number(exp), 253_402_300_799),
  };
}

/** A claim of this name, else what a dotted path leads to; undefined: there is none. */
export function claimAt(payload: Payload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? (at as Payload)[part] : undefined,
      payload,
    );
}

/** Whether a claim is left out because it is too long (OpenID Connect Core, 5.6.2: a distributed claim). */
function isElsewhere({ _claim_names: names }: Payload, name: string): boolean {
  return typeof names === 'object' && names !== null && Object.hasOwn(names, name);
}

function texts(value: unknown): string[] {
  return [value].flat().filter(one => typeof one === 'string');
}
