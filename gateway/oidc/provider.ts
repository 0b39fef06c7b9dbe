import { isLoopbackUrl } from '@handoff/kit/settings/loopback';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { fetchJson, ProviderAway } from './fetch-json.ts';

export interface ProviderOptions {
  issuer: string;
  /** After a fetch, no other one for this long, whatever tokens come. Default 30 s. */
  cooldownMs?: number;
  /** After a fetch that failed, no other one for this long. Default 5 s. */
  restMs?: number;
  /** How long keys are good before they are fetched anew. Default 10 min. */
  freshMs?: number;
  /** How long known keys go on being used while the provider is away. Default 1 h. */
  keptMs?: number;
  timeoutMs?: number;
}

const defaults = { cooldownMs: 30_000, restMs: 5_000, freshMs: 600_000, keptMs: 3_600_000, timeoutMs: 5_000 };

/**
 * The keys of an identity provider, found through its discovery document and fetched anew when a token names one that is
 * not known. Only addresses of the provider's own document are asked, none that a token names. Throws ProviderAway when
 * the provider has to be asked and cannot be.
 */
export function providerKeys(given: ProviderOptions): JWTVerifyGetKey {
  const options = { ...defaults, ...given };
  const discovered = resting(() => discover(options), options);
  let known: { set: ReturnType<typeof createRemoteJWKSet>; noted: { fetchedAt: number; foundAt: number } } | null =
    null;
  const keySet = async () => {
    if (known) return known;
    const noted = { fetchedAt: 0, foundAt: Date.now() };
    const set = remoteKeys(await discovered(), options, () => {
      noted.fetchedAt = Date.now();
    });
    known ??= { set, noted };
    return known;
  };
  return async (header, token) => {
    const { set, noted } = await keySet();
    try {
      return await set(header, token);
    } catch (error) {
      const kept = set.jwks();
      if (!(error instanceof ProviderAway)) throw error;
      if (!kept || Date.now() - noted.fetchedAt > options.keptMs) {
        // Its keys may have moved: after a rest somebody looks where they are.
        if (Date.now() - noted.foundAt > options.restMs) known = null;
        throw error;
      }
      // A key that is not among the known ones may be a new one: that the provider is away is what stands in the way.
      return createLocalJWKSet(kept)(header, token).catch(() => {
        throw error;
      });
    }
  };
}

type Settled = Required<ProviderOptions>;

function remoteKeys(address: URL, options: Settled, fetched: () => void) {
  const fetchKeys = resting(() => keysAt(address.href, options.timeoutMs), options);
  return createRemoteJWKSet(address, {
    cooldownDuration: options.cooldownMs,
    cacheMaxAge: options.freshMs,
    [customFetch]: async () => {
      const keys = await fetchKeys();
      fetched();
      return Response.json(keys);
    },
  });
}

/** The address of the provider's keys. Throws ProviderAway when its discovery document cannot be had or trusted. */
export async function discover({ issuer, timeoutMs }: Pick<ProviderOptions, 'issuer' | 'timeoutMs'>): Promise<URL> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await fetchJson(url, timeoutMs);
  if (document.issuer !== issuer)
    throw new ProviderAway(`${url} names another issuer than OIDC_ISSUER: set that to exactly what it names`);
  const keys =
    typeof document.jwks_uri === 'string' && URL.canParse(document.jwks_uri) ? new URL(document.jwks_uri) : null;
  if (!keys || !(keys.protocol === 'https:' || (keys.protocol === 'http:' && isLoopbackUrl(keys))))
    throw new ProviderAway(`${url} names no https address in "jwks_uri"`);
  return keys;
}

/** More keys than any provider publishes; each is tried by its name. */
const mostKeys = 100;

async function keysAt(url: string, timeoutMs: number): Promise<{ keys: unknown[] }> {
  const { keys } = await fetchJson(url, timeoutMs);
  const fine =
    Array.isArray(keys) && keys.length <= mostKeys && keys.every(key => typeof key === 'object' && key !== null);
  if (!fine) throw new ProviderAway(`${url} answered no set of at most ${mostKeys} keys`);
  return { keys };
}

/** A fetch that, once it failed, fails in the same way for a while without asking again. */
function resting<T>(ask: () => Promise<T>, { restMs }: Pick<Settled, 'restMs'>): () => Promise<T> {
  let failed: { error: unknown; until: number } | null = null;
  let asking: Promise<T> | null = null;
  return async () => {
    if (failed && Date.now() < failed.until) throw failed.error;
    asking ??= ask().finally(() => {
      asking = null;
    });
    try {
      return await asking;
    } catch (error) {
      failed = { error, until: Date.now() + restMs };
      throw error;
    }
  };
}
