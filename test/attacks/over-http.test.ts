import type { Actor } from '@handoff/kit/actor';
import { assertion, callerHeader } from '@handoff/kit/assertion';
import type { Served } from '@handoff/kit/http/serve';
import { silentLog } from '@handoff/kit/log';
import { serveSubgraph } from '@handoff/kit/serve/serve';
import { auditServer } from 'graphql-http';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../house.ts';

const key = 'the internal key of this test, 32+';
const common = { name: 'Ann', via: 'GRAPHQL', requestId: 'req-12345', limitedTo: null } as const;
const ann: Actor = { ...common, kind: 'person', id: 'per_ann' };

let house: TestHouse;
const subgraphs = new Map<string, Served>();
beforeAll(async () => {
  house = await testHouse('socket');
  for (const subgraph of await allSubgraphs()) {
    const context = () => ({ loaders: new Map() });
    const ready = async () => ({ ready: true, parts: {} });
    const options = { subgraph, context, key, ready, host: '127.0.0.1', port: 0, log: silentLog() };
    subgraphs.set(subgraph.name, await serveSubgraph(options));
  }
});
afterAll(async () => {
  for (const served of subgraphs.values()) await served.close();
  await house?.stop();
});

/** Sends a request as somebody whom the gateway knows. */
function signedIn(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${house.adminToken}`);
  return fetch(url, { ...init, headers });
}

/** Sends a request as the gateway does to a subgraph. */
const vouchedFor =
  (audience: string) =>
  (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    const body = typeof init.body === 'string' ? init.body : '';
    const nowSeconds = Math.floor(Date.now() / 1000);
    headers.set(callerHeader, assertion({ key, audience, actor: ann, nowSeconds, body }));
    return fetch(url, { ...init, headers });
  };

it.each(['gateway', 'registry', 'deployment', 'monitoring'])(
  'GraphQL over HTTP: %s keeps every MUST and every SHOULD',
  async name => {
    const url = name === 'gateway' ? house.url : subgraphs.get(name)?.url;
    const fetchFn = name === 'gateway' ? signedIn : vouchedFor(name);
    const results = await auditServer({ url: `${url}/graphql`, fetchFn });
    const kept = (kind: string) => {
      const all = results.filter(each => each.name.startsWith(kind));
      const missed = all.filter(each => each.status !== 'ok');
      return [`${all.length - missed.length} of ${all.length}`, ...missed.map(each => `${each.id} ${each.name}`)];
    };
    expect({ must: kept('MUST'), should: kept('SHOULD') }).toEqual({ must: ['13 of 13'], should: ['23 of 23'] });
  },
);
