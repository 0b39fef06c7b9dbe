import { rows } from '@handoff/kit/database/database';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { change, type ToldProblem } from '../testing/asking.ts';

let catalogue: Catalogue;
let [churn, secret] = ['', ''];
let [owner, risk, scientist, stranger, team] = ['', '', '', '', ''];

beforeAll(async () => {
  catalogue = await Catalogue.open();
  const { db } = catalogue.database;
  [owner, risk] = [await addPerson(db, 'Olga'), await addPerson(db, 'Rita')];
  [scientist, stranger] = [await addPerson(db, 'Dan'), await addPerson(db, 'Stan')];
  team = await addTeam(db, 'growth', [scientist]);
  churn = (await catalogue.register('churn')).id;
  secret = (await catalogue.register('secret', { visibility: 'RESTRICTED' })).id;
  await giveRole(db, { to: owner, role: 'owner', model: churn });
  await giveRole(db, { to: risk, role: 'risk', model: churn });
  await giveRole(db, { to: scientist, role: 'data-scientist', model: churn });
});
afterAll(() => catalogue.database.drop());

interface Asked {
  gap: { id: string; missing: string; to: { name: string }; by: { name: string }; dueAt: string | null } | null;
  problem: (ToldProblem & { whoCan?: { name: string }[] }) | null;
}
const assign = (by: string, more: object = {}): Promise<Asked> =>
  change(catalogue.as(by), 'assignGap', {
    input: { model: 'churn', point: 'limitations', toId: scientist, ...more },
    select: 'gap { id missing to { name } by { name } dueAt note }',
  });

it('asks whoever can fill it, in one event that somebody is told of', async () => {
  const { gap, problem } = await assign(risk, { dueAt: '2100-01-01T00:00:00Z', note: 'Before the audit' });
  expect(problem).toBeNull();
  expect(gap).toMatchObject({
    ...{ to: { name: 'Dan' }, by: { name: 'Rita' }, dueAt: '2100-01-01T00:00:00.000Z', note: 'Before the audit' },
    missing: 'What it must not be used for, and where it is weak, is not told.',
  });
  const entries = await rows(
    catalogue.database.db,
    `SELECT e.action, e.model_id, e.summary, n.state FROM event.entry e JOIN event.notification n ON n.entry_id = e.id
     WHERE e.subject_id = $1`,
    [gap?.id],
  );
  expect(entries).toEqual([
    {
      ...{ action: 'gap.assigned', model_id: churn, state: 'DUE' },
      summary: expect.stringMatching(/^asked Dan to fill a gap of churn: What it must not be used for/),
    },
  ]);
});

it('is asked once for a key, however often it is sent', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => assign(risk, { idempotencyKey: 'once' })));
  expect(one?.gap?.id).toBe(two?.gap?.id);
});

describe('it is refused', () => {
  it.each<[string, () => string, object, Partial<ToldProblem>]>([
    ['to who may make no report of the model', () => scientist, {}, { __typename: 'NotAllowed', rule: 'report-read' }],
    ['to who may not see the model', () => risk, { model: 'secret' }, { __typename: 'NotFound' }],
    ['of a model that is none', () => risk, { model: 'chrn' }, { __typename: 'NotFound' }],
    ['of a point that is none', () => risk, { point: 'everything' }, { field: 'point' }],
    ['for a day that is past', () => risk, { dueAt: '2020-01-01T00:00:00Z' }, { field: 'dueAt' }],
    ['for nobody', () => risk, { toId: 'per_nobody' }, { field: 'toId' }],
    ['for a service account', () => risk, { toId: 'svc_00000000000000000000000000' }, { field: 'toId' }],
    ['with too long a note', () => risk, { note: 'x'.repeat(4_001) }, { field: 'note' }],
  ])('%s', async (...[, by, more, problem]) => {
    expect(await assign(by(), more)).toMatchObject({ gap: null, problem });
  });

  it('for who cannot fill it, with who can', async () => {
    for (const toId of [stranger, team]) {
      const { problem } = await assign(risk, { toId });
      expect(problem).toMatchObject({ __typename: 'NotAllowed', rule: 'able-to-fill' });
      expect(problem?.message).toMatch(/cannot fill it: that takes MODEL_EDIT on churn/);
    }
  });
});

it('goes to a team that holds what it takes', async () => {
  await giveRole(catalogue.database.db, { to: team, role: 'data-scientist', model: churn });
  expect((await assign(risk, { toId: team })).gap?.to).toEqual({ name: 'growth' });
});

it('is found by nobody who may not see the model', async () => {
  const { gap } = await assign(catalogue.admin, { model: secret, toId: catalogue.admin });
  const read = (by: string) =>
    ask<{ assignedGap: unknown }>(catalogue.as(by), 'query ($id: ID!) { assignedGap(id: $id) { id } }', {
      id: gap?.id,
    });
  expect(await read(catalogue.admin)).toEqual({ assignedGap: { id: gap?.id } });
  expect(await read(stranger)).toEqual({ assignedGap: null });
});

describe('who is told', () => {
  const recipients = async (toId: string) => {
    const { gap } = await assign(risk, { toId });
    const source = `mutation { claimNotifications(input: { consumer: "test", waitSeconds: 0, max: 100 }) {
      notifications { id attempt gap { id } recipients { channel because to { id } } } } }`;
    type News = { gap: { id: string } | null; recipients: { channel: string | null; to: { id: string } | null }[] };
    const { claimNotifications } = await ask<{ claimNotifications: { notifications: News[] } }>(
      catalogue.as(catalogue.admin),
      source,
    );
    const news = claimNotifications.notifications.find(each => each.gap?.id === gap?.id);
    return news?.recipients.map(({ channel, to }) => channel ?? to?.id);
  };

  it('is the person, or the team in its channel or person by person', async () => {
    expect(await recipients(owner)).toEqual([owner]);
    expect(await recipients(team)).toEqual(['#growth']);
    await rows(catalogue.database.db, 'UPDATE access.team SET slack_channel = NULL WHERE id = $1', [team]);
    expect(await recipients(team)).toEqual([scientist]);
  });

  it('is whoever manages access, when nobody of the team can be told', async () => {
    await rows(catalogue.database.db, 'DELETE FROM access.team_member WHERE team_id = $1', [team]);
    expect(await recipients(team)).toEqual([catalogue.admin]);
  });
});
