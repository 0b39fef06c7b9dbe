import { mapping } from '../field.ts';
import { createHttp, type Headers, type Http, type HttpAnswer } from '../http.ts';
import { type JsonResult, jsonOf, list, textOf } from '../json.ts';
import { nextPage } from '../link.ts';
import type { ReadOptions } from '../record.ts';
import { word } from '../told.ts';
import { type GithubAccess, githubSettings } from './access.ts';

/** Reads one repository. */
export interface GithubClient {
  http: Http;
  api: string;
  repository: string;
}

const mostPages = 1_000;

/** A client that keeps to GitHub's limits: it waits as long as GitHub says, or tells until when that is. */
export function githubClient({ api, repository, authorization }: GithubAccess, options: ReadOptions): GithubClient {
  const http = createHttp({
    ...options,
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(authorization ? { authorization } : {}),
    },
    waitOf: limitOf,
    mend: {
      401: `GitHub does not know the token in ${githubSettings}: make a new one.`,
      403: `Set ${githubSettings} to a token that may read ${repository}.`,
      404: `Check the name; a private repository needs a token that may read it in ${githubSettings}.`,
      429: `Set ${githubSettings}: with a token GitHub answers far more often.`,
    },
  });
  return { http, api, repository };
}

/** How long a limit lasts, in ms; null when the answer is about something else. */
function limitOf(status: number, headers: Headers, body: Uint8Array): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = headers['retry-after'];
  if (after !== undefined && /^\d{1,9}$/.test(after)) return Number(after) * 1000;
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']);
    return Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : 60_000;
  }
  return status === 429 || /secondary rate limit/i.test(textOf(body) ?? '') ? 60_000 : null;
}

/** One answer below the repository; '' is the repository itself. */
export async function get({ http, api, repository }: GithubClient, path: string): Promise<JsonResult> {
  const url = `${api}/repos/${repository}${path}`;
  return jsonOf(await http.request(url), url.split('?')[0] ?? url);
}

/** The entries of a list, over all its pages; a problem is the last that comes. */
export async function* entries(
  client: GithubClient,
  path: string,
): AsyncGenerator<Record<string, unknown> | { problem: string }> {
  let url: string | null = `${client.api}/repos/${client.repository}${path}`;
  for (let i = 0; url !== null && i < mostPages; i++) {
    const page: JsonResult = jsonOf(await client.http.request(url), client.api);
    if (page.kind === 'Problem') return yield { problem: page.message };
    for (const entry of list(page.value)) yield mapping(entry) ?? {};
    url = nextPage(page.headers.link, client.api);
  }
}

/** A file at a commit, byte for byte. */
export function file({ http, api, repository }: GithubClient, path: string, commit: string): Promise<HttpAnswer> {
  const way = path.split('/').map(encodeURIComponent).join('/');
  const url = `${api}/repos/${repository}/contents/${way}?ref=${commit}`;
  return http.request(url, { headers: { accept: 'application/vnd.github.raw+json' } });
}

/** The e-mail that a user shows on GitHub; undefined when they show none. */
export async function emailOf({ http, api }: GithubClient, login: string): Promise<string | undefined> {
  const answer = jsonOf(await http.request(`${api}/users/${encodeURIComponent(login)}`), api);
  return answer.kind === 'Value' ? word(mapping(answer.value)?.email) : undefined;
}
