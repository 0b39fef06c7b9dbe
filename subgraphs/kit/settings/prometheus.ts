import { type Given, namedSecret } from './targets.ts';

/** The address of a server, and the name of the variable with its token; null: it says neither. */
function pairOf(text: string): { server: string; name: string } | null {
  const at = text.lastIndexOf('=');
  const [server, name] = [text.slice(0, Math.max(at, 0)).replace(/\/+$/, ''), text.slice(at + 1)];
  const fits = /^https?:\/\//.test(server) && URL.canParse(server) && /^[A-Z][A-Z0-9_]{0,127}$/.test(name);
  return fits ? { server, name } : null;
}

/** Whether a text says which token a server gets: https://mimir.example.com=MIMIR_TOKEN. */
export function isServerToken(text: string): boolean {
  return pairOf(text) !== null;
}

/** Tokens by the servers that they are for, and for no other; adds to problems what is amiss. */
export function prometheusTokens(given: Given, problems: string[]): Record<string, string> {
  const pairs = (given.HANDOFF_PROMETHEUS_TOKENS ?? '').split(',').map(each => pairOf(each.trim()));
  const found: Record<string, string> = {};
  // What says neither, the form of the setting refuses.
  for (const pair of pairs) {
    const value = pair && namedSecret(given, { name: pair.name, in: 'HANDOFF_PROMETHEUS_TOKENS' }, problems);
    if (pair && value) found[pair.server] = value;
  }
  return found;
}
