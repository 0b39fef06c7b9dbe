import { firstRow, rows } from '@handoff/kit/database/database';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addRole, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { bringAs, outcomes, record } from './testing/bring.ts';

let catalogue: Catalogue;
let importer: string;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  importer = await addPerson(catalogue.database.db, 'Ivo');
  const credit = await addTeam(catalogue.database.db, 'credit', []);
  await addRole(catalogue.database.db, 'importer', ['MODEL_EDIT', 'VERSION_REGISTER']);
  await giveRole(catalogue.database.db, { to: importer, role: 'importer', team: credit });
});
afterAll(() => catalogue.database.drop());

const bring = (records: object[], more: object = {}, by = catalogue.admin) => bringAs(catalogue.as(by), records, more);
const events = async () =>
  (await firstRow<{ count: number }>(catalogue.database.db, 'SELECT count(*)::int AS count FROM event.entry'))?.count;

async function change(source: string, input: object) {
  const answer = await ask<Record<string, { problem: unknown }>>(catalogue.as(catalogue.admin), source, { input });
  expect(Object.values(answer)[0]?.problem).toBeNull();
}

it('takes 500 records of which 3 are bad: those are refused with path and reason, the others go in', async () => {
  const bad: Record<number, object> = {
    7: { name: 'Not A Name' },
    123: { versions: [{ version: '1', content: { evaluations: [{ metric: 'auc', value: 1, lower: 2, upper: 1 }] } }] },
    499: { team: 'nobody-knows' },
  };
  const records = Array.from({ length: 500 }, (_, i) => ({
    ...record(`bulk-${i}`, {
      tags: ['bulk'],
      versions: i % 2 ? [] : [{ version: '1', content: { features: [{ name: 'age', dtype: 'long' }] } }],
    }),
    ...bad[i],
  }));
  const rehearsed = await bring(records, { dryRun: true });
  expect((await bring([], {})).results).toEqual([]);
  const found = 'SELECT count(*)::int AS count FROM registry.model WHERE name LIKE $1';
  expect(await firstRow(catalogue.database.db, found, ['bulk-%'])).toEqual({ count: 0 });
  const before = await events();
  const { results } = await bring(records);
  expect(outcomes(rehearsed.results)).toEqual(outcomes(results));
  const refused = results.filter(({ outcome }) => outcome === 'REJECTED');
  expect(refused.map(({ path, problem }) => [path, problem?.field])).toEqual([
    ['records[7]', 'records[7].name'],
    ['records[123].versions[0]', 'records[123].versions[0].content.evaluations[0].upper'],
    ['records[499]', 'records[499].team'],
  ]);
  expect(await firstRow(catalogue.database.db, found, ['bulk-%'])).toEqual({ count: 498 });
  expect((await events()) ?? 0).toBe((before ?? 0) + 498 + 250);
  const again = await bring(records);
  expect(again.results.filter(({ outcome }) => outcome !== 'UNCHANGED')).toHaveLength(3);
});

it('answers more than a call may carry with a problem', async () => {
  const many = await bring(Array.from({ length: 501 }, (_, i) => record(`m-${i}`)));
  expect(many).toMatchObject({ results: [], problem: { field: 'records' } });
  const versions = Array.from({ length: 501 }, (_, i) => ({ version: `${i}`, content: {} }));
  expect((await bring([record('v', { versions })])).problem?.field).toBe('records');
});

it("lets a team's importer bring in what is the team's, and nothing over what they may not see", async () => {
  const { results } = await bring([record('theirs', { team: 'credit' }), record('nobodys')], {}, importer);
  expect(results.map(({ outcome, problem }) => [outcome, problem?.rule])).toEqual([
    ['CREATED', undefined],
    ['REJECTED', 'import-models'],
  ]);
  await bring([record('vault', { visibility: 'RESTRICTED' })]);
  const over = await bring(
    [
      record('vault', { team: 'credit' }),
      { ...record('vault', { team: 'credit' }), source: { system: 'ONNX', externalId: 'x' } },
    ],
    {},
    importer,
  );
  expect(over.results.map(({ outcome, model, problem }) => [outcome, model, problem?.__typename])).toEqual([
    ['REJECTED', null, 'NotFound'],
    ['REJECTED', null, 'Conflict'],
  ]);
});

it('joins a model that was registered by hand, and refuses a second record of the same name', async () => {
  await change('mutation ($input: RegisterModelInput!) { registerModel(input: $input) { problem { message } } }', {
    name: 'by-hand',
    title: 'Mine',
    task: 'RANKING',
    riskTier: 'HIGH',
  });
  const { results } = await bring([record('by-hand', { title: 'Theirs', description: 'Told' })]);
  expect(results[0]).toMatchObject({ outcome: 'UPDATED', kept: ['title'] });
  const second = await bring([{ ...record('by-hand'), source: { system: 'MLFLOW', externalId: 'other' } }]);
  expect(second.results[0]?.problem).toMatchObject({ reason: 'NAME_TAKEN' });
  const renamed = await bring([{ ...record('by-hand'), name: 'renamed' }]);
  expect(renamed.results[0]).toMatchObject({ outcome: 'UPDATED', model: { name: 'renamed' } });
});

it('refuses an alias that leads nowhere, and a version named twice', async () => {
  const lost = await bring([record('lost', { aliases: [{ name: 'live', version: '9' }] })]);
  expect(lost.results[0]?.problem?.field).toBe('records[0].aliases[0].version');
  const twice = await bring([
    record('twice', {
      versions: [
        { version: '1', content: {} },
        { version: '1', content: {} },
      ],
    }),
  ]);
  expect(outcomes(twice.results)).toEqual([
    'records[0] CREATED',
    'records[0].versions[0] CREATED',
    'records[0].versions[1] REJECTED',
  ]);
});

it('gives the same answer for the same key, applied once, and one model for two imports at once', async () => {
  const first = await bring([record('keyed')], { idempotencyKey: 'k' });
  const second = await bring([record('keyed')], { idempotencyKey: 'k' });
  expect(second).toEqual(first);
  const both = await Promise.all(
    [1, 2].map(() => bring([record('at-once', { versions: [{ version: '1', content: {} }] })])),
  );
  expect(both.flatMap(({ results }) => results.map(({ outcome }) => outcome)).toSorted()).toEqual([
    'CREATED',
    'CREATED',
    'UNCHANGED',
    'UNCHANGED',
  ]);
});

it('takes no team that was dissolved', async () => {
  const gone = await addTeam(catalogue.database.db, 'gone', []);
  await rows(catalogue.database.db, 'UPDATE access.team SET dissolved_at = now() WHERE id = $1', [gone]);
  for (const team of ['gone', gone])
    expect((await bring([record('late', { team })])).results).toMatchObject([
      { outcome: 'REJECTED', problem: { field: 'records[0].team' } },
    ]);
});
