import { countStatements } from '@handoff/kit/database/statements';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { sidesOf } from './comparison.ts';

let catalogue: Catalogue;
let stranger: string;

const first = {
  hyperparameters: [{ name: 'depth', value: '6' }],
  features: [
    { name: 'age', dtype: 'long', definition: 'customer_age' },
    { name: 'city', dtype: 'string' },
  ],
  labels: [{ name: 'churned', dtype: 'double' }],
  assumptions: ['Prices stay'],
  trainingData: [{ dataset: { name: 'customers', rows: 10 }, purpose: 'TRAINING' }],
  evaluations: [{ metric: 'auc', value: 0.9, lower: 0.89, upper: 0.91, dataset: 'panel', split: 'test' }],
};
const second = {
  ...first,
  hyperparameters: [{ name: 'depth', value: '8' }],
  features: [
    { name: 'age', dtype: 'double', definition: 'customer_age' },
    { name: 'plan', dtype: 'string', required: false },
  ],
  assumptions: [],
  trainingData: [{ dataset: { name: 'more customers' }, purpose: 'TRAINING' }],
  evaluations: [{ metric: 'auc', value: 0.95, lower: 0.94, upper: 0.96, dataset: 'panel', split: 'test' }],
};

beforeAll(async () => {
  catalogue = await Catalogue.open();
  stranger = await addPerson(catalogue.database.db, 'Stan');
  for (const name of ['churn', 'fraud']) {
    await catalogue.register(name);
    await catalogue.version(name, first);
    await catalogue.version(name, second);
  }
  await catalogue.register('secret', { visibility: 'RESTRICTED' });
  await catalogue.version('secret', first);
  await catalogue.run('setAlias', catalogue.admin, { model: 'churn', name: 'champion', version: '1' });
});
afterAll(() => catalogue.database.drop());

const all = `id left { version } right { version } breaking
  features { name change before after breaking } labels { name } hyperparameters { name change before after }
  assumptions { name change before after } trainingData { name change }
  evaluations { metric dataset split slice left right delta better significant }`;

interface Compared {
  compareVersions: Record<string, unknown> & { id: string };
}

const compare = async (left: string, right: string, { model = 'churn', by = catalogue.admin } = {}) => {
  const args = `model: ${JSON.stringify(model)}, left: ${JSON.stringify(left)}, right: ${JSON.stringify(right)}`;
  return (await ask<Compared>(catalogue.as(by), `{ compareVersions(${args}) { ${all} } }`)).compareVersions;
};

it('shows figures in words side by side too, and the intervals that follow from the number of cases', async () => {
  await catalogue.register('worded');
  const share = { metric: 'accuracy', value: 0.9, n: 1000 };
  await catalogue.version('worded', {
    evaluations: [{ metric: 'bleu', valueText: '27.3 ± 0.2' }, { metric: 'psi', valueText: 'NaN' }, share],
  });
  await catalogue.version('worded', {
    evaluations: [
      { metric: 'bleu', valueText: '28.1 ± 0.2' },
      { metric: 'psi', value: 0.1 },
    ],
  });
  const source = `{ compareVersions(model: "worded", left: "1", right: "2") {
    left { evaluations { metric lower upper } }
    evaluations { metric left right leftText rightText delta better significant } } }`;
  const unknown = { delta: null, better: null, significant: null };
  expect(await ask(catalogue.as(catalogue.admin), source)).toEqual({
    compareVersions: {
      left: {
        evaluations: [
          { metric: 'bleu', lower: null, upper: null },
          { metric: 'psi', lower: null, upper: null },
          { metric: 'accuracy', lower: expect.closeTo(0.87985, 4), upper: expect.closeTo(0.91709, 4) },
        ],
      },
      evaluations: [
        { metric: 'bleu', left: null, right: null, leftText: '27.3 ± 0.2', rightText: '28.1 ± 0.2', ...unknown },
        { metric: 'psi', left: null, right: 0.1, leftText: 'NaN', rightText: '0.1', ...unknown },
        { metric: 'accuracy', left: 0.9, right: null, leftText: '0.9', rightText: null, ...unknown },
      ],
    },
  });
});

it('shows two versions side by side', async () => {
  expect(await compare('champion', '2')).toMatchObject({
    left: { version: '1' },
    right: { version: '2' },
    breaking: true,
    features: [
      { name: 'age', change: 'CHANGED', before: 'long', after: 'double', breaking: false },
      { name: 'city', change: 'REMOVED', breaking: true },
      { name: 'plan', change: 'ADDED', breaking: false },
    ],
    labels: [],
    hyperparameters: [{ name: 'depth', change: 'CHANGED', before: '6', after: '8' }],
    assumptions: [{ name: 'Prices stay', change: 'REMOVED', before: 'OPEN', after: null }],
    trainingData: [
      { name: 'customers', change: 'REMOVED' },
      { name: 'more customers', change: 'ADDED' },
    ],
    evaluations: [
      {
        metric: 'auc',
        dataset: 'panel',
        split: 'test',
        slice: null,
        left: 0.9,
        right: 0.95,
        better: true,
        significant: true,
      },
    ],
  });
  expect(await compare('1', '1')).toMatchObject({
    breaking: false,
    features: [],
    hyperparameters: [],
    assumptions: [],
  });
});

it('compares versions of one model alone', async () => {
  const { fraud } = await ask<{ fraud: { id: string } }>(
    catalogue.as(catalogue.admin),
    '{ fraud: modelVersion(model: "fraud", version: "1") { id } }',
  );
  expect(await compare('1', fraud.id)).toBeNull();
  expect(await compare('1', '99')).toBeNull();
  expect(await compare('1', '2', { model: 'nobody' })).toBeNull();
  expect(await compare('1', '\u0000')).toBeNull();
});

const referred =
  'query ($of: [_Any!]!) { _entities(representations: $of) { ... on VersionComparison { id breaking } } }';

async function entities(by: string, ids: readonly string[]) {
  const of = ids.map(id => ({ __typename: 'VersionComparison', id }));
  return (await ask<{ _entities: unknown[] }>(catalogue.as(by), referred, { of }))._entities;
}

it('is found by the ids of any two versions that the viewer may see', async () => {
  const { churn, fraud, secret } = await ask<Record<string, { id: string }>>(
    catalogue.as(catalogue.admin),
    `{ ${['churn', 'fraud', 'secret'].map(name => `${name}: modelVersion(model: "${name}", version: "1") { id }`)} }`,
  );
  const across = `${churn?.id}:${fraud?.id}`;
  const hidden = `${churn?.id}:${secret?.id}`;
  const ids = [across, hidden, `${secret?.id}:${churn?.id}`, 'ver_none', ':', `${across}:x`];
  expect(await entities(stranger, ids)).toEqual([{ id: across, breaking: false }, null, null, null, null, null]);
  expect((await entities(catalogue.admin, [hidden]))[0]).toMatchObject({ id: hidden });
  expect(await compare('1', '1', { model: 'secret', by: stranger })).toBeNull();
});

it('sends as many statements for many comparisons as for one', async () => {
  const asked = ([left, right]: string[], i: number) =>
    `c${i}: compareVersions(model: "${i % 2 ? 'fraud' : 'churn'}", left: "${left}", right: "${right}") { ${all} }`;
  const pairs = [
    ['1', '2'],
    ['2', '1'],
    ['1', '1'],
    ['2', '2'],
  ].flatMap(pair => [pair, pair]);
  const ofCount = (count: number) =>
    countStatements(() => ask(catalogue.as(catalogue.admin), `{ ${pairs.slice(0, count).map(asked).join(' ')} }`));
  const [one, many] = [await ofCount(1), await ofCount(8)];
  expect(one.statements.length).toBeGreaterThan(5);
  expect(many.statements.length).toBe(one.statements.length);
});

it.each([
  ['a:b', { leftId: 'a', rightId: 'b' }],
  ['a', null],
  ['a:', null],
  [':b', null],
  ['a:b:c', null],
])('reads the id %s', (id, sides) => {
  expect(sidesOf(id)).toEqual(sides);
});
