import type { PersonOfIdentity } from '@handoff/kit/access/identity';
import { type Wanted, wantedBy, wantedDigest } from '@handoff/kit/access/wanted';
import { system } from '@handoff/kit/actor';
import type { Log } from '@handoff/kit/log';
import type { OidcSettings } from '@handoff/kit/settings';
import type { JWTVerifyGetKey } from 'jose';
import type { Graph } from '../graph.ts';
import { callGraph } from '../graph-call.ts';
import type { AccessTokens, Holder, IdentityLookup } from '../identify.ts';
import { isRefusal, type Refusal, stranger } from '../refusal.ts';
import { type Claims, skewSeconds } from './claims.ts';
import { discover, providerKeys } from './provider.ts';
import { verifyToken } from './verify.ts';

/** What signing in with an identity provider rests on. */
export interface SigningIn {
  settings: OidcSettings;
  keys: JWTVerifyGetKey;
  /** The person who signs in with an account, or null. */
  person(issuer: string, subject: string): Promise<PersonOfIdentity | null>;
  /** Told once for each token that says nothing new. */
  seen(account: { issuer: string; subject: string; at: Date }): void;
  graph: Graph;
  log: Log;
}

/**
 * How access tokens of this provider are taken, once there is a graph to write newcomers down with. It looks once whether
 * the provider is there, so that a wrong setting is told at the start and not to the first who signs in.
 */
export function openOidc(
  settings: OidcSettings,
  of: { lookup: IdentityLookup; log: Log },
): (graph: Graph) => AccessTokens {
  const keys = providerKeys(settings);
  const { log, lookup } = of;
  discover(settings).catch(error => log.warn({ err: error }, 'nobody can sign in: the identity provider is not there'));
  return graph => token =>
    holderOfAccessToken(token, { settings, keys, graph, log, person: lookup.personByIdentity, seen: lookup.seen });
}

const query = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { person { id name } problem { message } }
}`;

interface SignedIn {
  signIn: { person: { id: string; name: string } | null; problem: { message: string } | null };
}

/**
 * Finds who holds an access token of the identity provider, or why it is not taken. Whoever is new, or whose groups give
 * something else than before, is written down through the graph first; everybody else costs one look-up.
 */
export async function holderOfAccessToken(token: string, of: SigningIn): Promise<Holder | Refusal> {
  const claims = await verifyToken(token, { ...of.settings, keys: of.keys, log: of.log });
  return isRefusal(claims) ? claims : holderOfClaims(claims, of);
}

/** Finds whose claims these are, once all of them were checked, and writes down whoever is new. */
export async function holderOfClaims(claims: Claims, of: Omit<SigningIn, 'keys' | 'log'>): Promise<Holder | Refusal> {
  const wanted = wantedBy(claims.groups ?? [], of.settings.groups);
  const known = await of.person(claims.issuer, claims.subject);
  const { issuer, subject, email, name } = claims;
  const issuedAt = new Date(claims.issued * 1000);
  if (known && isSettled(known, { wanted: claims.groups && wanted, issuedAt })) {
    if (known.toldAt < issuedAt && claims.groups) of.seen({ issuer, subject, at: issuedAt });
    return holderOf(known, claims);
  }
  const variables = { input: { issuer, subject, email, name, issuedAt: issuedAt.toISOString(), ...wanted } };
  const answer = await callGraph<SignedIn>(of.graph, { query, variables, actor: system('sign-in') });
  if (isRefusal(answer)) return answer;
  const { person, problem } = answer.signIn;
  return person && !problem
    ? holderOf({ ...person, active: true }, claims)
    : stranger(problem?.message ?? 'Signing in did not work: try again.');
}

interface Told {
  /** Null when the token does not tell the groups; then they stay as they were. */
  wanted: Wanted | null;
  issuedAt: Date;
}

/** Whether nothing is to be given or taken back: what an older token says of groups is out of date. */
function isSettled({ active, retryDue, ...known }: PersonOfIdentity, { wanted, issuedAt }: Told): boolean {
  if (!active || wanted === null || issuedAt < known.toldAt) return true;
  return known.wantedDigest === wantedDigest(wanted) && !retryDue;
}

function holderOf({ id, name, active }: Pick<PersonOfIdentity, 'id' | 'name' | 'active'>, claims: Claims): Holder {
  const expiresAt = new Date((claims.expires + skewSeconds) * 1000);
  return { kind: 'person', id, name, active, limitedTo: null, expiresAt, revokedAt: null, delivers: false };
}
