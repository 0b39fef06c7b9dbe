import type { ReadOptions } from '../record.ts';

/** A repository, where its interface is, and how it is told who asks. */
export interface GithubAccess {
  /** Without a slash at its end. */
  api: string;
  /** owner/name. */
  repository: string;
  authorization?: string;
}

export const githubSettings = 'GITHUB_TOKEN (or GH_TOKEN)';

const name = /^[\w.-]+\/[\w.-]+$/;

/** Whether a text looks like owner/name, or like the address of a repository. */
export function isRepository(where: string): boolean {
  return name.test(where) || /^https?:\/\//.test(where);
}

/** Takes owner/name, or a repository's address, apart; a sentence with the mend when it is neither. */
export function githubAccess(where: string, { api, env = {} }: ReadOptions = {}): GithubAccess | string {
  const given = URL.canParse(where) ? new URL(where) : null;
  const repository = (given ? given.pathname.slice(1) : where).replace(/(\.git)?\/?$/, '');
  if (!name.test(repository)) return `"${where}" is no repository: write it like owner/name.`;
  const base = typeof api === 'string' ? api : given ? apiOf(given) : env.GITHUB_API_URL || 'https://api.github.com';
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    return `--api takes an address like https://github.example.com/api/v3, not "${base}".`;
  const token = (env.GITHUB_TOKEN || env.GH_TOKEN)?.trim();
  if (token && !/^[\x21-\x7e]+$/.test(token))
    return 'GITHUB_TOKEN holds a space or a letter that no token has: copy it again.';
  const address = base.replace(/\/+$/, '');
  return token ? { api: address, repository, authorization: `Bearer ${token}` } : { api: address, repository };
}

/** GitHub Enterprise has its interface below /api/v3. */
function apiOf({ origin, hostname }: URL): string {
  return hostname === 'github.com' || hostname === 'www.github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
}
