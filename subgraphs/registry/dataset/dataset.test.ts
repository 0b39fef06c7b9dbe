import { rows } from '@handoff/kit/database/database';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addRole, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { change } from '../testing/asking.ts';
import { type DatasetRow, fixedField } from './dataset.ts';

let catalogue: Catalogue;
let [writer, stranger] = ['', ''];

beforeAll(async () => {
  catalogue = await Catalogue.open();
  const { db } = catalogue.database;
  [writer, stranger] = [await addPerson(db, 'Wim'), await addPerson(db, 'Stan')];
  const { id } = await catalogue.register('churn');
  await giveRole(db, { to: writer, role: await addRole(db, 'registrar', ['VERSION_REGISTER']), model: id });
  await catalogue.version('churn', {
    trainingData: [{ dataset: { name: 'customers', rows: 10 }, purpose: 'TRAINING' }],
    evaluations: [{ metric: 'auc', value: 0.9, dataset: 'panel' }],
  });
  await catalogue.version('churn', { evaluations: [{ metric: 'auc', value: 0.9, dataset: 'customers' }] });
  await catalogue.register('secret', { visibility: 'RESTRICTED' });
  await catalogue.version('secret', { trainingData: [{ dataset: { name: 'hidden' }, purpose: 'TEST' }] });
});
afterAll(() => catalogue.database.drop());

interface Dataset {
  id: string;
  [field: string]: unknown;
}
const save = (by: string, input: object) =>
  change<{ dataset: Dataset | null }>(catalogue.as(by), 'saveDataset', {
    input,
    select: 'dataset { id name uri digest rows from to description revision }',
  });

async function dataset(name: string): Promise<Dataset> {
  const source = `query ($name: String!) { dataset(name: $name) { id usedBy { totalCount nodes { version } } } }`;
  return (await ask<{ dataset: Dataset }>(catalogue.as(catalogue.admin), source, { name })).dataset;
}

it('enters a data set, and changes anything of it while no version rests on it', async () => {
  const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
  const { dataset: made } = await save(writer, { name: 'orders', rows: 5e9, from, to });
  expect(made).toMatchObject({ id: expect.stringMatching(/^dts_/), rows: 5e9, from, to, digest: null, revision: 1 });
  const changed = await save(catalogue.admin, { id: made?.id, name: 'orders 2', rows: 7, to: null, revision: 1 });
  expect(changed.dataset).toMatchObject({ name: 'orders 2', rows: 7, from, to: null, revision: 2 });
  expect((await save(catalogue.admin, { id: made?.id, name: 'orders 2' })).dataset).toMatchObject({ revision: 2 });
  const events = await rows<{ action: string }>(
    catalogue.database.db,
    'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY id',
    [made?.id],
  );
  expect(events.map(({ action }) => action)).toEqual(['dataset.entered', 'dataset.changed']);
});

it('keeps what versions rest on, and lets the rest become known', async () => {
  const { id } = await dataset('customers');
  const filled = await save(writer, {
    id,
    name: 'customers',
    uri: 's3://x',
    digest: 'd'.repeat(32),
    description: 'All.',
  });
  expect(filled.dataset).toMatchObject({ uri: 's3://x', digest: 'd'.repeat(32), rows: 10 });
  expect((await save(writer, { id, name: 'customers', uri: 's3://y' })).dataset).toMatchObject({ uri: 's3://y' });
  expect((await save(writer, { id, name: 'others' })).problem).toMatchObject({ field: 'name' });
  expect((await save(writer, { id, name: 'customers', rows: 11 })).problem).toMatchObject({ field: 'rows' });
  expect((await save(writer, { id, name: 'customers', digest: null })).problem).toMatchObject({ field: 'digest' });
  const panel = await dataset('panel');
  expect((await save(writer, { id: panel.id, name: 'other panel' })).problem).toMatchObject({ field: 'name' });
});

it('answers what cannot be saved as a problem', async () => {
  const { id } = await dataset('customers');
  const hidden = await dataset('hidden');
  expect((await save(stranger, { name: 'new' })).problem).toMatchObject({ rule: 'shared-edit' });
  expect((await save(stranger, { id, name: 'customers' })).problem).toMatchObject({ rule: 'shared-edit' });
  expect((await save(writer, { id: hidden.id, name: 'hidden' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await save(writer, { name: 'panel' })).problem).toMatchObject({ reason: 'NAME_TAKEN' });
  expect((await save(writer, { id, name: 'customers', revision: 99 })).problem).toMatchObject({
    reason: 'STALE_REVISION',
  });
  const span = { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
  expect((await save(writer, { name: 'turned', ...span })).problem).toMatchObject({ field: 'to' });
  expect((await save(writer, { name: 'few', rows: -1 })).problem).toMatchObject({ field: 'rows' });
});

it('says which versions were trained or measured on it, each once', async () => {
  expect((await dataset('customers')).usedBy).toEqual({ totalCount: 2, nodes: [{ version: '2' }, { version: '1' }] });
  expect((await dataset('panel')).usedBy).toEqual({ totalCount: 1, nodes: [{ version: '1' }] });
});

it.each([
  [{ from: new Date(1) }, { from: new Date(1) }, null],
  [{ from: new Date(1) }, { from: new Date(2) }, 'from'],
  [{ rows: 1 }, { rows: null }, 'rows'],
  [{ rows: null }, { rows: 1 }, null],
  [{ uri: 'a' }, { uri: 'b' }, null],
])('holds %j against %j: %s', (before, after, field) => {
  const empty = { id: 'dts_1', name: 'a', uri: null, digest: null, rows: null, from: null, to: null };
  const of = (more: object): DatasetRow => ({ ...empty, description: null, revision: 1, ...more });
  expect(fixedField(of(before), of(after))).toBe(field);
});
