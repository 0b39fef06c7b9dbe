import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workSince } from '../../testing/cpu.ts';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { codeowners } from './adapter.ts';
import { ownersOf, ownerTags, proposable, readCodeowners } from './codeowners.ts';
import { matchesPath } from './pattern.ts';

test.each<[string, string[], string[]]>([
  ['*', ['a', 'a/b'], []],
  ['*.js', ['a.js', 'a/b.js', 'x.js/y'], ['a.jsx', 'js']],
  ['/build/logs/', ['build/logs/a', 'build/logs/a/b'], ['build/logs', 'a/build/logs/b']],
  ['docs/*', ['docs/a.md'], ['docs/a/b.md', 'x/docs/a.md']],
  ['apps/', ['apps/a', 'x/apps/a/b'], ['apps', 'xapps/a']],
  ['/docs/', ['docs/a/b'], ['x/docs/a']],
  ['/scripts', ['scripts', 'scripts/a/b'], ['x/scripts']],
  ['**/logs', ['logs/a', 'a/b/logs/c', 'logs'], ['alogs/c']],
  ['/apps/github', ['apps/github', 'apps/github/a'], ['apps/githubs']],
  ['docs/**', ['docs/a', 'docs/a/b'], ['x/docs/a']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b/c'], ['b', 'x/a/b']],
  ['m?del', ['model', 'x/medel/a'], ['mdel', 'm/del']],
  ['spec/registry/core', ['spec/registry/core/a'], ['x/spec/registry/core']],
  ['*a*b', ['xaxb', 'ab'], ['ba', 'xbxa']],
])('%s matches these paths and not those', (pattern, those, others) => {
  expect(those.filter(path => !matchesPath(pattern, path))).toEqual([]);
  expect(others.filter(path => matchesPath(pattern, path))).toEqual([]);
});

test('the last rule that matches counts, and one without owners clears', () => {
  const { rules, problems } = readCodeowners(
    '# all\n* @acme/ml ann@acme.com # the rest\n\nmodels/ @ben\nmodels/free\r\nmy\\ models/ @cy\n!x @ann\n[a]b @ann\ny @@\nz ann',
  );
  expect(ownersOf(rules, 'README.md')).toEqual(['@acme/ml', 'ann@acme.com']);
  expect(ownersOf(rules, 'models/churn/MLmodel')).toEqual(['@ben']);
  expect(ownersOf(rules, 'models/free/MLmodel')).toEqual([]);
  expect(ownersOf(rules, 'my models/a')).toEqual(['@cy']);
  expect(problems).toEqual([
    'Line 7: "!x" begins with !, which CODEOWNERS does not have.',
    'Line 8: "[a]b" has brackets, which CODEOWNERS does not have.',
    'Line 9: "@@" is no @user, no @organization/team and no e-mail address.',
    'Line 10: "ann" is no @user, no @organization/team and no e-mail address.',
  ]);
});

test('e-mails and teams can be looked up; users cannot, and are kept as tags', () => {
  const owners = ['@acme/ml', '@ben', 'ann@acme.com', '@acme/ml'];
  expect(proposable(owners)).toEqual(['ml', 'ann@acme.com']);
  expect(ownerTags(owners)).toEqual(['codeowner=@acme/ml', 'codeowner=@ben', 'codeowner=ann@acme.com']);
});

test('hostile patterns and endless files cost less than a second of work', () => {
  const began = process.cpuUsage();
  matchesPath(`/${'*a'.repeat(2_000)}b`, 'a'.repeat(4_000));
  matchesPath('**/'.repeat(500), 'a/'.repeat(500));
  const { rules } = readCodeowners('*a*a*a*a*b @x\n'.repeat(200_000));
  ownersOf(rules, 'a'.repeat(100));
  readCodeowners(`${'\\'.repeat(500_000)} @x`);
  expect(workSince(began)).toBeLessThan(1_000);
  expect(rules).toHaveLength(50_000);
});

describe('a checkout', () => {
  let folder: string;
  const put = async (path: string, text: string) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handoff-codeowners-'));
    await put('repo/.github/CODEOWNERS', '* @acme/ml\n/models/churn/ ann@acme.com @ben\n/models/free/\n');
    await put('repo/CODEOWNERS', '* nobody@acme.com\n');
    await put('repo/models/churn/MLmodel', 'flavors: {a: {}}');
    await put('repo/models/churn/README.md', '---\nlicense: mit\n---');
    await put('repo/models/free/MLmodel', 'flavors: {a: {}}');
    await put('repo/fraud/MLmodel', 'flavors: {a: {}}');
    await put('bare/MLmodel', 'flavors: {a: {}}');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(['repo', 'repo/.github/CODEOWNERS'])(
    'named as %s proposes owners for its models and tells nothing else',
    async where => {
      const found = await itemsOf(codeowners, join(folder, where));
      expect(problemsIn(found)).toEqual([]);
      expect(recordsIn(found)).toEqual([
        {
          source: { system: 'CODEOWNERS', externalId: 'repo/fraud/MLmodel' },
          name: 'fraud',
          task: 'OTHER',
          riskTier: 'UNCLASSIFIED',
          tags: ['codeowner=@acme/ml'],
          owners: ['ml'],
          versions: [],
        },
        {
          source: { system: 'CODEOWNERS', externalId: 'repo/models/churn/MLmodel' },
          name: 'churn',
          task: 'OTHER',
          riskTier: 'UNCLASSIFIED',
          tags: ['codeowner=ann@acme.com', 'codeowner=@ben'],
          owners: ['ann@acme.com'],
          versions: [],
        },
      ]);
    },
  );

  test('without the file says where it was looked for', async () => {
    expect(problemsIn(await itemsOf(codeowners, join(folder, 'bare')))).toEqual([
      expect.stringMatching(/^stopped: There is no CODEOWNERS in .*bare, nor in its \.github or docs/),
    ]);
  });

  test('or a repository must be named', async () => {
    expect(await codeowners.check('/nowhere/at/all')).toMatch(/there is nothing of that name/);
    expect(await codeowners.check('acme/churn')).toBeNull();
    expect(await codeowners.check(folder)).toBeNull();
  });
});

const data = fileURLToPath(new URL('../../../../../shared/data/codeowners/', import.meta.url));
const there = existsSync(data);
if (!there) console.warn(`Skipped: the real CODEOWNERS files are not at ${data}.`);

test.skipIf(!there)('real files are read without a problem, and their first rules hold', () => {
  const told = readdirSync(data).map(name => [name, readCodeowners(readFileSync(`${data}${name}`, 'utf8'))] as const);
  expect(told.flatMap(([name, { problems }]) => problems.map(problem => `${name} ${problem}`))).toEqual([]);
  const rules = Object.fromEntries(told.map(([name, { rules }]) => [name.split('.')[0], rules]));
  expect(ownersOf(rules['amundsen-io__amundsen'] ?? [], 'common/x/a.py')).toEqual(['@amundsen-io/amundsen-committers']);
  expect(ownersOf(rules['amundsen-io__amundsen'] ?? [], 'common/a.py')).toHaveLength(13);
  expect(ownersOf(rules['slackapi__bolt-js'] ?? [], 'docs/a/b')).toEqual(['@slackapi/developer-education']);
});
