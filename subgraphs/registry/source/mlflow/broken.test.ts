import { type Asked, notFound, type Reply, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { mlflow } from './adapter.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const cut: Reply = { wire: response => response.destroy() };
const items = () => itemsOf(mlflow, server.url);

/** A server with models of these names, and what it answers to everything else. */
function serverOf(names: readonly string[], reply: (asked: Asked, model: string) => Reply): void {
  server.answer(asked => {
    const { path, query } = asked;
    if (path.endsWith('/registered-models/search'))
      return { body: { registered_models: names.map(name => ({ name })) } };
    return reply(asked, /^name = ['"](.*)['"]$/.exec(query.get('filter') ?? '')?.[1] ?? '');
  });
}

test('one model with a gigantic answer is refused, and the others come in', async () => {
  serverOf(['a', 'large', 'z'], (_, model) => ({ body: model === 'large' ? { x: 'x'.repeat(11_000_000) } : {} }));
  const found = await items();
  expect(recordsIn(found).map(({ name }) => name)).toEqual(['a', 'z']);
  expect(problemsIn(found)).toEqual([expect.stringMatching(/^large: .*answered with more than 10 MB/)]);
});

test('a server that dies half-way is one reason to stop, and not a refusal of each version', async () => {
  const versions = Array.from({ length: 40 }, (_, i) => ({ version: String(i + 1), run_id: `r${i}` }));
  serverOf(['a', 'b', 'c'], ({ path }) => {
    if (path.endsWith('/model-versions/search')) return { body: { model_versions: versions } };
    return cut;
  });
  const found = await items();
  expect(problemsIn(found).at(-1)).toMatch(/^stopped: .*gave no answer 3 times in a row\.$/);
  expect(server.paths().filter(path => path.endsWith('/runs/get')).length).toBeLessThan(40);
});

test('pages without end are left', async () => {
  let page = 0;
  server.answer(({ path }) =>
    path.endsWith('/registered-models/search')
      ? { body: { registered_models: [{ name: 'a' }], next_page_token: `t${page++}` } }
      : { body: {} },
  );
  const models = await items();
  expect(recordsIn(models)).toHaveLength(1);
  expect(problemsIn(models)).toEqual([expect.stringMatching(/^stopped: .*gives the same page again and again/)]);
  serverOf(['a'], () => ({ body: { model_versions: [{ version: '1' }], next_page_token: `t${page++}` } }));
  expect(problemsIn(await items())).toEqual([expect.stringMatching(/^a: .*gives the same page again and again/)]);
});

test('names that no address can hold end nothing', async () => {
  server.answer(({ path }) => {
    if (!path.endsWith('/registered-models/search')) return notFound;
    return { body: '{"registered_models": [{"name": "a\\ud800"}, {"name": "b"}]}' };
  });
  const found = await items();
  expect([...recordsIn(found), ...problemsIn(found)]).toHaveLength(2);
  expect(problemsIn(found)).toEqual(expect.arrayContaining([expect.stringMatching(/^b: .*HTTP 404/)]));
});
