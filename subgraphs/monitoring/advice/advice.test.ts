import { countStatements } from '@handoff/kit/database/statements';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Advised, adviseIn } from '../testing/advised.ts';
import { addMonitor, fire, settle } from '../testing/firing.ts';
import { type Office, openOffice } from '../testing/office.ts';
import { trailOf } from '../testing/watching.ts';

interface View {
  id: string;
  state: string;
  action: string;
  decision: string | null;
  revision: number;
  discussion: string | null;
  rationale: string | null;
  moves: string[];
  evidence: { id: string }[];
  participants: { id: string }[];
  decidedBy: { id: string }[] | null;
}
interface Answer {
  advice: View | null;
  problem: { __typename: string; message: string; state?: string; allowed?: string[]; field?: string } | null;
}

let office: Office;
let advised: Advised;
let [model, scientist, engineer, adviceId, alertId] = ['', '', '', '', ''];
beforeAll(async () => {
  office = await openOffice();
  advised = await adviseIn(office);
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  model = await office.addModel();
  scientist = await addPerson(office.db, `Sci ${model}`);
  engineer = await addPerson(office.db, `Eng ${model}`);
  await giveRole(office.db, { to: scientist, role: 'data-scientist', model });
  await giveRole(office.db, { to: engineer, role: 'ml-engineer', model });
  advised.serves(model);
  alertId = (await fire(office, await addMonitor(office, model, { feature: 'income' }))).id;
  await advised.react();
  adviceId = (await ofModel())[0]?.id ?? '';
});

const fields = `id state action decision revision discussion rationale moves reasons evidence { id } participants { id }
  decidedBy { id } version { id } model { id }`;
const ofModel = async (as = engineer, state: string[] | null = null) => {
  const source = `query ($of: [_Any!]!, $state: [AdviceState!]) { _entities(representations: $of) {
    ... on Model { advice(state: $state) { ${fields} } } } }`;
  const variables = { of: [{ __typename: 'Model', id: model }], state };
  const { _entities } = await office.ask<{ _entities: ({ advice: View[] } | null)[] }>(as, source, variables);
  return _entities[0]?.advice ?? [];
};
const shown = async (as = engineer) =>
  (
    await office.ask<{ advice: View | null }>(as, `query ($id: ID!) { advice(id: $id) { ${fields} } }`, {
      id: adviceId,
    })
  ).advice;

async function does(mutation: 'openDiscussion' | 'decideAdvice', input: object, as = engineer): Promise<Answer> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { advice { ${fields} }
    problem { __typename message ... on WrongState { state allowed } ... on InvalidInput { field } ... on Conflict { reason }
      ... on NotAllowed { rule whoCan { id } } } } }`;
  return (await office.ask<Record<string, Answer>>(as, source, { input: { adviceId, ...input } }))[mutation] as Answer;
}
const link = 'https://acme.slack.com/archives/C1/p1';
const keeping = { decision: 'KEEP', rationale: 'It does no harm.' };

it('shows what is suggested, to whom it is, and what can be done', async () => {
  const advice = await shown();
  expect(advice).toMatchObject({ state: 'OPEN', action: 'KEEP', evidence: [{ id: alertId }], decidedBy: null });
  expect(advice?.participants.map(({ id }) => id).toSorted()).toEqual([scientist, engineer].toSorted());
  expect(advice?.moves).toEqual(['DISCUSS', 'DECIDE']);
  expect((await shown(office.ana))?.moves).toEqual([]);
  expect(await ofModel(engineer, ['DECIDED'])).toEqual([]);
});

describe('a decision', () => {
  it('is kept with those who agreed, told, and final', async () => {
    const decided = await does('decideAdvice', {
      ...keeping,
      decidedWith: [scientist, engineer, scientist],
      revision: 1,
    });
    expect(decided).toMatchObject({
      advice: { state: 'DECIDED', decision: 'KEEP', rationale: 'It does no harm.', revision: 2, moves: [] },
      problem: null,
    });
    expect(decided.advice?.decidedBy).toEqual([{ id: engineer }, { id: scientist }]);
    expect((await trailOf(office, adviceId)).map(({ action, told }) => [action, told])).toEqual([
      ['advice.suggested', true],
      ['advice.decided', true],
    ]);
  });

  it('is made once: the second hears who was first, and when', async () => {
    const two = await Promise.all([
      does('decideAdvice', keeping),
      does('decideAdvice', { decision: 'RETRAIN', rationale: 'Now.' }, scientist),
    ]);
    const [first] = two.filter(({ problem }) => !problem);
    const [second] = two.filter(({ problem }) => problem);
    expect(second?.problem).toMatchObject({ __typename: 'WrongState', state: 'DECIDED', allowed: [] });
    const what = first?.advice?.decision === 'KEEP' ? 'keep it as it is' : 'retrain it';
    expect(second?.problem?.message).toMatch(new RegExp(`^(Eng|Sci) .* decided it at .* UTC: ${what}\\.$`));
    expect(second?.advice?.decision).toBe(first?.advice?.decision);
  });

  it('is applied once per key', async () => {
    const input = { ...keeping, idempotencyKey: adviceId };
    expect((await does('decideAdvice', input)).problem).toBeNull();
    expect((await does('decideAdvice', input)).problem).toBeNull();
    expect(await trailOf(office, adviceId)).toHaveLength(2);
  });

  it('is not asked for again while the same speaks against it, but when something new does', async () => {
    await does('decideAdvice', { decision: 'RETRAIN', rationale: 'It will get worse.' });
    await settle(office, { id: alertId });
    await advised.react();
    expect(await ofModel()).toHaveLength(1);
    await fire(office, await addMonitor(office, model, { kind: 'DATA_QUALITY', feature: 'income' }));
    await advised.react();
    expect(await ofModel()).toMatchObject([{ action: 'FIX_DATA', state: 'OPEN' }, { state: 'DECIDED' }]);
  });

  it.each([
    ['an empty rationale', { ...keeping, rationale: ' ' }, 'rationale'],
    ['somebody who does not answer for it', { ...keeping, decidedWith: ['per_nobody'] }, 'decidedWith[0]'],
    ['too many people', { ...keeping, decidedWith: Array(21).fill('per_x') }, 'decidedWith'],
  ])('is refused for %s', async (...[, input, field]) => {
    expect(await does('decideAdvice', input)).toMatchObject({
      advice: { state: 'OPEN' },
      problem: { __typename: 'InvalidInput', field },
    });
  });

  it('is refused on what has changed since it was seen', async () => {
    await fire(office, await addMonitor(office, model, { kind: 'PERFORMANCE' }));
    await advised.react();
    const { problem } = await does('decideAdvice', { ...keeping, revision: 1 });
    expect(problem).toMatchObject({ __typename: 'Conflict', reason: 'STALE_REVISION' });
    expect(problem?.message).toContain('it is at 2 now. Handoff suggested instead to retrain it (action) at');
  });
});

describe('a discussion', () => {
  it('is opened once, and shown to whoever comes later', async () => {
    expect(await does('openDiscussion', { discussion: link }, scientist)).toMatchObject({
      advice: { state: 'DISCUSSING', discussion: link, moves: ['DECIDE'] },
    });
    const { problem } = await does('openDiscussion', { discussion: `${link}2` });
    expect(problem).toMatchObject({ __typename: 'WrongState', state: 'DISCUSSING', allowed: ['DECIDE'] });
    expect(problem?.message).toMatch(/^Sci .* opened its discussion at .* UTC: join it, https:\/\/acme/);
    expect((await does('decideAdvice', keeping)).advice).toMatchObject({ state: 'DECIDED', discussion: link });
  });

  it('goes on when what spoke for it is over, and says so', async () => {
    await does('openDiscussion', { discussion: link });
    await settle(office, { id: alertId });
    await advised.react();
    expect(await shown()).toMatchObject({
      ...{ state: 'DISCUSSING', action: 'KEEP', evidence: [{ id: alertId }] },
      reasons: ['What spoke for it is over: its alerts have ended.'],
    });
    const before = (await shown())?.revision;
    await fire(office, await addMonitor(office, model, { kind: 'COST' }));
    await advised.react();
    expect((await shown())?.revision).toBe(before);
  });

  it.each([
    ['http://acme.slack.com/x'],
    ['http://127.0.0.1.acme.com/x'],
    ['javascript:alert(1)'],
    ['https://a:b@acme.com'],
    ['acme'],
    [`https://a/${'x'.repeat(2000)}`],
    ['https://a/ |x>'],
  ])('is refused under %s', async discussion => {
    expect((await does('openDiscussion', { discussion })).problem).toMatchObject({ field: 'discussion' });
  });
});

describe('who may', () => {
  it('answer it are those who handle alerts; others learn whom to turn to', async () => {
    const refused = await does('decideAdvice', keeping, office.ana);
    expect(refused.problem).toMatchObject({ __typename: 'NotAllowed', rule: 'advice-answer' });
    expect(refused.advice?.state).toBe('OPEN');
  });

  it('not see the model finds no advice', async () => {
    const hidden = await office.addModel('RESTRICTED');
    advised.serves(hidden);
    await fire(office, await addMonitor(office, hidden));
    await advised.react();
    const own = model;
    model = hidden;
    const [advice] = await ofModel(office.engineer);
    adviceId = advice?.id ?? '';
    expect(await ofModel(office.ana)).toEqual([]);
    expect(await shown(office.ana)).toBeNull();
    expect((await does('decideAdvice', keeping, office.ana)).problem?.__typename).toBe('NotFound');
    model = own;
  });

  it('nothing is found by an id that is none', async () => {
    adviceId = 'adv_x';
    expect((await does('decideAdvice', keeping)).problem?.__typename).toBe('NotFound');
    expect(await shown()).toBeNull();
  });
});

const openOf = async (id: string, as = id, first = 25) => {
  const source = `query ($of: [_Any!]!, $first: Int) { _entities(representations: $of) {
    ... on Person { openAdvice(first: $first) { id } } } }`;
  const variables = { of: [{ __typename: 'Person', id }], first };
  const answer = await office.ask<{ _entities: { openAdvice: { id: string }[] | null }[] }>(as, source, variables);
  return answer._entities[0]?.openAdvice?.map(advice => advice.id) ?? null;
};

it('is read of many models by as many statements as of one', async () => {
  const other = await office.addModel();
  advised.serves(other);
  await giveRole(office.db, { to: engineer, role: 'ml-engineer', model: other });
  await fire(office, await addMonitor(office, other, { feature: 'income' }));
  await advised.react();
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model { advice { ${fields} } } } }`;
  const read = (ids: string[]) => {
    const of = ids.map(id => ({ __typename: 'Model', id }));
    return countStatements(() => office.ask<{ _entities: object[] }>(engineer, source, { of }));
  };
  const [one, two] = [await read([model]), await read([model, other])];
  expect(two.result._entities).toMatchObject([{ advice: [{ action: 'KEEP' }] }, { advice: [{ action: 'KEEP' }] }]);
  expect(two.statements).toHaveLength(one.statements.length);
  expect(await openOf(engineer)).toEqual([expect.any(String), adviceId]);
});

describe("somebody's open advice", () => {
  it('is that of the models they answer for, by themselves or in a team, until it is decided', async () => {
    const member = await addPerson(office.db, `Member ${model}`);
    const team = await addTeam(office.db, `team-${model}`, [member]);
    await giveRole(office.db, { to: team, role: 'data-scientist', model });
    expect([await openOf(scientist), await openOf(engineer), await openOf(member)]).toEqual([
      [adviceId],
      [adviceId],
      [adviceId],
    ]);
    expect(await openOf(office.ana)).toEqual([]);
    expect(await openOf(scientist, engineer)).toBeNull();
    await does('decideAdvice', keeping);
    expect(await openOf(scientist)).toEqual([]);
  });
});
