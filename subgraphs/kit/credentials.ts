import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultHome } from './settings/home.ts';
import { isLoopbackUrl } from './settings/loopback.ts';

export interface Given {
  /** What the command line says; it wins over the environment. */
  url?: string;
  token?: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The text of a file, or null when it cannot be read. */
  readSecret?(path: string): Promise<string | null>;
}

const example = 'http://127.0.0.1:4000';

/**
 * Where the graph is and which token to show it: from the command line, else HANDOFF_URL and HANDOFF_TOKEN (or
 * HANDOFF_TOKEN_FILE), else this machine's own Handoff (on PORT) and the token it keeps. A sentence with the mend when something is missing.
 */
export async function credentials(given: Given): Promise<{ url: string; token: string } | string> {
  const url = given.url ?? (given.env.HANDOFF_URL || urlHere(given.env));
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !/^https?:$/.test(address.protocol)) {
    return `HANDOFF_URL is no address: "${url}". Write it like ${example}.`;
  }
  const token = (given.token ?? given.env.HANDOFF_TOKEN)?.trim() || (await keptToken(given, address));
  if (!token) return 'There is no token: set HANDOFF_TOKEN to a token (npx handoff token create makes one).';
  if (!/^[\x21-\x7e]+$/.test(token)) return 'HANDOFF_TOKEN holds a space or a letter that no token has: copy it again.';
  return { url, token };
}

/** Where `npm start` with the same settings serves the graph. */
function urlHere({ PORT }: Given['env']): string {
  return `http://127.0.0.1:${PORT || 4000}`;
}

async function keptToken({ env, readSecret = readIfAllowed }: Given, address: URL): Promise<string | null> {
  if (env.HANDOFF_TOKEN_FILE) return (await readSecret(env.HANDOFF_TOKEN_FILE))?.trim() ?? null;
  if (!isLoopbackUrl(address)) return null;
  const home = env.HANDOFF_HOME || defaultHome(process.platform, env, homedir());
  return (await readSecret(join(home, 'secrets', 'admin-token')))?.trim() ?? null;
}

async function readIfAllowed(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
