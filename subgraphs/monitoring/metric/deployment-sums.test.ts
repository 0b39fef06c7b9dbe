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
