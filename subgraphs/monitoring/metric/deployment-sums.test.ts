import { countStatements } from '@handoff/kit/database/statements';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { measure } from '../testing/watching.ts';

let office: Office;
let version: KnownVersion;
let [first, second, hidden] = ['', '', ''];
const now = new Date();
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

beforeAll(async () => {
  office = await openOffice();
  version = await office.addVersion();
  first = office.addDeployment(version, 'production');
  second = office.addDeployment(version, 'production');
  const secret = await office.addVersion(await office.addModel('RESTRICTED'));
  hidden = office.addDeployment(secret, 'production');
  const point = (deploymentId: string, of: KnownVersion, value: object) =>
    measure(office, { version: of, deploymentId }, value as never);
  await point(first, version, { name: 'conversion', at: ago(10), value: 0.25, n: 8 });
  await point(first, version, { name: 'conversion', at: ago(5), value: 1 });
  await point(first, version, { name: 'latency_ms', at: ago(5), value: 20 });
  await point(second, version, { name: 'conversion', at: ago(5), value: 0 });
  await point(hidden, secret, { name: 'conversion', at: ago(5), value: 1 });
});
afterAll(() => office.database.drop());

const source = `query ($of: [_Any!]!, $names: [String!]!, $from: DateTime!, $to: DateTime) {
  _entities(representations: $of) { ... on Deployment { sums(names: $names, from: $from, to: $to) { name n sum sumOfSquares } } } }`;
async function sums(ids: string[], changes: object = {}, as = office.ana) {
  const variables = { names: ['conversion', 'latency_ms'], from: ago(60).toISOString(), ...changes };
  const of = ids.map(id => ({ __typename: 'Deployment', id }));
  const answer = await office.ask<{ _entities: { sums: object[] }[] }>(as, source, { of, ...variables });
  return answer._entities.map(each => each.sums);
}

it('adds up what was measured of deployments, each apart, as far as the viewer may see it', async () => {
  expect(await sums([first, second, hidden])).toEqual([
    [
      { name: 'conversion', n: 9, sum: 3, sumOfSquares: 1.5 },
      { name: 'latency_ms', n: 1, sum: 20, sumOfSquares: 400 },
    ],
    [{ name: 'conversion', n: 1, sum: 0, sumOfSquares: 0 }],
    [],
  ]);
  expect(await sums([hidden], {}, office.engineer)).toEqual([[{ name: 'conversion', n: 1, sum: 1, sumOfSquares: 1 }]]);
});

it('adds up what is asked for alone', async () => {
  const during = { names: ['conversion'], from: ago(12).toISOString(), to: ago(7).toISOString() };
  expect(await sums([first], during)).toEqual([[{ name: 'conversion', n: 8, sum: 2, sumOfSquares: 0.5 }]]);
});

const observe = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { accepted problem { message } } }`;
const record = `mutation ($input: RecordLabelsInput!) { recordLabels(input: $input) { accepted problem { message } } }`;

it('adds up what the labels say of what was predicted in that time', async () => {
  const labelled = await office.addVersion();
  const deploymentId = office.addDeployment(labelled, 'production');
  const predicted = async (ids: string[], numbers: number[], minutes: number) => {
    const at = ids.map(() => ago(minutes).toISOString());
    const prediction = { name: 'p', numbers };
    const input = { deploymentId, batchId: ids.join(), at, predictionIds: ids, columns: [], prediction };
    await office.ask(office.engineer, observe, { input });
  };
  await predicted(['early'], [1], 50);
  await predicted(['a', 'b', 'c', 'd'], [1, 0, 1, 3], 20);
  const labels = ['early', 'a', 'b', 'c'].map(predictionId => ({ predictionId, number: 1, at: ago(1).toISOString() }));
  await office.ask(office.engineer, record, { input: { versionId: labelled.id, batchId: 'l', labels } });
  const asked = { names: ['accuracy', 'mae', 'predictions'], from: ago(30).toISOString() };
  expect(await sums([deploymentId], asked)).toEqual([
    [
      { name: 'predictions', n: expect.any(Number), sum: 4, sumOfSquares: expect.any(Number) },
      { name: 'accuracy', n: 3, sum: 2, sumOfSquares: 2 },
      { name: 'mae', n: 3, sum: 1, sumOfSquares: 1 },
    ],
  ]);
  expect(await sums([deploymentId], { names: ['clicks'] })).toEqual([[]]);
  await measure(office, { version: labelled, deploymentId }, { at: ago(2), value: 0.5, n: 10 });
  expect(await sums([deploymentId], { names: ['accuracy'] })).toEqual([
    [{ name: 'accuracy', n: 10, sum: 5, sumOfSquares: 2.5 }],
  ]);
});

it('takes as many statements for many as for one', async () => {
  const one = await countStatements(() => sums([first]));
  const all = await countStatements(() => sums([first, second, hidden]));
  expect(all.statements).toHaveLength(one.statements.length);
});

it.each([
  ['a period that ends before it begins', { to: '2020-01-01T00:00:00Z' }, /give a later "to"/],
  ['a period that is too long', { from: '2020-01-01T00:00:00Z' }, /longer than 400 days/],
  ['too many metrics', { names: Array.from({ length: 26 }, (_, i) => `m${i}`) }, /up to 25 at once/],
])('refuses %s', async (...[, changes, message]) => {
  await expect(sums([first], changes)).rejects.toThrow(message);
});
