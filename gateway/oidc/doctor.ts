import type { Check, Finding } from '@handoff/kit/doctor/finding';
import type { OidcSettings } from '@handoff/kit/settings';
import { fetchJson, ProviderAway } from './fetch-json.ts';
import { discover } from './provider.ts';

type Found = Omit<Finding, 'about'>;
const timeoutMs = 5_000;

/** The identity provider: its discovery document, its keys, and what the pages need of it. */
export const oidcCheck: Check = {
  about: 'Sign-in',
  find: async ({ settings: { oidc } }) => {
    if (!oidc) return [{ state: 'passed', says: 'No identity provider is set: people sign in with API tokens.' }];
    try {
      return await provider(oidc);
    } catch (error) {
      if (error instanceof ProviderAway)
        return [{ state: 'wrong', says: `${error.message}: mend OIDC_ISSUER, or what stands between it and Handoff.` }];
      throw error;
    }
  },
};

async function provider({ issuer, client }: OidcSettings): Promise<Found[]> {
  const keys = await discover({ issuer, timeoutMs });
  const published = (await fetchJson(keys.href, timeoutMs)).keys;
  const count = Array.isArray(published) ? published.length : 0;
  const found: Found[] = [
    count > 0
      ? { state: 'fine', says: `${issuer} publishes ${count} ${count === 1 ? 'key' : 'keys'}.` }
      : { state: 'wrong', says: `${keys.href} publishes no keys: mend the provider, or OIDC_ISSUER.` },
  ];
  return client ? [...found, await forPages(issuer)] : found;
}

const needed = ['authorization_endpoint', 'token_endpoint'] as const;

async function forPages(issuer: string): Promise<Found> {
  const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, timeoutMs);
  const missing = needed.filter(name => typeof document[name] !== 'string');
  if (missing.length === 0) return { state: 'fine', says: 'People can sign in to the pages there.' };
  return {
    state: 'wrong',
    says: `Its discovery document names no ${missing.join(' and no ')}: leave OIDC_CLIENT_ID out, or take a provider with the code flow.`,
  };
}
