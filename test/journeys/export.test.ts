import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ended, handoff } from '../command.ts';
import { asked, type TestHouse, testHouse } from '../house.ts';

let house: TestHouse;
let folder: string;
beforeAll(async () => {
  house = await testHouse('socket');
  folder = await mkdtemp(join(tmpdir(), 'handoff-export-'));
}, 60_000);
afterAll(async () => {
  await house.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: string[]) =>
  ended(handoff(['export', ...words], { HANDOFF_URL: house.url, HANDOFF_TOKEN: house.adminToken }));

/** A model of the demo that has a version, and the version's digest. */
async function oneOfTheDemo(): Promise<{ name: string; version: string; markdown: string }> {
  const { models } = await asked<{
    models: { nodes: { name: string; latestVersion: { version: string; card: { markdown: string } } | null }[] };
  }>(house.admin, '{ models(orderBy: NAME) { nodes { name latestVersion { version card { markdown } } } } }');
  const found = models.nodes.find(({ latestVersion }) => latestVersion !== null);
  if (!found?.latestVersion) throw new Error('no model of the demo has a version');
  const { version, card } = found.latestVersion;
  return { name: found.name, version, markdown: card.markdown };
}

it('writes the card and the bill of materials of a version', async () => {
  const { name, version, markdown } = await oneOfTheDemo();
  expect(await run('card', name)).toEqual({ code: 0, stdout: markdown, stderr: '' });
  const bom = await run('cyclonedx', name, version);
  expect([bom.code, bom.stderr]).toEqual([0, '']);
  expect(JSON.parse(bom.stdout)).toMatchObject({ specVersion: '1.6', components: [{ name, version }] });
});

it('writes all models and versions of the catalogue through the gateway, with its limits', async () => {
  const { name: model } = await oneOfTheDemo();
  const register =
    'mutation ($input: RegisterVersionInput!) { registerVersion(input: $input) { problem { message } } }';
  for (let i = 0; i < 11; i++) {
    const input = { model, content: { changeNote: `Try ${i}.` } };
    expect(await asked(house.admin, register, { input })).toEqual({ registerVersion: { problem: null } });
  }
  const { models } = await asked<{
    models: { totalCount: number; nodes: { versions: { totalCount: number } }[] };
  }>(
    house.admin,
    '{ models(first: 100, filter: { archived: null }) { totalCount nodes { versions { totalCount } } } }',
  );
  const versions = models.nodes.reduce((sum, node) => sum + node.versions.totalCount, 0);
  const file = join(folder, 'models.json');
  const { code, stdout, stderr } = await run('datahub', '--out', file, '--json');
  expect([code, stderr]).toEqual([0, '']);
  const written = JSON.parse(await readFile(file, 'utf8')) as { entityType: string; aspectName: string }[];
  expect(JSON.parse(stdout)).toEqual({
    ...{ kind: 'summary', file, models: models.totalCount, versions },
    proposals: written.length,
  });
  const counted = (aspect: string) => written.filter(({ aspectName }) => aspectName === aspect).length;
  expect([counted('mlModelGroupProperties'), counted('mlModelProperties')]).toEqual([models.totalCount, versions]);
});

it('says which name is near, in one line', async () => {
  const { name } = await oneOfTheDemo();
  const { code, stdout, stderr } = await run('card', `${name}x`);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`There is no model "${name}x" that you may see. Did you mean ${name}?\n`);
});
