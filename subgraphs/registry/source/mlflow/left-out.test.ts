import { notFound, type Reply, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { mlflow } from './adapter.ts';
import { api, mlflowOf, model, run, version } from './testing/server-of.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const items = (where = server.url, options = {}) => itemsOf(mlflow, where, options);

test.each<[string, object, RegExp]>([
  ['still being registered', { status: 'PENDING_REGISTRATION' }, /still being registered/],
  ['never registered', { status: 'FAILED_REGISTRATION' }, /came to nothing/],
])('a version that is %s is left out with the reason, and the aliases stay as they are', async (_, more, reason) => {
  const aliases = [{ alias: 'champion', version: '2' }];
  mlflowOf(server, { models: [model('churn', { aliases })], versions: { churn: [version('1'), version('2', more)] } });
  const found = await items();
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
  const [record] = recordsIn(found);
  expect(record?.versions.map(one => one.version)).toEqual(['1']);
  expect(record?.aliases).toBeUndefined();
});

test.each<[string, Record<string, Reply>, RegExp]>([
  [
    'its run is under way',
    { [`${api}/runs/get?r2`]: { body: run({}, { status: 'RUNNING' }) } },
    /run r2 is still under way/,
  ],
  ['its run may not be seen', { [`${api}/runs/get?r2`]: { status: 403, body: 'Permission denied' } }, /HTTP 403/],
  ['its run is broken JSON', { [`${api}/runs/get?r2`]: { body: '{"run": {' } }, /no valid JSON/],
  [
    'its files may not be seen',
    { '/model-versions/get-artifact?2': { status: 403, body: 'Denied' } },
    /MLmodel file cannot be read/,
  ],
  [
    'its files are away for now',
    { '/model-versions/get-artifact?2': { status: 503, body: '' } },
    /MLmodel file cannot be read/,
  ],
  [
    'its MLmodel is something else',
    { '/model-versions/get-artifact?2': { body: 'a: [' } },
    /MLmodel file makes no sense: line 1/,
  ],
  ['its MLmodel is no text', { '/model-versions/get-artifact?2': { body: Buffer.from([0xff, 0xfe]) } }, /no UTF-8/],
])('a version is left out, rather than brought in by halves, when %s', async (_, replies, reason) => {
  mlflowOf(server, { versions: { churn: [version('1'), version('2')] }, replies });
  const found = await items();
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
  expect(recordsIn(found)[0]?.versions.map(one => one.version)).toEqual(['1']);
});

test('names that fall together, and one that is no name, are refused; the other 498 go in', async () => {
  const names = Array.from({ length: 497 }, (_, i) => `m${i}`);
  mlflowOf(server, { models: [...names, 'M1', 'm--2', '模型'].map(name => model(name)), versions: {} });
  const found = await items();
  expect(recordsIn(found)).toHaveLength(498);
  expect(problemsIn(found)).toEqual([
    expect.stringMatching(/^M1: It would be called m1, as .*m1 already is: rename one of them\.$/),
    '模型: "模型" holds no letter a to z and no digit to make a model name of: rename it.',
  ]);
});

test.each<[string, Reply, RegExp]>([
  ['asks who it is', { status: 401, body: 'You are not authenticated.' }, /HTTP 401: .* Set MLFLOW_TRACKING_USERNAME/],
  ['is none', notFound, /HTTP 404\. Check the address, with the path/],
  [
    'shows a sign-in page',
    { headers: { 'content-type': 'text/html' }, body: '<html>' },
    /a web page and not with data/,
  ],
  ['is broken', { status: 500, body: 'boom' }, /HTTP 500: boom/],
  ['answers half', { body: '{"registered_models": [' }, /no valid JSON/],
  ['answers a list', { body: [] }, /no mapping/],
])('a server that %s ends it with the reason and the mend', async (_, reply, message) => {
  server.answer(() => reply);
  expect(problemsIn(await items())).toEqual([expect.stringMatching(message)]);
});

test('a page that fails in the middle is told, and what came before goes in', async () => {
  server.answer(({ path, query }) => {
    if (path.endsWith('model-versions/search')) return { body: {} };
    if (query.has('page_token')) return { status: 400, body: { message: 'Invalid page token' } };
    return { body: { registered_models: [model('a')], next_page_token: 'p2' } };
  });
  const found = await items();
  expect(recordsIn(found)).toHaveLength(1);
  expect(problemsIn(found)).toEqual([expect.stringMatching(/^stopped: .*Invalid page token/)]);
});
