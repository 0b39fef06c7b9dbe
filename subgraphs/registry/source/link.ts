/**
 * The address of the next page in a Link header (RFC 8288); null at the end. Only an address of the same server is
 * followed, since credentials go along.
 */
export function nextPage(link: string | undefined, base: string): string | null {
  const [, next] = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? '') ?? [];
  if (next === undefined || !URL.canParse(next, base)) return null;
  const url = new URL(next, base);
  return url.origin === new URL(base).origin ? url.href : null;
}
