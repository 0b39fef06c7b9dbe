import { rows } from '@handoff/kit/database/database';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { change } from '../testing/asking.ts';
import { Catalogue } from './testing/catalogue.ts';

let catalogue: Catalogue;
let [risk, reader] = ['', ''];

beforeAll(async () => {
  catalogue = await Catalogue.open();
  const { db } = catalogue.database;
  [risk, reader] = [await addPerson(db, 'Ria'), await addPerson(db, 'Rita')];
  const { id } = await catalogue.register('churn');
  await giveRole(db, { to: risk, role: 'risk', model: id });
  await catalogue.version('churn');
});
afterAll(() => catalogue.database.drop());

const validatedAt = '2026-03-01T00:00:00.000Z';
const record = (by: string, input: object = {}) =>
  change<{ model: object | null }>(catalogue.as(by), 'recordValidation', {
    input: { model: 'churn', validatedAt, summary: 'Fit for use.', ...input },
    select: 'model { lastValidatedAt validationDueAt revision }',
  });

it('records a validation and when the next one is due', async () => {
  const dueAt = '2027-03-01T00:00:00.000Z';
  expect(await record(risk, { dueAt, version: '1' })).toMatchObject({
    model: { lastValidatedAt: validatedAt, validationDueAt: dueAt, revision: 2 },
    problem: null,
  });
  const older = await record(risk, { validatedAt: '2025-01-01T00:00:00Z' });
  expect(older.model).toMatchObject({ lastValidatedAt: validatedAt, validationDueAt: dueAt, revision: 3 });
  expect((await record(risk, { dueAt: null })).model).toMatchObject({ validationDueAt: null });
  const told = await rows<{ detail: object; changes: object[] }>(
    catalogue.database.db,
    "SELECT detail, changes FROM event.entry WHERE action = 'model.validated' ORDER BY id",
  );
  expect(told).toHaveLength(3);
  expect(told[0]).toMatchObject({ detail: { summary: 'Fit for use.', validatedAt, documentId: null } });
  expect(told[0]?.changes).toContainEqual({ name: 'validationDueAt', change: 'ADDED', before: null, after: dueAt });
});

it('takes none from who made what was validated, or may not', async () => {
  expect((await record(catalogue.admin)).problem).toMatchObject({ rule: 'independent-validation' });
  expect((await record(catalogue.admin, { version: '1' })).problem).toMatchObject({ rule: 'independent-validation' });
  expect((await record(reader)).problem).toMatchObject({ rule: 'check-waive' });
});

it.each([
  [{ validatedAt: '2999-01-01T00:00:00Z' }, 'validatedAt'],
  [{ dueAt: '2026-02-01T00:00:00Z' }, 'dueAt'],
  [{ summary: ' ' }, 'summary'],
  [{ documentId: 'doc_none' }, 'documentId'],
])('says what is wrong with %j', async (input, field) => {
  expect((await record(risk, input)).problem).toMatchObject({ __typename: 'InvalidInput', field });
});

it('names a document of this model alone, and a version that is there', async () => {
  const write = (model: string) =>
    change<{ document: { id: string } }>(catalogue.as(catalogue.admin), 'writeDocument', {
      input: { model, title: 'Report', kind: 'report' },
      select: 'document { id }',
    });
  await catalogue.register('other');
  const [own, other] = [await write('churn'), await write('other')];
  expect((await record(risk, { documentId: own.document.id })).problem).toBeNull();
  expect((await record(risk, { documentId: other.document.id })).problem).toMatchObject({ field: 'documentId' });
  expect((await record(risk, { version: '9' })).problem).toMatchObject({ __typename: 'NotFound' });
});
