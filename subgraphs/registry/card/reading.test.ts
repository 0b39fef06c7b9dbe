import { countStatements } from '@handoff/kit/database/statements';
import { ask } from '@handoff/kit/testing/graph';
import { giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  for (const name of ['one', 'two', 'three']) {
    const { id } = await catalogue.register(name, { riskTier: 'LIMITED', purpose: 'To | keep <customers>' });
    await giveRole(catalogue.database.db, { to: catalogue.admin, role: 'owner', model: id });
    await catalogue.version(name, {
      framework: 'xgboost 2.1.0',
      features: [{ name: 'age', dtype: 'long', definition: `${name}_age` }],
      labels: [{ name: 'y', dtype: 'double' }],
      assumptions: ['Prices stay'],
      trainingData: [{ dataset: { name: `${name} rows` }, purpose: 'TRAINING' }],
      evaluations: [{ metric: 'auc', value: 0.9, dataset: `${name} panel` }],
      artifacts: [{ uri: 's3://x' }],
      documents: [{ title: 'Notes', kind: 'notes', uri: 'https://wiki.example/notes' }],
      changeNote: 'First version.',
    });
    await catalogue.version(name, {});
  }
});
afterAll(() => catalogue.database.drop());

interface Card {
  markdown: string;
  completeness: number;
  missing: string[];
}

async function cardOf(model: string, version: string): Promise<Card> {
  const source =
    'query ($model: String!, $version: String!) { modelVersion(model: $model, version: $version) { card { markdown completeness missing } } }';
  return (await ask<{ modelVersion: { card: Card } }>(catalogue.as(catalogue.admin), source, { model, version }))
    .modelVersion.card;
}

it('is put together from what the version and its model know', async () => {
  const { markdown, ...told } = await cardOf('one', '1');
  expect(told).toEqual({ completeness: 7 / 8, missing: ['limitations'] });
  for (const text of [
    '# one: version 1',
    '| Owner | Admin |',
    '| Registered |',
    'To \\| keep &lt;customers&gt;',
    '| age | long |  | yes |  | no |  | Read from one\\_age. |',
    '| one rows | training |',
    '| auc | 0.9 |  |  | one panel |',
    '| Prices stay | not checked |',
    '- [Notes](https://wiki.example/notes) (notes, ',
    'First version.',
  ])
    expect(markdown).toContain(text);
  expect(await cardOf('one', '2')).toMatchObject({
    missing: [
      ...['inputs', 'outputs', 'limitations', 'algorithm or framework'],
      ...['training data', 'evaluations', 'change note'],
    ],
  });
});

it('says who checked an assumption', async () => {
  for (const model of ['one', 'two', 'three']) {
    const named = `{ modelVersion(model: "${model}", version: "1") { assumptions { id } } }`;
    const { modelVersion } = await ask<{ modelVersion: { assumptions: { id: string }[] } }>(
      catalogue.as(catalogue.admin),
      named,
    );
    await ask(
      catalogue.as(catalogue.admin),
      'mutation ($input: CheckAssumptionInput!) { checkAssumption(input: $input) { problem { message } } }',
      { input: { assumptionId: modelVersion.assumptions[0]?.id, status: 'HOLDS', evidence: 'Looked.' } },
    );
  }
  const { markdown } = await cardOf('one', '1');
  expect(markdown).toMatch(/\| Prices stay \| holds \| \d{4}-\d\d-\d\d, by Admin \| Looked\. \|/);
});

it('says between which ends a share of cases lies', async () => {
  await catalogue.register('zeta', { riskTier: 'LIMITED' });
  await catalogue.version('zeta', { evaluations: [{ metric: 'accuracy', value: 0.9, n: 1000 }] });
  expect((await cardOf('zeta', '1')).markdown).toContain('| accuracy | 0.9 | 0.879848 to 0.917091 | 1,000 |');
});

it('sends as many statements for many cards as for one', async () => {
  const ofFirst = (first: number) =>
    countStatements(() =>
      ask(
        catalogue.as(catalogue.admin),
        `{ models(first: ${first}) { nodes { versions { nodes { card { markdown completeness missing } } } } } }`,
      ),
    );
  const [one, all] = [await ofFirst(1), await ofFirst(3)];
  expect(one.statements.length).toBeGreaterThan(10);
  expect(all.statements.length).toBe(one.statements.length);
});
