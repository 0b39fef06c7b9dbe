import { system } from '@handoff/kit/actor';
import { rows, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import type { GraphClient } from '@handoff/kit/graph-client';
import { ground, noGraph } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../testing/office.ts';
import { leftBy } from './ownerless.ts';
import { ownerlessFollower } from './reactions.ts';

let office: Office;
let [owner, model] = ['', ''];
const archived = new Set<string>();
let away = false;
let asked = 0;
const graph: GraphClient = {
  ...noGraph,
  request: async <T>(_: string, variables: object = {}) => {
    asked += 1;
    if (away) return { kind: 'Unreachable', message: 'Registry is away.' };
    const { id = '' } = variables as { id?: string };
    return { kind: 'Data', errors: [], data: { model: { archivedAt: archived.has(id) ? '2026-01-01' : null } } as T };
  },
};

beforeAll(async () => {
  office = await openOffice();
  await react();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  model = await office.addModel();
  owner = await addPerson(office.db, `Owner ${model}`);
});

const react = async () => {
  await sealDue(office.db);
  return followDue(office.db, ownerlessFollower(ground(office.db, graph)));
};
const happened = (action: string, subjectId: string, detail: Record<string, unknown> = {}) =>
  write(office.db, tx => append(tx, system('test'), { action, subjectId, modelId: null, summary: action, detail }));
const alerts = (id = model) =>
  rows<{ state: string; severity: string }>(
    office.db,
    'SELECT state, severity FROM monitoring.alert WHERE model_id = $1 ORDER BY id',
    [id],
  );
const set = (sql: string, id: string) => rows(office.db, sql, [id]);
const inactive = 'UPDATE access.person SET active = false WHERE id = $1';
const putBack = "UPDATE access.assignment SET state = 'PROPOSED' WHERE id = $1";
/** Deactivates the owner as registry does. */
async function leaves(assignment: { id: string; modelId: string | null; teamId: string | null }): Promise<void> {
  await set(inactive, owner);
  await set(putBack, assignment.id);
  await happened('person.deactivated', owner, { putBack: [{ ...assignment, roleKey: 'owner' }] });
}

it('raises an alert once, tells of it, and ends it when somebody accepts', async () => {
  await leaves({ id: await giveRole(office.db, { to: owner, role: 'owner', model }), modelId: model, teamId: null });
  await react();
  await happened('person.changed', owner);
  await react();
  expect(await alerts()).toEqual([{ state: 'FIRING', severity: 'WARNING' }]);
  const told = 'SELECT kind FROM event.notification WHERE model_id = $1 ORDER BY id';
  expect(await rows(office.db, told, [model])).toEqual([{ kind: 'alert.fired' }]);
  const next = await addPerson(office.db, `Next ${model}`);
  await giveRole(office.db, { to: next, role: 'owner', model });
  await happened('assignment.accepted', 'asg_1');
  await react();
  expect(await alerts()).toMatchObject([{ state: 'RESOLVED' }]);
  expect(await rows(office.db, told, [model])).toEqual([{ kind: 'alert.fired' }, { kind: 'alert.resolved' }]);
});

it('asks of no model again for which nothing changed, however many are without an owner', async () => {
  await leaves({ id: await giveRole(office.db, { to: owner, role: 'owner', model }), modelId: model, teamId: null });
  await react();
  asked = 0;
  for (const action of ['person.changed', 'assignment.accepted', 'model.imported']) await happened(action, 'other_1');
  await react();
  expect(asked).toBe(0);
  await happened('model.changed', model);
  await react();
  expect(asked).toBe(1);
});

it('looks at all models of a team that somebody owned, and at none that another one owns', async () => {
  const team = await addTeam(office.db, `team-${model.slice(4, 20)}`);
  const [mine, theirs] = [await office.addModel('INTERNAL', team), await office.addModel('INTERNAL', team)];
  await giveRole(office.db, { to: await addPerson(office.db, `Other ${model}`), role: 'owner', model: theirs });
  await leaves({ id: await giveRole(office.db, { to: owner, role: 'owner', team }), modelId: null, teamId: team });
  await react();
  expect([await alerts(mine), await alerts(theirs)]).toMatchObject([[{ state: 'FIRING' }], []]);
});

it('a team owns while one of it is active, and again when somebody comes back', async () => {
  const second = await addPerson(office.db, `Second ${model}`);
  const team = await addTeam(office.db, `team-${model.slice(4, 20)}`, [owner, second]);
  await giveRole(office.db, { to: team, role: 'owner', model });
  await set(inactive, owner);
  await happened('person.deactivated', owner, { putBack: [] });
  await react();
  expect(await alerts()).toEqual([]);
  await set(inactive, second);
  await happened('person.deactivated', second, { putBack: [] });
  await react();
  expect(await alerts()).toMatchObject([{ state: 'FIRING' }]);
  await set('UPDATE access.person SET active = true WHERE id = $1', second);
  await happened('person.reactivated', second);
  await react();
  expect(await alerts()).toMatchObject([{ state: 'RESOLVED' }]);
});

it('says nothing of a model that was put away, and waits for registry to say so', async () => {
  await leaves({ id: await giveRole(office.db, { to: owner, role: 'owner', model }), modelId: model, teamId: null });
  away = true;
  await expect(react()).rejects.toThrow();
  away = false;
  archived.add(model);
  await react();
  expect(await alerts()).toEqual([]);
});

it('two processes at once raise one alert', async () => {
  await leaves({ id: await giveRole(office.db, { to: owner, role: 'owner', model }), modelId: model, teamId: null });
  await sealDue(office.db);
  const follower = ownerlessFollower(ground(office.db, graph));
  await Promise.all([1, 2, 3].map(() => followDue(office.db, follower)));
  expect(await alerts()).toHaveLength(1);
});

describe('what entries say of those who left', () => {
  const entry = (action: string, detail: Record<string, unknown> | null) => ({ action, subjectId: 'per_1', detail });
  it.each([
    [
      'another change',
      entry('person.changed', { putBack: [{ roleKey: 'owner', modelId: 'm', teamId: null }] }),
      [],
      [],
    ],
    [
      'another role',
      entry('person.deactivated', { putBack: [{ roleKey: 'risk', modelId: 'm', teamId: null }] }),
      [],
      ['per_1'],
    ],
    [
      'a model',
      entry('person.deactivated', { putBack: [{ roleKey: 'owner', modelId: 'm', teamId: null }] }),
      ['m'],
      ['per_1'],
    ],
    [
      'a dissolved team',
      { ...entry('team.dissolved', { ended: [{ roleKey: 'owner', modelId: 'm', teamId: null }] }), subjectId: 'tea_1' },
      ['m'],
      [],
    ],
    [
      'an assignment whose day is over',
      {
        ...entry('assignment.ended', { ended: [{ roleKey: 'owner', modelId: 'm', teamId: null }] }),
        subjectId: 'asg_1',
      },
      ['m'],
      [],
    ],
    [
      'an assignment that somebody ended',
      { ...entry('assignment.ended', { role: 'owner' }), subjectId: 'asg_1' },
      [],
      [],
    ],
    ['no detail', entry('person.deactivated', null), [], ['per_1']],
    ['an odd detail', entry('person.deactivated', { putBack: 'all' }), [], ['per_1']],
  ])('%s', (...[, told, models, people]) => {
    expect(leftBy([told])).toEqual({ models, people, teams: [] });
  });
});
