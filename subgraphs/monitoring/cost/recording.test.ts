import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { GraphClient } from '@handoff/kit/graph-client';
import { newId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, askRaw, noGraph } from '@handoff/kit/testing/graph';
import { addPerson, addRole, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monitoringSubgraph, monitoringTables } from '../subgraph.ts';

const named = new Map<string, string>();
let database: TestDatabase;
let subgraph: Subgraph;
let engineer: string;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(monitoringTables);
  subgraph = await monitoringSubgraph();
  engineer = await addPerson(database.db, 'Engineer');
  ana = await addPerson(database.db, 'Ana');
  const role = await addRole(database.db, 'keeper', ['INGEST', 'MONITOR_EDIT']);
  await giveRole(database.db, { to: engineer, role });
});
afterAll(() => database.drop());

async function addModel(visibility = 'INTERNAL'): Promise<string> {
  const id = newId('mdl');
  await rows(database.db, 'INSERT INTO access.model (id, visibility) VALUES ($1, $2)', [id, visibility]);
  return id;
}

const graph: GraphClient = {
  ...noGraph,
  request: async <T>(_: string, { name }: { name?: string } = {}) => {
    const id = named.get(name ?? '');
    return { kind: 'Data', data: { model: id ? { id } : null } as T, errors: [] } as const;
  },
};
const as = (id: string) => ({ subgraph, db: database.db, as: actor(id), graph });
const problem =
  'problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field } }';
const record = `mutation ($input: RecordCostInput!) { recordCost(input: $input) {
  accepted duplicate rejected { index reason } ${problem} } }`;
const budget = `mutation ($input: SetBudgetInput!) { setBudget(input: $input) {
  cost { amount currency budget burn forecast perThousandPredictions points { at } } ${problem} } }`;
interface Recorded {
  recordCost: {
    accepted: number;
    duplicate: boolean;
    rejected: { index: number; reason: string }[];
    problem: Record<string, unknown> | null;
  };
}
interface Budgeted {
  setBudget: { cost: Record<string, unknown> | null; problem: Record<string, unknown> | null };
}
interface Costs {
  _entities: ({ id: string; cost: Record<string, unknown> | null } | null)[];
}

const line = { from: '2026-03-01T00:00:00Z', to: '2026-03-11T00:00:00Z', amount: 100, currency: 'EUR' };
const march = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
const fields = 'amount currency perThousandPredictions budget burn forecast points { at value n min p95 }';

async function costs(viewer: string, ids: readonly string[], period: object = march): Promise<Costs['_entities']> {
  const query = `query ($of: [_Any!]!, $from: DateTime, $to: DateTime) { _entities(representations: $of) {
    ... on Model { id cost(from: $from, to: $to) { ${fields} } } } }`;
  const of = ids.map(id => ({ __typename: 'Model', id }));
  return (await ask<Costs>(as(viewer), query, { of, ...period }))._entities;
}

async function send(model: string, changes: object = {}): Promise<Recorded['recordCost']> {
  const input = { model, batchId: 'b1', costs: [line], ...changes };
  return (await ask<Recorded>(as(engineer), record, { input })).recordCost;
}

describe('recording costs', () => {
  it('takes what makes sense, says why the rest does not, and keeps one event', async () => {
    const model = await addModel();
    const bad = { ...line, amount: -1 };
    expect(await send(model, { costs: [line, bad, { ...line, currency: 'CHF' }, line] })).toMatchObject({
      accepted: 2,
      duplicate: false,
      rejected: [{ index: 1 }, { index: 2, reason: expect.stringContaining('EUR') }],
      problem: null,
    });
    const sql = 'SELECT action, detail FROM event.entry WHERE model_id = $1';
    expect(await rows(database.db, sql, [model])).toEqual([
      { action: 'cost.recorded', detail: { batchId: 'b1', accepted: 2, rejected: 2, currency: 'EUR' } },
    ]);
    const [found] = await costs(ana, [model]);
    expect(found?.cost).toMatchObject({
      amount: 200,
      currency: 'EUR',
      budget: null,
      burn: null,
      forecast: null,
      perThousandPredictions: null,
    });
    expect(found?.cost?.points).toHaveLength(10);
    expect(found?.cost?.points).toContainEqual({
      at: '2026-03-01T00:00:00.000Z',
      value: 20,
      n: 2,
      min: null,
      p95: null,
    });
  });

  it('adds nothing for a batch that came before, also when it comes twice at once', async () => {
    const model = await addModel();
    const answers = await Promise.all([send(model), send(model), send(model)]);
    expect(answers.map(({ accepted }) => accepted).toSorted()).toEqual([0, 0, 1]);
    expect(answers.filter(({ duplicate }) => duplicate)).toHaveLength(2);
    expect((await costs(ana, [model]))[0]?.cost).toMatchObject({ amount: 100 });
    expect(await send(await addModel())).toMatchObject({ accepted: 1, duplicate: false });
  });

  it('lets a batch come again of which nothing was taken', async () => {
    const model = await addModel();
    expect(await send(model, { costs: [{ ...line, amount: -1 }] })).toMatchObject({ accepted: 0, duplicate: false });
    expect((await costs(ana, [model]))[0]).toEqual({ id: model, cost: null });
    expect(await send(model)).toMatchObject({ accepted: 1, duplicate: false });
  });

  it('keeps one currency per model when two first batches come at once', async () => {
    const model = await addModel();
    const answers = await Promise.all([
      send(model, { batchId: 'eur' }),
      send(model, { batchId: 'chf', costs: [{ ...line, currency: 'CHF' }] }),
    ]);
    expect(answers.map(({ accepted }) => accepted).toSorted()).toEqual([0, 1]);
  });

  it('answers the same for the same idempotency key', async () => {
    const model = await addModel();
    const input = { costs: [line, { ...line, amount: -1 }], idempotencyKey: `k-${model}` };
    const first = await send(model, input);
    expect(first).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] });
    expect(await send(model, input)).toEqual(first);
  });

  it('finds a model by its name through whoever knows names', async () => {
    const model = await addModel();
    named.set('churn', model);
    expect(await send('churn')).toMatchObject({ accepted: 1 });
    expect(await send('nobody')).toMatchObject({ accepted: 0, problem: { __typename: 'NotFound' } });
  });

  it.each([
    [{ batchId: ' ' }, 'batchId'],
    [{ batchId: 'x'.repeat(201) }, 'batchId'],
    [{ costs: [] }, 'costs'],
    [{ costs: Array(1001).fill(line) }, 'costs'],
  ])('refuses a batch that makes no sense', async (changes, field) => {
    expect(await send(await addModel(), changes)).toMatchObject({
      accepted: 0,
      rejected: [],
      duplicate: false,
      problem: { __typename: 'InvalidInput', field },
    });
  });
});

describe('who may', () => {
  it('record costs: who has INGEST on the model; others are told who has, and it is kept that they tried', async () => {
    const model = await addModel();
    const input = { model, batchId: 'b1', costs: [line] };
    const refused = await ask<Recorded>(as(ana), record, { input });
    expect(refused.recordCost.problem).toMatchObject({
      __typename: 'NotAllowed',
      rule: 'ingest',
      whoCan: [{ name: 'Engineer' }],
    });
    const sql = 'SELECT action FROM event.entry WHERE model_id = $1 AND refused';
    expect(await rows(database.db, sql, [model])).toEqual([{ action: 'recordCost.refused' }]);
    await giveRole(database.db, { to: ana, role: 'keeper', model });
    expect((await ask<Recorded>(as(ana), record, { input })).recordCost).toMatchObject({ accepted: 1, problem: null });
  });

  it('set a budget: who has MONITOR_EDIT on the model', async () => {
    const model = await addModel();
    const input = { model, amount: 10, currency: 'EUR' };
    const refused = await ask<Budgeted>(as(ana), budget, { input });
    expect(refused.setBudget).toMatchObject({
      cost: null,
      problem: { __typename: 'NotAllowed', rule: 'monitor-edit' },
    });
  });

  it('see costs: who sees the model; a model that is not theirs to see is not there', async () => {
    const model = await addModel('RESTRICTED');
    await giveRole(database.db, { to: engineer, role: 'keeper', model });
    await send(model);
    expect(await costs(ana, [model])).toEqual([null]);
    expect((await costs(engineer, [model]))[0]?.cost).toMatchObject({ amount: 100 });
    const input = { model, batchId: 'b2', costs: [line] };
    const refused = await ask<Recorded>(as(ana), record, { input });
    expect(refused.recordCost.problem).toMatchObject({ __typename: 'NotFound' });
  });
});

describe('the budget', () => {
  it('is shown beside the cost of this month, with nothing guessed where nothing was recorded', async () => {
    const model = await addModel();
    const answer = await ask<Budgeted>(as(engineer), budget, { input: { model, amount: 300, currency: 'CHF' } });
    expect(answer.setBudget).toEqual({
      cost: {
        amount: 0,
        currency: 'CHF',
        budget: 300,
        burn: null,
        forecast: null,
        perThousandPredictions: null,
        points: [],
      },
      problem: null,
    });
    await ask<Budgeted>(as(engineer), budget, { input: { model, amount: 400, currency: 'EUR' } });
    await send(model);
    expect((await costs(ana, [model]))[0]?.cost).toMatchObject({
      amount: 100,
      budget: 400,
      burn: 0.25,
      currency: 'EUR',
    });
    const sql = "SELECT changes FROM event.entry WHERE model_id = $1 AND action = 'budget.set' ORDER BY at, id";
    const [, second] = await rows<{ changes: unknown }>(database.db, sql, [model]);
    expect(second?.changes).toContainEqual({ name: 'amount', change: 'CHANGED', before: '300', after: '400' });
  });

  it.each([
    [{ amount: 0 }, 'amount'],
    [{ amount: -5 }, 'amount'],
    [{ amount: 1e-320 }, 'amount'],
    [{ amount: 1e13 }, 'amount'],
    [{ currency: 'euro' }, 'currency'],
    [{ currency: 'CHF' }, 'currency'],
  ])('is refused with %j', async (changes, field) => {
    const model = await addModel();
    await send(model);
    const input = { model, amount: 100, currency: 'EUR', ...changes };
    const answer = await ask<Budgeted>(as(engineer), budget, { input });
    expect(answer.setBudget.problem).toMatchObject({ __typename: 'InvalidInput', field });
  });
});

it('reads the costs of many models with as many statements as of one', async () => {
  const models = await Promise.all(Array.from({ length: 8 }, () => addModel()));
  for (const model of models) await send(model);
  const one = await countStatements(() => costs(ana, models.slice(0, 1)));
  const many = await countStatements(() => costs(ana, models));
  expect(many.result).toHaveLength(8);
  expect(many.statements.length).toBe(one.statements.length);
});

it('says what is wrong with a period that makes no sense', async () => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Model { cost(from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z") { amount } } } }`;
  const answer = await askRaw(as(ana), query, { of: [{ __typename: 'Model', id: await addModel() }] });
  expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});

it('has a rule for every field of the graph', () => {
  expect([...subgraph.rules].filter(([, rule]) => rule === undefined)).toEqual([]);
});
