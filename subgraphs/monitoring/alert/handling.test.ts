import { rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../testing/office.ts';
import { alertsOf, evaluateAll, measure, trailOf, watch } from '../testing/watching.ts';

let office: Office;
let model: string;
let alertId: string;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  const version = await office.addVersion();
  model = version.modelId;
  await watch(office, model);
  await measure(office, { version }, { at: new Date(), value: 0.5 });
  await evaluateAll(office, new Date());
  alertId = (await alertsOf(office, model))[0]?.id ?? '';
});

interface Answer {
  alert: { id: string; state: string; escalation: number; moves: string[]; useful: number; noise: number } | null;
  problem: {
    __typename: string;
    message: string;
    state?: string;
    allowed?: string[];
    field?: string;
    rule?: string;
  } | null;
}
const asked = `alert { id state escalation moves useful noise acknowledgedBy { ... on Person { name } } silencedUntil resolvedBy { ... on Person { name } } }
  problem { __typename message ... on WrongState { state allowed } ... on InvalidInput { field } ... on NotAllowed { rule whoCan { id } } }`;

type Move = 'acknowledge' | 'silence' | 'unsilence' | 'resolve' | 'escalate' | 'rate';
async function move(name: Move, input: object = {}, as = office.engineer): Promise<Answer> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}AlertInput`;
  const source = `mutation ($input: ${type}!) { ${name}Alert(input: $input) { ${asked} } }`;
  return (await office.ask<Record<string, Answer>>(as, source, { input: { alertId, ...input } }))[
    `${name}Alert`
  ] as Answer;
}

const hour = { minutes: 60, reason: 'We deploy.' };

describe('handling an alert', () => {
  it('acknowledges it once: the second hears who was first, and when, and sees the alert', async () => {
    const two = await Promise.all([move('acknowledge', { note: 'On it.' }), move('acknowledge')]);
    const [first] = two.filter(({ problem }) => problem === null);
    const [second] = two.filter(({ problem }) => problem !== null);
    expect(first?.alert).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedBy: { name: 'Eva' } });
    expect(second).toMatchObject({
      alert: { id: alertId, state: 'ACKNOWLEDGED' },
      problem: {
        __typename: 'WrongState',
        state: 'ACKNOWLEDGED',
        allowed: ['SILENCE', 'RESOLVE', 'ESCALATE', 'RATE'],
        message: expect.stringMatching(/^Eva acknowledged it at \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/),
      },
    });
  });

  it('silences it, again and until it is taken back', async () => {
    expect((await move('silence', hour)).alert).toMatchObject({
      state: 'SILENCED',
      moves: ['SILENCE', 'UNSILENCE', 'RESOLVE', 'RATE'],
    });
    expect((await move('silence', { ...hour, minutes: 43_200 })).problem).toBeNull();
    expect((await move('unsilence')).alert).toMatchObject({ state: 'FIRING', silencedUntil: null });
    expect((await move('unsilence')).problem).toMatchObject({ __typename: 'WrongState' });
  });

  it('resolves it; what is still wrong opens a new one', async () => {
    expect((await move('resolve', { note: 'A bad batch.' })).alert).toMatchObject({
      state: 'RESOLVED',
      resolvedBy: { name: 'Eva' },
    });
    expect((await move('acknowledge')).problem?.message).toMatch(/^Eva resolved it at/);
    await evaluateAll(office, new Date(Date.now() + 20_000));
    expect(await alertsOf(office, model)).toMatchObject([
      { state: 'RESOLVED' },
      { state: 'FIRING', previous: { id: alertId } },
    ]);
  });

  it('escalates it twice and no further, and asks others anew', async () => {
    await move('acknowledge');
    expect((await move('escalate', { reason: 'I am ill.' })).alert).toMatchObject({
      state: 'FIRING',
      escalation: 1,
      acknowledgedBy: null,
    });
    expect((await move('escalate')).alert).toMatchObject({
      escalation: 2,
      moves: ['ACKNOWLEDGE', 'SILENCE', 'RESOLVE', 'RATE'],
    });
    expect((await move('escalate')).problem).toMatchObject({
      __typename: 'WrongState',
      message: expect.stringContaining('fallback'),
    });
  });

  it('counts one verdict of each, the last', async () => {
    const second = await addPerson(office.db, 'Sam');
    await giveRole(office.db, { to: second, role: 'keeper' });
    await move('rate', { useful: false });
    await move('rate', { useful: true, comment: 'It was right after all.' });
    expect((await move('rate', { useful: false }, second)).alert).toMatchObject({
      useful: 1,
      noise: 1,
      state: 'FIRING',
    });
    const found = await office.ask<{ alert: unknown }>(
      office.ana,
      `query ($id: ID!) { alert(id: $id) { monitor { useful noise } } }`,
      { id: alertId },
    );
    expect(found.alert).toEqual({ monitor: { useful: 1, noise: 1 } });
  });

  it('leaves one event for each change, which says all that deliveries need, and who must be told', async () => {
    const owner = await addPerson(office.db, 'Ola');
    await giveRole(office.db, { to: owner, role: 'owner', model });
    await move('acknowledge', { note: 'On it.' });
    await move('silence', hour);
    await move('unsilence');
    await move('escalate');
    await move('rate', { useful: true });
    await move('resolve', { note: 'Done.' });
    const trail = await trailOf(office, alertId);
    expect(trail.map(({ action, told, detail }) => [action, told, detail.move, detail.from, detail.to])).toEqual([
      ['alert.fired', true, 'FIRE', null, 'FIRING'],
      ['alert.acknowledged', true, 'ACKNOWLEDGE', 'FIRING', 'ACKNOWLEDGED'],
      ['alert.silenced', true, 'SILENCE', 'ACKNOWLEDGED', 'SILENCED'],
      ['alert.unsilenced', true, 'UNSILENCE', 'SILENCED', 'FIRING'],
      ['alert.escalated', true, 'ESCALATE', 'FIRING', 'FIRING'],
      ['alert.rated', false, 'RATE', 'FIRING', 'FIRING'],
      ['alert.resolved', true, 'RESOLVE', 'FIRING', 'RESOLVED'],
    ]);
    expect(trail[1]?.detail).toMatchObject({
      severity: 'WARNING',
      responsibleId: office.engineer,
      escalation: 0,
      note: 'On it.',
    });
    expect(trail[3]?.detail).toMatchObject({ responsibleId: owner });
    const [alert] = await alertsOf(office, model);
    expect(alert?.history.slice(0, 3)).toEqual([
      { move: 'FIRE', note: null, by: null },
      { move: 'ACKNOWLEDGE', note: 'On it.', by: { name: 'Eva' } },
      { move: 'SILENCE', note: 'We deploy.', by: { name: 'Eva' } },
    ]);
    expect(alert?.revision).toBe(7);
  });

  it('applies the same key once', async () => {
    const sent = { ...hour, idempotencyKey: 'silence-once' };
    const answers = [await move('silence', sent), await move('silence', sent)];
    expect(answers.map(({ problem }) => problem)).toEqual([null, null]);
    expect((await trailOf(office, alertId)).filter(({ action }) => action === 'alert.silenced')).toHaveLength(1);
  });
});

describe('is refused', () => {
  it.each<[Move, object, string]>([
    ['silence', { minutes: 0, reason: 'x' }, 'minutes'],
    ['silence', { minutes: 43_201, reason: 'x' }, 'minutes'],
    ['silence', { minutes: 5, reason: ' ' }, 'reason'],
    ['resolve', { note: '' }, 'note'],
    ['resolve', { note: 'x'.repeat(2001) }, 'note'],
    ['acknowledge', { note: 'a\u0000' }, 'note'],
    ['escalate', { reason: '' }, 'reason'],
    ['rate', { useful: true, comment: 'x'.repeat(2001) }, 'comment'],
  ])('%s with %j', async (name, input, field) => {
    expect(await move(name, input)).toMatchObject({
      alert: { state: 'FIRING' },
      problem: { __typename: 'InvalidInput', field },
    });
  });

  it.each<[Move, object]>([
    ['acknowledge', {}],
    ['silence', hour],
    ['unsilence', {}],
    ['resolve', { note: 'x' }],
    ['escalate', {}],
    ['rate', { useful: true }],
  ])('%s without the right, with a look at the alert and an entry in the trail', async (name, input) => {
    const answer = await move(name, input, office.ana);
    expect(answer).toMatchObject({
      alert: { state: 'FIRING', moves: [] },
      problem: {
        __typename: 'NotAllowed',
        rule: 'alert-handle',
        whoCan: expect.arrayContaining([{ id: office.engineer }]),
      },
    });
    const refused = await rows(
      office.db,
      'SELECT action FROM event.entry WHERE refused AND subject_id = $1 AND actor_id = $2',
      [alertId, office.ana],
    );
    expect(refused).toEqual([{ action: `${name}Alert.refused` }]);
  });

  it('for what is not there and for what one may not see in the same way', async () => {
    await rows(office.db, "UPDATE access.model SET visibility = 'RESTRICTED' WHERE id = $1", [model]);
    const answers = [
      await move('acknowledge', {}, office.ana),
      await move('acknowledge', { alertId: newId('alr') }, office.ana),
      await move('acknowledge', { alertId: 'x' }, office.ana),
    ];
    expect(answers.map(({ alert, problem }) => [alert, problem?.__typename])).toEqual(
      Array(3).fill([null, 'NotFound']),
    );
  });
});

describe('a silence', () => {
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000);

  it('ends by itself: the alert fires again, and people are told', async () => {
    await move('silence', { minutes: 5, reason: 'We deploy.' });
    await evaluateAll(office, soon(4));
    expect((await alertsOf(office, model))[0]).toMatchObject({ state: 'SILENCED' });
    await evaluateAll(office, soon(6));
    expect((await alertsOf(office, model))[0]).toMatchObject({ state: 'FIRING' });
    const trail = await trailOf(office, alertId);
    expect(trail.at(-1)).toMatchObject({
      action: 'alert.unsilenced',
      told: true,
      detail: { note: expect.stringContaining('time') },
    });
  });

  it('ends with its alert when all is well', async () => {
    await move('silence', { minutes: 5, reason: 'We deploy.' });
    await rows(office.db, 'UPDATE monitoring.metric_bucket SET sum = n, min = 1, max = 1 WHERE model_id = $1', [model]);
    await evaluateAll(office, soon(6));
    expect((await alertsOf(office, model))[0]).toMatchObject({ state: 'RESOLVED' });
  });

  it('ends though nobody looks after the alert any more', async () => {
    await move('silence', { minutes: 5, reason: 'We deploy.' });
    await rows(office.db, 'UPDATE monitoring.monitor SET enabled = false WHERE model_id = $1', [model]);
    await evaluateAll(office, soon(6));
    expect((await alertsOf(office, model))[0]).toMatchObject({ state: 'FIRING' });
  });
});

describe('who has to act', () => {
  const responsible = async () => {
    const source = 'query ($id: ID!) { alert(id: $id) { responsible { id } } }';
    return (
      (await office.ask<{ alert: { responsible: { id: string } | null } }>(office.ana, source, { id: alertId })).alert
        .responsible?.id ?? null
    );
  };

  it('is nobody, the team, the owner, who acknowledged, and the team once it was escalated', async () => {
    expect(await responsible()).toBeNull();
    const owner = await addPerson(office.db, 'Owen');
    const team = await addTeam(office.db, `team-${model.slice(-8)}`, [owner]);
    await rows(office.db, 'UPDATE access.model SET team_id = $2 WHERE id = $1', [model, team]);
    expect(await responsible()).toBe(team);
    await giveRole(office.db, { to: owner, role: 'owner', model });
    expect(await responsible()).toBe(owner);
    await move('acknowledge');
    expect(await responsible()).toBe(office.engineer);
    await move('escalate');
    expect(await responsible()).toBe(team);
  });
});
