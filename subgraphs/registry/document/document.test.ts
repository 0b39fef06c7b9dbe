import { rows } from '@handoff/kit/database/database';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addRole, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { change } from '../testing/asking.ts';
import { documentTold } from './document.ts';

let catalogue: Catalogue;
let [writer, reader, stranger] = ['', '', ''];
let model: { id: string };

beforeAll(async () => {
  catalogue = await Catalogue.open();
  const { db } = catalogue.database;
  [writer, reader, stranger] = [await addPerson(db, 'Wim'), await addPerson(db, 'Rita'), await addPerson(db, 'Stan')];
  model = await catalogue.register('churn', { visibility: 'RESTRICTED' });
  await catalogue.version('churn', { assumptions: ['Prices stay'] });
  await catalogue.version('churn', {});
  await giveRole(db, { to: writer, role: await addRole(db, 'registrar', ['VERSION_REGISTER']), model: model.id });
  await giveRole(db, { to: reader, role: 'viewer', model: model.id });
});
afterAll(() => catalogue.database.drop());

interface Written {
  document: { id: string; title: string; body: string | null; uri: string | null } | null;
}
const write = (by: string, input: object) =>
  change<Written>(catalogue.as(by), 'writeDocument', {
    input: { model: 'churn', title: 'Notes', kind: 'notes', ...input },
    select: 'document { id title kind uri body updatedBy { name } }',
  });
const remove = (by: string, id: string | undefined) =>
  change<Written>(catalogue.as(by), 'removeDocument', {
    input: { id, reason: 'old' },
    select: 'document { id title }',
  });

async function titles(): Promise<unknown> {
  const source = '{ model(name: "churn") { documents { title } version(version: "1") { documents { title body } } } }';
  return (await ask<{ model: unknown }>(catalogue.as(catalogue.admin), source)).model;
}

it('writes about a model and about a version, rewrites what is given, and takes away for good', async () => {
  const { document: ofModel } = await write(catalogue.admin, { title: 'Policy' });
  const { document } = await write(writer, { version: '1', body: 'one', uri: 'https://wiki.example' });
  expect(document).toMatchObject({ title: 'Notes', body: 'one', updatedBy: { name: 'Wim' } });
  const again = await write(writer, { id: document?.id, title: 'More notes', body: 'two' });
  expect(again.document).toMatchObject({
    id: document?.id,
    title: 'More notes',
    body: 'two',
    uri: 'https://wiki.example',
  });
  const emptied = await write(writer, { id: document?.id, version: '1', title: 'More notes', uri: null });
  expect(emptied.document).toMatchObject({ body: 'two', uri: null });
  expect(await titles()).toEqual({
    documents: [{ title: 'Policy' }],
    version: { documents: [{ title: 'More notes', body: 'two' }] },
  });
  expect(await remove(writer, document?.id)).toMatchObject({ document: { id: document?.id }, problem: null });
  expect((await remove(writer, document?.id)).problem).toBeNull();
  expect(await titles()).toMatchObject({ version: { documents: [] } });
  expect((await write(writer, { id: document?.id })).problem).toMatchObject({
    __typename: 'WrongState',
    state: 'REMOVED',
  });
  const events = await rows<{ action: string; changes: object[] }>(
    catalogue.database.db,
    "SELECT action, changes FROM event.entry WHERE detail->>'documentId' = $1 ORDER BY id",
    [document?.id],
  );
  expect(events.map(({ action }) => action)).toEqual([
    ...['document.written', 'document.changed', 'document.changed', 'document.removed'],
  ]);
  expect(events[1]?.changes).toContainEqual({ name: 'body', change: 'CHANGED', before: 'one', after: 'two' });
  expect(ofModel?.id).toMatch(/^doc_/);
});

it('adds no event when nothing changes', async () => {
  const { document } = await write(writer, { version: '1', title: 'Same' });
  const count = () => rows(catalogue.database.db, 'SELECT 1 FROM event.entry');
  const before = (await count()).length;
  expect((await write(writer, { id: document?.id, title: 'Same' })).document).toMatchObject({ title: 'Same' });
  expect((await count()).length).toBe(before);
});

it('answers what cannot be written as a problem', async () => {
  const { document } = await write(writer, { version: '2' });
  expect((await write(writer, {})).problem).toMatchObject({ rule: 'model-edit' });
  expect((await write(reader, { version: '1' })).problem).toMatchObject({ rule: 'version-register' });
  expect((await write(writer, { version: '9' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await write(writer, { version: '1', id: document?.id })).problem).toMatchObject({ field: 'version' });
  expect((await write(writer, { version: '1', id: 'doc_none' })).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await write(writer, { version: '1', title: ' ' })).problem).toMatchObject({ field: 'title' });
  expect((await remove(reader, document?.id)).problem).toMatchObject({ rule: 'version-register' });
  await catalogue.register('other');
  expect((await write(catalogue.admin, { model: 'other', id: document?.id })).problem).toMatchObject({
    __typename: 'NotFound',
  });
});

it('tells who may not see the model nothing of its documents and assumptions', async () => {
  const { document } = await write(writer, { version: '1' });
  const [assumption] = await rows<{ id: string }>(catalogue.database.db, 'SELECT id FROM registry.assumption');
  const answers = [
    await write(stranger, { id: document?.id }),
    await remove(stranger, document?.id),
    await check(stranger, { assumptionId: assumption?.id, status: 'HOLDS' }),
  ];
  for (const answer of answers) {
    expect(answer.problem).toMatchObject({ __typename: 'NotFound' });
    expect(JSON.stringify(answer)).not.toContain(model.id);
  }
});

const check = (by: string, input: object) =>
  change<{ assumption: object | null }>(catalogue.as(by), 'checkAssumption', {
    input,
    select: 'assumption { text status checkedBy { name } checkedAt evidence }',
  });

it('checks an assumption, and opens it again', async () => {
  const [{ id: assumptionId } = { id: '' }] = await rows<{ id: string }>(
    catalogue.database.db,
    'SELECT id FROM registry.assumption',
  );
  const broken = await check(writer, { assumptionId, status: 'BROKEN', evidence: 'Prices rose by 4 %.' });
  expect(broken.assumption).toMatchObject({
    ...{ status: 'BROKEN', checkedBy: { name: 'Wim' }, evidence: 'Prices rose by 4 %.' },
    checkedAt: expect.any(String),
  });
  const open = await check(writer, { assumptionId, status: 'OPEN' });
  expect(open.assumption).toEqual({
    ...{ text: 'Prices stay', status: 'OPEN', checkedBy: null, checkedAt: null, evidence: null },
  });
  expect((await check(reader, { assumptionId, status: 'HOLDS' })).problem).toMatchObject({ rule: 'version-register' });
  expect((await check(writer, { assumptionId: 'asm_none', status: 'HOLDS' })).problem).toMatchObject({
    __typename: 'NotFound',
  });
  const told = await rows<{ changes: object[] }>(
    catalogue.database.db,
    "SELECT changes FROM event.entry WHERE action = 'assumption.checked' ORDER BY id",
  );
  expect(told[0]?.changes).toContainEqual({ name: 'status', change: 'CHANGED', before: 'OPEN', after: 'BROKEN' });
});

it('keeps a long body out of the trail, but tells it apart', () => {
  const of = (body: string | null) => documentTold({ title: 't', kind: 'k', uri: null, body }).body;
  expect(of('short')).toBe('short');
  expect(of(null)).toBeNull();
  expect(of('x'.repeat(20_001))).toMatch(/^20,001 characters, sha256 [0-9a-f]{64}$/);
});
