/** A request that means harm, as it goes out. */
export interface Attack {
  /** What kind of harm, in a few words. */
  kind: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  /** Who sends it: somebody with a token or a session, or nobody. */
  as: 'known' | 'stranger';
}

/** A body of JSON sent to the graph by somebody who is known. */
export function posted(kind: string, body: string | Uint8Array | object): Attack {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  return { kind, method: 'POST', path: '/graphql', headers, body: text, as: 'known' };
}
