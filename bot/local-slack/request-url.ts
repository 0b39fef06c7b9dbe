import type { IncomingMessage } from 'node:http';

/** The address a request asks for; what cannot be read as one counts as the root. */
export function urlOf(request: IncomingMessage): URL {
  const asked = request.url ?? '/';
  return new URL(URL.canParse(asked, 'http://local') ? asked : '/', 'http://local');
}
