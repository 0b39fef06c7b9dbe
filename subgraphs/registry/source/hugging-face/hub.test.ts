import { notFound, type Reply, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { huggingFace } from './adapter.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const sha = (letter: string) => letter.repeat(40);
const model = (id: string, more: object = {}) => ({
  id,
  sha: sha('a'),
  lastModified: '2026-05-01T10:00:00.000Z',
  ...more,
});
const card =
  '---\npipeline_tag: text-classification\nlibrary_name: transformers\nlicense: mit\n---\n# Churn\n\nWho leaves.';

function hubOf(models: object[], files: Record<string, Reply> = {}): void {
  server.answer(({ path, query }) => {
    if (path === '/api/models') {
      const page = Number(query.get('cursor') ?? 0);
      const next = `<${server.url}/api/models?author=acme&cursor=${page + 1}>; rel="next"`;
      return { headers: page + 1 < models.length ? { link: next } : undefined, body: models.slice(page, page + 1) };
    }
    const one = models.find(entry => path === `/api/models/${(entry as { id: string }).id}`);
    return one ? { body: one } : (files[path] ?? notFound);
  });
}
const items = (where = 'acme', options = {}) => itemsOf(huggingFace, where, { api: server.url, ...options });

test('an author’s models come with their cards, whose commit is the version; without a card, with what the list tells', async () => {
  hubOf(
    [
      model('acme/churn'),
      model('acme/bare', {
        pipeline_tag: 'tabular-regression',
        library_name: 'sklearn',
        tags: ['sklearn', 'license:mit'],
      }),
      model('acme/plain'),
      model('acme/off', { disabled: true }),
    ],
    {
      [`/acme/churn/raw/${sha('a')}/README.md`]: { body: card },
      [`/acme/plain/raw/${sha('a')}/README.md`]: { body: '# Just words' },
    },
  );
  const found = await items();
  expect(problemsIn(found)).toEqual([]);
  const [churn, bare, plain] = recordsIn(found);
  expect(churn).toMatchObject({
    source: { system: 'HUGGING_FACE', externalId: 'acme/churn', url: `${server.url}/acme/churn`, commit: sha('a') },
    name: 'acme/churn',
    task: 'MULTICLASS_CLASSIFICATION',
    tags: expect.arrayContaining(['license=mit']),
    versions: [
      {
        version: 'aaaaaaaaaaaa',
        source: { externalId: 'acme/churn@aaaaaaaaaaaa', commit: sha('a') },
        content: { framework: 'transformers' },
        createdAt: '2026-05-01T10:00:00.000Z',
      },
    ],
  });
  expect(bare).toMatchObject({
    task: 'REGRESSION',
    tags: ['sklearn', 'license:mit'],
    versions: [{ version: 'aaaaaaaaaaaa', content: { framework: 'sklearn' } }],
  });
  expect(plain?.documents).toEqual([{ title: 'Model card', kind: 'model-card', body: '# Just words' }]);
});

test('one model can be read alone, with the token', async () => {
  hubOf([model('acme/churn')], { [`/acme/churn/raw/${sha('a')}/README.md`]: { body: card } });
  expect(recordsIn(await items('acme/churn', { env: { HF_TOKEN: 'hf_1' } }))).toHaveLength(1);
  expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer hf_1']));
});

test.each<[string, Reply, RegExp]>([
  ['gated', { status: 403, body: 'Access to model is restricted' }, /HTTP 403: .*Ask for access on its page/],
  ['torn', { body: '---\na: [' }, /front matter has no end/],
  ['no text', { body: Buffer.from([0xff]) }, /no UTF-8/],
  ['away', { status: 500, body: '' }, /HTTP 500/],
])('a card that is %s does not keep the others out', async (_, reply, reason) => {
  hubOf([model('acme/bad'), model('acme/churn')], {
    [`/acme/bad/raw/${sha('a')}/README.md`]: reply,
    [`/acme/churn/raw/${sha('a')}/README.md`]: { body: card },
  });
  const found = await items();
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
  expect(recordsIn(found)).toHaveLength(1);
});

test('nobody of that name, and a list that fails, end it with the reason', async () => {
  hubOf([]);
  expect(problemsIn(await items())).toEqual(['stopped: The Hub tells of no model of acme: check the name.']);
  expect(problemsIn(await items('acme/nothing'))).toEqual([expect.stringMatching(/HTTP 404\. Check the name\.$/)]);
  server.answer(() => ({ status: 401, body: { error: 'Invalid credentials' } }));
  expect(problemsIn(await items())).toEqual([expect.stringMatching(/HTTP 401: Invalid credentials\. Check the name/)]);
});

test.each<[string, object, unknown]>([
  ['acme', { api: true }, null],
  ['acme/churn', { api: 'https://hub.example.com' }, null],
  ['acme/churn/x', { api: true }, expect.stringMatching(/is no author and no model/)],
  ['acme', { api: 'acme' }, expect.stringMatching(/--api takes an address like/)],
  ['acme', { api: true, env: { HF_TOKEN: 'a b' } }, expect.stringMatching(/copy it again/)],
  ['/nowhere', {}, expect.stringMatching(/cannot be read/)],
])('%s with %j is judged before anything is read', async (where, options, problem) => {
  expect(await huggingFace.check(where, options)).toEqual(problem);
});
