/**
 * A value as JSON that PostgreSQL takes into jsonb. It refuses half characters (lone surrogates), which JSON from
 * clients may carry: each becomes U+FFFD, as it does on the way into a text column.
 */
export function jsonText(value: unknown): string {
  // Escaped backslashes are matched first, so that a text which only speaks of \ud800 stays as it is.
  return JSON.stringify(value).replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, found => (found === '\\\\' ? found : '\ufffd'));
}
