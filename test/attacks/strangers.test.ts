import { request } from 'node:http';
import { schemaOf } from '@handoff/bench/attacks/run';
import { silentLog } from '@handoff/kit/log';
import { serveSubgraph } from '@handoff/kit/serve/serve';
import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../house.ts';

let house: TestHouse;
/** Names of fields and arguments of the graph, and words that are none. */
const names = new Set<string>();
const words = ['modles', 'secretField', 'users', 'login', 'passwords', 'allTheThings', '__proto__'];

beforeAll(async () => {
  house = await testHouse('socket');
  const schema = await schemaOf({ url: house.url, token: house.adminToken });
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      names.add(field.name);
      if ('args' in field) for (const { name } of field.args) names.add(name);
    }
  }
});
afterAll(() => house?.stop());

type Dress = readonly [who: string, headers: Record<string, string>];
const json = { 'content-type': 'application/json' };
const dresses: readonly Dress[] = [
  ['nobody', json],
  ['a token that nobody knows', { ...json, authorization: 'Bearer nobody-knows-this-token' }],
  ['a token of another kind', { ...json, authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.' }],
  ['a part of Handoff', { ...json, 'handoff-caller': `v1.e30.${'0'.repeat(64)}` }],
  ['a session that is none', { ...json, 'handoff-session': '1', cookie: 'handoff-session=x' }],
  ['a form', { 'content-type': 'text/plain' }],
  ['a browser', { ...json, accept: 'text/html' }],
];

/** Documents of one form, each with another word in it. */
const documents: readonly ((word: string) => string)[] = [
  word => `{ ${word} }`,
  word => `{ models { nodes { ${word} } } }`,
  word => `{ models(${word}: 1) { totalCount } }`,
  word => `mutation { ${word}(input: {}) { problem { message } } }`,
  word => `fragment f on ${word} { id }`,
  word => `{ __type(name: "${word}") { name fields { name } } }`,
  word => `{ ${word} {{{`,
];

/** What a stranger hears: status, headers that are not of the moment, and the text without what is of the moment. */
async function heard(address: string, init: RequestInit): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual', ...init });
  const text = (await answer.text()).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
  return `${answer.status} ${answer.headers.get('content-type')} ${answer.headers.get('www-authenticate')} ${text}`;
}

const doors: readonly [string, (query: string) => readonly [path: string, init: RequestInit]][] = [
  ['POST /graphql', query => ['/graphql', { method: 'POST', body: JSON.stringify({ query }) }]],
  ['GET /graphql', query => [`/graphql?query=${encodeURIComponent(query)}`, { method: 'GET' }]],
  ['POST /graphql/stream', query => ['/graphql/stream', { method: 'POST', body: JSON.stringify({ query }) }]],
  ['GET /graphql/stream', query => [`/graphql/stream?query=${encodeURIComponent(query)}`, { method: 'GET' }]],
];

describe.each(doors)('%s', (_, of) => {
  it.each(dresses)('tells %s the same, whatever is asked', async (_, headers) => {
    const answers = new Set<string>();
    for (const word of [...[...names].slice(0, 15), ...words])
      for (const document of documents) {
        const [path, init] = of(document(word));
        answers.add(await heard(`${house.url}${path}`, { ...init, headers }));
      }
    expect([...answers]).toHaveLength(1);
    expect(Number.parseInt([...answers][0] ?? '', 10)).toBeGreaterThanOrEqual(400);
  });
});

it('subgraphs tell strangers the same, whatever is asked', async () => {
  for (const subgraph of await allSubgraphs()) {
    const ready = async () => ({ ready: true, parts: {} });
    const common = { context: () => ({}), key: 'the internal key of this test, 32+', ready, log: silentLog() };
    const served = await serveSubgraph({ ...common, subgraph, host: '127.0.0.1', port: 0 });
    const answers = new Set<string>();
    for (const word of [...[...names].slice(0, 15), ...words])
      for (const document of documents) {
        const body = JSON.stringify({ query: document(word) });
        answers.add(await heard(`${served.url}/graphql`, { method: 'POST', headers: json, body }));
      }
    await served.close();
    expect([...answers]).toEqual([expect.stringMatching(/^401 /)]);
  }
});

/** Names that are no words of a language, so that they stand nowhere by chance. */
const telling = () => [...names].filter(name => /[a-z][A-Z]/.test(name));

it.each([
  '/graphql',
  '/graphql?page=/models/churn',
  '/graphql?page=/',
  '/auth',
  '/auth?to=/models/churn',
  '/models/churn',
  '/nowhere',
  '/metrics',
  '/readyz',
  '/scim/v2/Users',
  '/hooks/mlflow',
  '/ingest/observations?batchId=x',
  '/graphql/assets/start.js',
  '/chat',
])('%s names no field of the graph to a stranger', async path => {
  expect(telling().length).toBeGreaterThan(300);
  const stranger = { accept: 'text/html', host: 'handoff.example.org' };
  const { body } = await raw(path, stranger);
  const found = telling().filter(name => new RegExp(`\\b${name}\\b`).test(body));
  expect(found).toEqual([]);
});

/** A request with the Host header that is given, which fetch does not send. */
async function raw(path: string, headers: Record<string, string>): Promise<{ body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${house.url}${path}`, { headers }, async answer => {
      let body = '';
      for await (const part of answer) body += part;
      resolve({ body });
    });
    sent.once('error', reject).end();
  });
}
