import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { readAsset } from './graphiql/assets.ts';
import { assetRoot, graphiqlPage, type Opened, pagePolicy } from './graphiql/page.ts';

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a browser asks for the page rather than a program for an answer. */
export function wantsPage({ method, headers }: IncomingMessage, url: URL): boolean {
  return method === 'GET' && !url.searchParams.has('query') && /\btext\/html\b/.test(headers.accept ?? '');
}

/**
 * The GraphiQL page. It holds the token only for who came by a name of this machine, so that
 * another web site whose name was pointed here can't read it. Who is nobody yet is shown no question either: those
 * name fields of the graph.
 */
export function answerPage({ token, session, tabs, first }: Opened, { headers }: IncomingMessage): Answer {
  const known = loopbackHost.test(headers.host ?? '') ? token : null;
  const isSomebody = known !== null || session;
  const page = graphiqlPage({ token: known, session, tabs: isSomebody ? tabs : [], first: isSomebody ? first : null });
  const type = 'text/html; charset=utf-8';
  return ok(page, { 'content-type': type, 'content-security-policy': pagePolicy });
}

/** A file of the page by its path, or null where there is none. */
export async function answerAsset(path: string): Promise<Answer | null> {
  if (!path.startsWith(assetRoot)) return null;
  const asset = await readAsset(path.slice(assetRoot.length));
  return asset && ok(asset.content, { 'content-type': asset.type, 'cache-control': 'public, max-age=3600' });
}

function ok(body: string | Buffer, headers: Record<string, string>): Answer {
  return { status: 200, headers, body, outcome: 'OK' };
}
