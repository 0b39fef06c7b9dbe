import { system } from '@handoff/kit/actor';
import { rows, write } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { addModel } from '../testing/models.ts';

let database: TestDatabase;
let subgraph: Subgraph;
const ids: Record<string, string> = {};
const id = (name: string) => ids[name] ?? '';

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  const { db } = database;
  for (const name of ['Bot', 'Ana', 'Bo', 'Cy', 'Gone']) ids[name.toLowerCase()] = await addPerson(db, name);
  await giveRole(db, { to: id('bot'), role: 'deliverer' });
  await giveRole(db, { to: id('cy'), role: 'admin' });
  ids.growth = await addTeam(db, 'growth', [id('ana')]);
  ids.ops = await addTeam(db, 'ops', [id('bo'), id('gone')]);
  for (const name of ['churn', 'fraud', 'secret']) {
    ids[name] = await addModel(db, {
      name,
      team: id('growth'),
      visibility: name === 'secret' ? 'RESTRICTED' : 'INTERNAL',
    });
    await giveRole(db, { to: id('ops'), role: 'it-ops', model: id(name) });
  }
  await rows(db, 'UPDATE access.person SET active = false WHERE id = $1', [id('gone')]);
});
afterAll(() => database.drop());

function happened(subjectId: string, model: string, detail: Record<string, unknown>): Promise<string> {
  const event = { action: 'something.happened', subjectId, modelId: id(model), summary: 'happened', detail };
  return write(database.db, tx => append(tx, system('test'), { ...event, notify: true }));
}

const claimSource = `mutation { claimNotifications(input: { consumer: "slack", waitSeconds: 0 }) {
  notifications { promotion { id } alert { id } assignment { id } recipients { to { name } channel because explanation } } } }`;

interface Claimed {
  claimNotifications: { notifications: { recipients: object[]; [about: string]: unknown }[] };
}
const claim = () =>
  countStatements(() => ask<Claimed>({ subgraph, db: database.db, as: actor(id('bot')) }, claimSource));

it('tells of a promotion whoever may decide it now, and of an alert whoever answers for it', async () => {
  const promotion = newId('pro');
  const alert = newId('alr');
  const roles = ['it-ops'];
  await happened(promotion, 'secret', { roles, requestedById: id('ana'), excludedIds: [], environment: 'production' });
  await happened(alert, 'churn', { severity: 'WARNING', environment: null, responsibleId: id('ops'), escalation: 0 });
  const { notifications } = (await claim()).result.claimNotifications;
  expect(notifications).toMatchObject([
    {
      ...{ promotion: { id: promotion }, alert: null, assignment: null },
      recipients: [
        { to: { name: 'Bo' }, channel: null, because: 'MAY_DECIDE' },
        { to: { name: 'Ana' }, channel: null, because: 'ASKED_FOR_IT' },
        { to: { name: 'growth' }, channel: '#growth', because: 'TEAM' },
      ],
    },
    {
      ...{ promotion: null, alert: { id: alert }, assignment: null },
      recipients: [
        { to: { name: 'ops' }, channel: '#ops', because: 'ANSWERS_FOR_IT', explanation: 'ops answers for it.' },
        { channel: '#growth', because: 'TEAM' },
      ],
    },
  ]);
});

it('counts nobody who left, and tells whoever manages access when that leaves nobody', async () => {
  await rows(database.db, 'UPDATE access.team SET slack_channel = NULL WHERE id = $1', [id('growth')]);
  await happened(newId('pro'), 'churn', { roles: [], requestedById: id('gone'), excludedIds: [] });
  await happened(newId('alr'), 'churn', { responsibleId: id('gone'), escalation: 0 });
  await rows(database.db, 'DELETE FROM access.team_member WHERE team_id = $1', [id('growth')]);
  const { notifications } = (await claim()).result.claimNotifications;
  expect(notifications.map(({ recipients }) => recipients)).toMatchObject([
    [{ to: { name: 'Cy' }, because: 'FALLBACK' }],
    [{ to: { name: 'Cy' }, because: 'FALLBACK' }],
  ]);
});

it('sends as many statements for many notifications as for a pair', async () => {
  const pair = async (model: string, role: string) => {
    await happened(newId('pro'), model, { roles: [role], requestedById: id('ana'), excludedIds: [] });
    await happened(newId('alr'), model, { responsibleId: id('bo'), escalation: 1 });
  };
  await pair('churn', 'it-ops');
  const one = await claim();
  for (const model of ['churn', 'fraud', 'secret']) for (const role of ['it-ops', 'risk']) await pair(model, role);
  const many = await claim();
  expect(many.result.claimNotifications.notifications).toHaveLength(12);
  expect(one.statements.length).toBeGreaterThan(5);
  expect(many.statements.length).toBe(one.statements.length);
});
