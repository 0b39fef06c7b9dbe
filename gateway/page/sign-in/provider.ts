import type { Log } from '@handoff/kit/log';
import type { OidcClient, OidcSettings } from '@handoff/kit/settings';
import { isLoopbackUrl } from '@handoff/kit/settings/loopback';
import * as client from 'openid-client';
import type { Graph } from '../../graph.ts';
import type { IdentityLookup } from '../../identify.ts';
import { type Claims, claimAt, claimsOf } from '../../oidc/claims.ts';
import { holderOfClaims } from '../../oidc/sign-in.ts';
import { isRefusal, type Refusal, refuse } from '../../refusal.ts';
import type { Account, Errand, OidcPages } from './oidc.ts';

interface Around {
  lookup: IdentityLookup;
  log: Log;
}

/** Signs people in to the pages at their identity provider: the code flow with PKCE, a state and a nonce. */
export function openOidcPages(settings: OidcSettings, { lookup, log }: Around): OidcPages | null {
  const { client: ours } = settings;
  if (!ours) return null;
  const provider = rememberedProvider(settings, ours);
  return {
    begin: async (callback, to) => {
      try {
        return await begin(await provider(), { callback, to, scope: ours.scope });
      } catch (error) {
        return away(error, log);
      }
    },
    finish: async (address, errand, graph) => {
      try {
        const claims = await claimsFrom(await provider(), { address, errand, groupsClaim: settings.groupsClaim });
        return isRefusal(claims) ? claims : await accountOf(claims, { settings, lookup, graph });
      } catch (error) {
        return isTheirs(error) ? turnedAway(error, log) : away(error, log);
      }
    },
  };
}

/** The provider as its discovery document describes it, read once it is needed and again when that failed. */
function rememberedProvider({ issuer }: OidcSettings, ours: OidcClient): () => Promise<client.Configuration> {
  let known: Promise<client.Configuration> | null = null;
  const isHere = isLoopbackUrl(new URL(issuer));
  const discover = async () => {
    const authentication = ours.secret === null ? client.None() : client.ClientSecretPost(ours.secret);
    const execute = isHere ? [client.allowInsecureRequests] : [];
    const found = await client.discovery(new URL(issuer), ours.id, undefined, authentication, { execute, timeout: 5 });
    if (found.serverMetadata().issuer !== issuer)
      throw new Error('The provider names another issuer than OIDC_ISSUER.');
    client.enableNonRepudiationChecks(found);
    return found;
  };
  return () => {
    known ??= discover().catch(error => {
      known = null;
      throw error;
    });
    return known;
  };
}

interface Beginning {
  callback: string;
  to: string;
  scope: string;
}

async function begin(provider: client.Configuration, { callback, to, scope }: Beginning) {
  const errand: Errand = {
    verifier: client.randomPKCECodeVerifier(),
    state: client.randomState(),
    nonce: client.randomNonce(),
    to,
  };
  const url = client.buildAuthorizationUrl(provider, {
    ...{ redirect_uri: callback, scope, state: errand.state, nonce: errand.nonce },
    code_challenge: await client.calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, errand };
}

interface Returned {
  address: URL;
  errand: Errand;
  groupsClaim: string;
}

/** What the ID token says, once the code was exchanged for it and all of it was checked. */
async function claimsFrom(
  provider: client.Configuration,
  { address, errand, groupsClaim }: Returned,
): Promise<Claims | Refusal> {
  const tokens = await client.authorizationCodeGrant(provider, address, {
    pkceCodeVerifier: errand.verifier,
    expectedState: errand.state,
    expectedNonce: errand.nonce,
    idTokenExpected: true,
  });
  const payload = tokens.claims();
  if (!payload) return refuse(401, 'UNAUTHENTICATED', 'The identity provider did not say who you are: sign in again.');
  const claims = claimsOf(payload, groupsClaim);
  // An ID token that names no groups says nothing of them: those that an access token gave stay.
  return claimAt(payload, groupsClaim) === undefined ? { ...claims, groups: null } : claims;
}

async function accountOf(
  claims: Claims,
  { settings, lookup, graph }: { settings: OidcSettings; lookup: IdentityLookup; graph: Graph },
): Promise<Account | Refusal> {
  const { personByIdentity: person, seen } = lookup;
  const holder = await holderOfClaims(claims, { settings, graph, person, seen });
  if (isRefusal(holder)) return holder;
  if (!holder.active) return refuse(401, 'UNAUTHENTICATED', 'You are no longer active here: ask an administrator.');
  return { issuer: claims.issuer, subject: claims.subject };
}

/** Whether the provider answered, and its answer or what came back with the browser is not to be taken. */
function isTheirs(error: unknown): boolean {
  return (
    error instanceof client.AuthorizationResponseError ||
    error instanceof client.ResponseBodyError ||
    error instanceof client.WWWAuthenticateChallengeError ||
    (error instanceof client.ClientError && error.code !== 'OAUTH_TIMEOUT')
  );
}

function turnedAway(error: unknown, log: Log): Refusal {
  log.warn({ err: error }, 'a sign-in at the identity provider was not taken');
  const denied = error instanceof client.AuthorizationResponseError && error.error === 'access_denied';
  return refuse(
    401,
    'UNAUTHENTICATED',
    denied
      ? 'You did not sign in: the identity provider says it was declined.'
      : 'What came back from the identity provider does not fit: sign in again.',
  );
}

function away(error: unknown, log: Log): Refusal {
  log.warn({ err: error }, 'the identity provider cannot be asked');
  const message = 'The identity provider cannot be asked right now. Try again in a moment; API tokens work meanwhile.';
  return refuse(503, 'UNAVAILABLE', message);
}
