import { setTimeout as sleep } from 'node:timers/promises';
import type { RoleRow } from '@handoff/kit/access/table';
import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { ask } from '@handoff/kit/testing/graph';
import { addTeam } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bringAs } from '../import/testing/bring.ts';
import { change } from '../testing/asking.ts';
import type { ModelRow } from './model.ts';
import { rolesBefore, snapshotOf } from './snapshot.ts';
import { Catalogue } from './testing/catalogue.ts';

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await Catalogue.open();
});
afterAll(() => catalogue.database.drop());

const fields = `title purpose riskTier visibility team { name } tags archived objectives { metric target }
  aliases { name version { version } setBy { name } } roles { key permissions }`;

interface Then {
  title: string;
  roles: { key: string; permissions: string[] }[];
  [field: string]: unknown;
}

async function asOf(name: string, at: string): Promise<Then | null> {
  const source = `query ($name: String!, $at: DateTime!) { model(name: $name) { asOf(at: $at) { ${fields} } } }`;
  return (await ask<{ model: { asOf: Then | null } }>(catalogue.as(catalogue.admin), source, { name, at })).model.asOf;
}

/** An instant by the database's clock with nothing that happened before or after in the same millisecond. */
async function moment(): Promise<string> {
  await sleep(5);
  const [row] = await rows<{ at: Date }>(catalogue.database.db, 'SELECT clock_timestamp() AS at');
  await sleep(5);
  return row?.at.toISOString() ?? '';
}

const update = async (input: object) => {
  const { model } = await ask<{ model: { revision: number } }>(
    catalogue.as(catalogue.admin),
    '{ model(name: "churn") { revision } }',
  );
  await catalogue.run('updateModel', catalogue.admin, { model: 'churn', revision: model.revision, ...input });
};
const role = (permissions: string[]) =>
  change(catalogue.as(catalogue.admin), 'saveRole', {
    input: { key: 'on-call', title: 'On call', permissions, requiresAcceptance: false },
    select: 'role { key }',
  });
const alias = (name: string, version: string | null) =>
  catalogue.run('setAlias', catalogue.admin, { model: 'churn', name, version });

it('shows a model as it was at each instant', async () => {
  const early = await moment();
  await addTeam(catalogue.database.db, 'growth');
  const objective = { metric: 'auc', comparator: 'AT_LEAST', target: 0.9 };
  await catalogue.register('churn', { title: 'Churn', tags: ['old'], objectives: [objective], purpose: 'Keep people' });
  await catalogue.version('churn');
  await catalogue.version('churn');
  await alias('champion', '1');
  // An alias may be called like a field of the model.
  await alias('title', '2');
  await role(['READ']);
  const first = await moment();
  await update({ title: 'Churn 2', purpose: null, team: 'growth', objectives: [], riskTier: 'LIMITED' });
  await catalogue.run('tagModel', catalogue.admin, { model: 'churn', add: ['new'], remove: ['old'] });
  await alias('champion', '2');
  await alias('title', null);
  await role(['READ', 'DEPLOY']);
  await catalogue.run('archiveModel', catalogue.admin, { model: 'churn', reason: 'done' });
  const second = await moment();
  await update({ title: 'Churn 3', visibility: 'RESTRICTED', team: null });
  await catalogue.run('archiveModel', catalogue.admin, { model: 'churn', reason: 'back', undo: true });

  expect(await asOf('churn', early)).toBeNull();
  const one = await asOf('churn', first);
  expect(one).toMatchObject({
    ...{ title: 'Churn', purpose: 'Keep people', riskTier: 'HIGH', visibility: 'INTERNAL', team: null },
    ...{ tags: ['old'], archived: false, objectives: [{ metric: 'auc', target: 0.9 }] },
    aliases: [
      { name: 'champion', version: { version: '1' }, setBy: { name: 'Admin' } },
      { name: 'title', version: { version: '2' } },
    ],
  });
  expect(one?.roles.find(({ key }) => key === 'on-call')).toEqual({ key: 'on-call', permissions: ['READ'] });
  const two = await asOf('churn', second);
  expect(two).toMatchObject({
    ...{ title: 'Churn 2', purpose: null, riskTier: 'LIMITED', team: { name: 'growth' }, tags: ['new'] },
    ...{ archived: true, objectives: [], aliases: [{ name: 'champion', version: { version: '2' } }] },
  });
  expect(two?.roles.find(({ key }) => key === 'on-call')?.permissions).toEqual(['READ', 'DEPLOY']);
  expect(await asOf('churn', await moment())).toMatchObject({
    ...{ title: 'Churn 3', visibility: 'RESTRICTED', team: null, archived: false },
  });
  await catalogue.register('later');
  expect((await asOf('later', await moment()))?.roles.some(({ key }) => key === 'on-call')).toBe(true);
});

it('shows what imports brought and changed, an alias named like a field included', async () => {
  const record = (title: string, version: string) => ({
    ...{ name: 'brought', title, source: { system: 'MLFLOW', externalId: 'brought' } },
    versions: [
      { version: '1', content: {} },
      { version: '2', content: { algorithm: 'x' } },
    ],
    aliases: [{ name: 'title', version }],
  });
  await bringAs(catalogue.as(catalogue.admin), [record('One', '1')]);
  const first = await moment();
  await bringAs(catalogue.as(catalogue.admin), [record('Two', '2')]);
  expect(await asOf('brought', first)).toMatchObject({
    title: 'One',
    aliases: [{ name: 'title', version: { version: '1' } }],
  });
  expect(await asOf('brought', await moment())).toMatchObject({
    title: 'Two',
    aliases: [{ name: 'title', version: { version: '2' } }],
  });
});

it('shows a model as it was registered or brought in at that very instant, whatever it became since', async () => {
  const { db } = catalogue.database;
  await catalogue.register('infant', { title: 'Born', tags: ['young'] });
  await bringAs(catalogue.as(catalogue.admin), [
    { name: 'foundling', title: 'Born', tags: ['young'], source: { system: 'MLFLOW', externalId: 'foundling' } },
  ]);
  for (const name of ['infant', 'foundling']) {
    await catalogue.run('updateModel', catalogue.admin, { model: name, revision: 1, title: 'Grown' });
    // The row is made some milliseconds before the trail tells of it.
    const earlier = "UPDATE registry.model SET created_at = created_at - interval '5 ms' WHERE name = $1";
    await rows(db, earlier, [name]);
    const source = '{ model(name: "NAME") { createdAt } }'.replace('NAME', name);
    const { model } = await ask<{ model: { createdAt: string } }>(catalogue.as(catalogue.admin), source);
    expect(await asOf(name, model.createdAt)).toMatchObject({ title: 'Born', tags: ['young'] });
    const before = new Date(Date.parse(model.createdAt) - 1).toISOString();
    expect(await asOf(name, before)).toBeNull();
  }
});

it('sends as many statements for many models as for one', async () => {
  for (const name of ['m1', 'm2', 'm3']) await catalogue.register(name);
  const of = (first: number) =>
    countStatements(() =>
      ask(
        catalogue.as(catalogue.admin),
        `{ models(first: ${first}) { nodes { asOf(at: "2090-01-01T00:00:00Z") { ${fields} } } } }`,
      ),
    );
  await alias('champion', '1');
  expect((await of(5)).statements.length).toBe((await of(1)).statements.length);
});

const model = {
  id: 'mdl_1',
  title: 'Now',
  purpose: 'p',
  objectives: [],
  riskTier: 'HIGH',
  tags: ['t'],
  archivedAt: null,
};
const now = { ...model, visibility: 'INTERNAL', teamId: 'tea_1' } as unknown as ModelRow;

it('takes a model as it stands where the trail tells nothing of it, and else nothing for what it does not tell', () => {
  const at = new Date(0);
  expect(snapshotOf(now, new Map(), at)).toMatchObject({ title: 'Now', purpose: 'p', tags: ['t'], teamId: 'tea_1' });
  const told = new Map([['title', 'Then']]);
  expect(snapshotOf(now, told, at)).toMatchObject({ title: 'Then', purpose: null, tags: [], teamId: null });
});

it('undoes changes of roles from the newest back', () => {
  const ops = { key: 'ops', title: 'Ops', raci: null, permissions: ['READ'], requiresAcceptance: true, maxHolders: 2 };
  const changed = (name: string, before: string | null) => ({ name, change: 'CHANGED', before, after: null }) as const;
  const later = [
    {
      roleKey: 'ops',
      action: 'role.changed',
      changes: [changed('maxHolders', null), changed('permissions', '["DEPLOY"]')],
    },
    { roleKey: 'ops', action: 'role.changed', changes: [changed('title', 'Old'), changed('permissions', '[]')] },
    { roleKey: 'ops', action: 'role.changed', changes: [changed('requiresAcceptance', 'false')] },
    { roleKey: 'new', action: 'role.made', changes: [] },
    { roleKey: 'unknown', action: 'role.changed', changes: [] },
  ];
  const roles = [ops, { ...ops, key: 'new' }] as RoleRow[];
  expect(rolesBefore(roles, later)).toEqual([
    { ...ops, title: 'Old', permissions: [], requiresAcceptance: false, maxHolders: null },
  ]);
});
