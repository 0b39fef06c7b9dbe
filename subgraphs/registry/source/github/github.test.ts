import { type Reply, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeowners } from '../codeowners/adapter.ts';
import type { KeptAnswers } from '../record.ts';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { githubAccess } from './access.ts';
import { github } from './adapter.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const head = 'a'.repeat(40);
const touched = 'b'.repeat(40);
const missing: Reply = { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com' } };
const card = '---\nlibrary_name: sklearn\npipeline_tag: tabular-regression\n---\n# Churn\n\nWho leaves.';

interface World {
  files?: Record<string, string | Uint8Array>;
  releases?: object[];
  truncated?: boolean;
  replies?: Record<string, Reply>;
}

/** GitHub with one repository, acme/churn. */
function githubOf({ files = {}, releases = [], truncated = false, replies = {} }: World): void {
  const root = '/repos/acme/churn';
  server.answer(({ path, query }) => {
    const reply = replies[path];
    if (reply) return reply;
    if (path === root)
      return {
        body: {
          full_name: 'acme/churn',
          html_url: 'https://github.com/acme/churn',
          default_branch: 'main',
          description: 'Churn models',
          topics: ['ml'],
        },
      };
    if (path === `${root}/commits/main`) return { body: { sha: head } };
    if (path === `${root}/git/trees/${head}`)
      return {
        body: {
          truncated,
          tree: [{ path: 'models', type: 'tree' }, ...Object.keys(files).map(path => ({ path, type: 'blob' }))],
        },
      };
    if (path === `${root}/tags`)
      return {
        body: [
          { name: 'v1', commit: { sha: 'c1' } },
          { name: 'v2', commit: { sha: 'c2' } },
        ],
      };
    if (path === `${root}/commits`)
      return { body: [{ sha: touched, commit: { committer: { date: '2026-05-01T00:00:00Z' } } }] };
    if (path === `${root}/releases`) {
      const page = Number(query.get('page') ?? 1);
      const next =
        page < releases.length ? { link: `<${server.url}${root}/releases?page=${page + 1}>; rel="next"` } : undefined;
      return { headers: next, body: releases.slice(page - 1, page) };
    }
    if (path === '/users/ben') return { body: { login: 'ben', email: 'ben@acme.com' } };
    const body = files[path.slice(`${root}/contents/`.length)];
    return body === undefined ? missing : { headers: { 'content-type': 'application/vnd.github.raw+json' }, body };
  });
}
const items = (options = {}, where = 'acme/churn') => itemsOf(github, where, { api: server.url, ...options });

test('releases are versions with their assets, newest last; drafts are not out, odd tags are refused', async () => {
  const release = (tag: string, more: object = {}) => ({
    tag_name: tag,
    html_url: `https://github.com/acme/churn/releases/tag/${tag}`,
    published_at: '2026-05-02T10:00:00Z',
    assets: [],
    ...more,
  });
  githubOf({
    releases: [
      release('v3', { draft: true }),
      release('v2', { prerelease: true, name: 'Second', body: 'Newer data.' }),
      release('v1', {
        assets: [{ browser_download_url: 'https://x/model.onnx', size: 7, digest: `sha256:${'0'.repeat(64)}` }],
      }),
      release('été'),
    ],
  });
  const found = await items();
  expect(problemsIn(found)).toEqual([
    'acme/churn@été: Its tag "été" is no version: use letters, digits and . _ + / -.',
  ]);
  expect(recordsIn(found)).toEqual([
    {
      source: { system: 'GITHUB', externalId: 'acme/churn', url: 'https://github.com/acme/churn', commit: head },
      name: 'churn',
      description: 'Churn models',
      task: 'OTHER',
      riskTier: 'UNCLASSIFIED',
      tags: ['ml'],
      versions: [
        {
          version: 'v1',
          source: {
            system: 'GITHUB',
            externalId: 'acme/churn@v1',
            url: expect.stringMatching(/tag\/v1$/),
            commit: 'c1',
          },
          content: { artifacts: [{ uri: 'https://x/model.onnx', bytes: 7, sha256: '0'.repeat(64) }] },
          createdAt: '2026-05-02T10:00:00.000Z',
        },
        {
          version: 'v2',
          source: expect.objectContaining({ commit: 'c2' }),
          content: {
            documents: [{ title: 'Second', kind: 'release-notes', uri: expect.any(String), body: 'Newer data.' }],
          },
          tags: ['prerelease'],
          createdAt: '2026-05-02T10:00:00.000Z',
        },
      ],
    },
  ]);
});

test('model files are models whose version is the commit that touched them, with code owners to propose', async () => {
  githubOf({
    files: {
      '.github/CODEOWNERS': '* @acme/ml\n/models/fraud/ @ben ann@acme.com\n',
      'README.md': 'Just a repository.',
      'models/fraud/MLmodel': 'flavors: {sklearn: {sklearn_version: 1.5.2}}\nrun_id: r1',
      'models/spam eggs/README.md': card,
      'models/broken/MLmodel': 'flavors: [',
      'models/odd/MLmodel': Buffer.from([0xff]),
      'docs/README.md': '---\ntitle: Docs\n---',
    },
  });
  const found = await items();
  expect(problemsIn(found)).toEqual([
    expect.stringMatching(/^acme\/churn\/models\/broken\/MLmodel: Line 1/),
    'acme/churn/models/odd/MLmodel: It is no UTF-8 text: save it as UTF-8.',
  ]);
  const [fraud, spam, ...others] = recordsIn(found);
  expect(others).toEqual([]);
  expect(fraud).toMatchObject({
    name: 'fraud',
    source: {
      system: 'GITHUB',
      externalId: 'acme/churn/models/fraud/MLmodel',
      url: `https://github.com/acme/churn/blob/${head}/models/fraud/MLmodel`,
      runId: 'r1',
      commit: touched,
    },
    tags: ['codeowner=@ben', 'codeowner=ann@acme.com'],
    owners: ['ann@acme.com', 'ben@acme.com'],
    versions: [
      { version: 'b'.repeat(12), createdAt: '2026-05-01T00:00:00.000Z', content: { framework: 'sklearn 1.5.2' } },
    ],
  });
  expect(spam).toMatchObject({ name: 'spam-eggs', task: 'REGRESSION', owners: ['ml'] });
});

test('a card at the root tells more of the model that is released', async () => {
  githubOf({ files: { 'README.md': card }, releases: [{ tag_name: 'v1' }] });
  const [record, ...others] = recordsIn(await items());
  expect(others).toEqual([]);
  expect(record).toMatchObject({ name: 'churn', description: 'Who leaves.', task: 'REGRESSION' });
  expect(record?.versions.map(({ version }) => version)).toEqual(['b'.repeat(12), 'v1']);
});

test('code owners alone can be brought in from GitHub', async () => {
  githubOf({ files: { CODEOWNERS: 'models/ @ben', 'models/fraud/MLmodel': 'flavors: {a: {}}' } });
  const found = await itemsOf(codeowners, 'acme/churn', { api: server.url });
  expect(recordsIn(found)).toEqual([
    {
      source: { system: 'CODEOWNERS', externalId: 'acme/churn/models/fraud/MLmodel' },
      name: 'fraud',
      task: 'OTHER',
      riskTier: 'UNCLASSIFIED',
      tags: ['codeowner=@ben'],
      owners: ['ben@acme.com'],
      versions: [],
    },
  ]);
});

const contentsOf = (name: string) => `/repos/acme/churn/contents/${name}/MLmodel`;
const inAnHour = String(Math.floor(Date.now() / 1000) + 3_600);
test.each<[string, [World, RegExp]]>([
  [
    'a repository that is not there',
    [{ replies: { '/repos/acme/churn': missing } }, /HTTP 404: Not Found\. Check the name; a private repository/],
  ],
  [
    'a token nobody knows',
    [
      { replies: { '/repos/acme/churn': { status: 401, body: { message: 'Bad credentials' } } } },
      /HTTP 401: Bad credentials\. GitHub does not know the token/,
    ],
  ],
  [
    'a limit that lasts an hour',
    [
      {
        replies: {
          '/repos/acme/churn': {
            status: 403,
            headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAnHour },
            body: { message: 'API rate limit exceeded' },
          },
        },
      },
      /rate limit exceeded.*wants nobody to ask again before \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
    ],
  ],
  [
    'no permission',
    [
      { replies: { '/repos/acme/churn/releases': { status: 403, body: { message: 'Resource not accessible' } } } },
      /HTTP 403: Resource not accessible\. Set GITHUB_TOKEN/,
    ],
  ],
  ['half an answer', [{ replies: { '/repos/acme/churn/tags': { body: '[{"name":' } } }, /no valid JSON/]],
  ['nothing in it', [{}, /no release, no MLmodel file and no model card/]],
  ['a CODEOWNERS in Latin-1', [{ files: { CODEOWNERS: Buffer.from('* é', 'latin1') } }, /CODEOWNERS is no UTF-8 text/]],
])('%s ends with the reason and the mend', async (_, [world, reason]) => {
  githubOf(world);
  expect(problemsIn(await items())).toEqual([expect.stringMatching(reason)]);
});

test('a limit of seconds is waited for', async () => {
  let asked = 0;
  const limits: Reply[] = [
    { status: 403, headers: { 'retry-after': '0' }, body: { message: 'You have exceeded a secondary rate limit' } },
    { status: 429, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, body: {} },
  ];
  githubOf({
    files: { 'a/MLmodel': 'flavors: {a: {}}' },
    replies: {
      get '/repos/acme/churn/tags'() {
        return limits[asked++] ?? { body: [] };
      },
    },
  });
  expect(recordsIn(await items())).toHaveLength(1);
});

test('a limit that is reached half-way ends it, and nothing more is asked', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const limit = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAnHour };
  const limited: Reply = { status: 403, headers: limit, body: { message: 'API rate limit exceeded' } };
  const replies = Object.fromEntries(names.slice(1).map(name => [contentsOf(name), limited]));
  githubOf({ files: Object.fromEntries(names.map(name => [`${name}/MLmodel`, 'flavors: {a: {}}'])), replies });
  const found = await items();
  expect(recordsIn(found).map(({ name }) => name)).toEqual(['a']);
  expect(problemsIn(found)).toEqual([expect.stringMatching(/^stopped: .*wants nobody to ask again before/)]);
  expect(server.paths().filter(path => /[e-h]\/MLmodel$/.test(path))).toEqual([]);
});

test('a README that is no card costs one request', async () => {
  githubOf({ files: { 'README.md': 'Read me.', 'docs/README.md': 'More.', 'a/MLmodel': 'flavors: {a: {}}' } });
  await items();
  expect(server.asked.flatMap(({ query }) => query.getAll('path'))).toEqual(['a/MLmodel']);
});

test('files that GitHub leaves out are told of', async () => {
  githubOf({ files: { 'a/MLmodel': 'flavors: {a: {}}' }, truncated: true });
  expect(problemsIn(await items())).toEqual([expect.stringMatching(/lists only a part of its files/)]);
});

test('the second reading of a watch asks whether anything changed, with the token', async () => {
  const kept: KeptAnswers = new Map();
  githubOf({
    replies: {
      '/repos/acme/churn': { headers: { etag: '"1"' }, body: { full_name: 'acme/churn', default_branch: 'main' } },
    },
  });
  const env = { GITHUB_TOKEN: 't' };
  await items({ kept, env });
  await items({ kept, env });
  expect(
    server.asked.filter(({ path }) => path === '/repos/acme/churn').map(({ headers }) => headers['if-none-match']),
  ).toEqual([undefined, '"1"']);
  expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer t']));
});

test.each<[string, unknown]>([
  ['acme/churn', { api: 'https://api.github.com', repository: 'acme/churn' }],
  ['https://github.com/acme/churn.git', { api: 'https://api.github.com', repository: 'acme/churn' }],
  ['https://ghe.acme.com/acme/churn/', { api: 'https://ghe.acme.com/api/v3', repository: 'acme/churn' }],
  ['churn', expect.stringMatching(/no repository: write it like owner\/name/)],
  ['acme/churn/models', expect.stringMatching(/no repository/)],
  ['../etc', expect.anything()],
])('%s is understood, or refused with the mend', (where, access) => {
  expect(githubAccess(where)).toEqual(access);
});
