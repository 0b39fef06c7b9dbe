import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { GraphClient } from '@handoff/kit/graph-client';
import { isId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, noGraph } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { currentHosting } from './queries.ts';
import { addModel, addTarget, environmentId } from './testing/house.ts';

const named = new Map<string, string>();
let database: TestDatabase;
let subgraph: Subgraph;
let ben: string;
let ana: string;
let cluster: string;
let edge: string;
let elsewhere: string;
let production: string;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  ben = await addPerson(database.db, 'Ben');
  ana = await addPerson(database.db, 'Ana');
  await giveRole(database.db, { to: ben, role: 'it-ops' });
  cluster = await addTarget(database.db, 'production', 'cluster');
  edge = await addTarget(database.db, 'production', 'edge');
  elsewhere = await addTarget(database.db, 'staging', 'cluster');
  production = await environmentId(database.db, 'production');
});
afterAll(() => database.drop());

const newModel = (visibility?: 'RESTRICTED') => addModel(database.db, visibility);

const graph: GraphClient = {
  ...noGraph,
  request: async <T>(_: string, { name }: { name?: string } = {}) => {
    const id = named.get(name ?? '');
    return { kind: 'Data', data: { model: id ? { id } : null } as T, errors: [] } as const;
  },
};
const as = (id: string) => ({ subgraph, db: database.db, as: actor(id), graph });
const decide = `mutation ($input: DecideHostingInput!) { decideHosting(input: $input) {
  hostingDecision { id serving integration rationale decidedAt model { id } environment { name } target { name }
    decidedBy { id name } supersededBy { id } options { target { name } monthlyCost p95LatencyMs pros cons chosen }
    conversion { from to cases maxAbsoluteDifference worstCase tolerance agrees } }
  problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field } ... on Conflict { reason } } } }`;
interface Found extends Record<string, unknown> {
  id: string;
  decidedAt: string;
}
interface Decided {
  hostingDecision: Found | null;
  problem: Record<string, unknown> | null;
}

const rationale = 'It is near the data.';
const terms = () => ({ environment: 'production', targetId: cluster, serving: 'ONLINE', rationale });

async function send(model: string, changes: object = {}, who = ben): Promise<Decided> {
  const input = { model, ...terms(), ...changes };
  return (await ask<{ decideHosting: Decided }>(as(who), decide, { input })).decideHosting;
}

async function decided(model: string, changes: object = {}): Promise<Found> {
  const { hostingDecision, problem } = await send(model, changes);
  expect(problem).toBeNull();
  return hostingDecision as Found;
}

const list = `query ($of: [_Any!]!, $environment: String, $at: DateTime, $current: Boolean = true) {
  _entities(representations: $of) { ... on Model { id hostingDecisions(environment: $environment, at: $at, current: $current) {
    id decidedAt environment { name } target { name } decidedBy { name } supersededBy { id } options { target { name } } } } } }`;

async function decisions(viewer: string, models: readonly string[], args: object = {}): Promise<(string[] | null)[]> {
  const of = models.map(id => ({ __typename: 'Model', id }));
  const answer = await ask<{ _entities: ({ hostingDecisions: Found[] } | null)[] }>(as(viewer), list, { of, ...args });
  return answer._entities.map(model => model?.hostingDecisions.map(({ id }) => id) ?? null);
}

const events = (modelId: string) =>
  rows<{ action: string; subject_id: string; detail: Record<string, unknown>; changes: { name: string }[] }>(
    database.db,
    'SELECT action, subject_id, detail, changes FROM event.entry WHERE model_id = $1 ORDER BY at, id',
    [modelId],
  );

describe('deciding', () => {
  it('keeps target, reasons, options and the comparison, and appends one event', async () => {
    const model = await newModel();
    const cases = [
      { original: 0.5, converted: 0.5 },
      { input: { age: 40 }, original: 0.25, converted: 0.125 },
    ];
    const { hostingDecision, problem } = await send(model, {
      integration: 'The loan desk calls it over HTTP.',
      options: [{ targetId: edge, monthlyCost: 10, p95LatencyMs: 3.5, pros: 'cheap', cons: ' ' }],
      conversion: { from: 'R', to: 'Java', tolerance: 0.01, cases },
    });
    expect(problem).toBeNull();
    expect(hostingDecision).toMatchObject({
      serving: 'ONLINE',
      integration: 'The loan desk calls it over HTTP.',
      model: { id: model },
      environment: { name: 'production' },
      target: { name: 'cluster' },
      decidedBy: { id: ben, name: 'Ben' },
      supersededBy: null,
      options: [
        { target: { name: 'cluster' }, monthlyCost: null, p95LatencyMs: null, pros: null, cons: null, chosen: true },
        { target: { name: 'edge' }, monthlyCost: 10, p95LatencyMs: 3.5, pros: 'cheap', cons: null, chosen: false },
      ],
      conversion: {
        from: 'R',
        to: 'Java',
        cases: 2,
        maxAbsoluteDifference: 0.125,
        worstCase: { input: { age: 40 }, original: 0.25, converted: 0.125 },
        tolerance: 0.01,
        agrees: false,
      },
    });
    const id = hostingDecision?.id ?? '';
    expect(isId('hos', id)).toBe(true);
    expect(await events(model)).toEqual([
      expect.objectContaining({
        action: 'hosting.decided',
        subject_id: id,
        detail: expect.objectContaining({ target: 'cluster', supersedes: null, agrees: false }),
      }),
    ]);
    expect((await currentHosting(database.db, model, production))?.id).toBe(id);
  });

  it('finds the model by its name, which registry knows', async () => {
    const model = await newModel();
    named.set('credit/churn', model);
    expect((await decided('credit/churn')).id).toBeDefined();
    expect(await decisions(ana, [model])).toEqual([[expect.stringMatching(/^hos_/)]]);
  });

  it('takes 10,000 cases', async () => {
    const cases = Array.from({ length: 10_000 }, (_, i) => ({ input: i, original: i, converted: i }));
    const { problem } = await send(await newModel(), { conversion: { from: 'R', to: 'Java', tolerance: 0, cases } });
    expect(problem).toBeNull();
  });
});

describe('what was decided before', () => {
  it('is superseded, never edited, and the trail says what changed', async () => {
    const model = await newModel();
    const first = await decided(model);
    const second = await decided(model, { targetId: edge, rationale: 'It is cheaper.', supersedes: first.id });
    expect(await decisions(ana, [model])).toEqual([[second.id]]);
    expect(await decisions(ana, [model], { current: false })).toEqual([[second.id, first.id]]);
    const [, last] = await events(model);
    expect(last?.detail).toMatchObject({ supersedes: first.id });
    expect(last?.changes.map(({ name }) => name)).toEqual(['targetId', 'rationale']);
  });

  it('must be the one that the decider saw, when they name one', async () => {
    const model = await newModel();
    const first = await decided(model);
    const second = await decided(model, { supersedes: first.id });
    expect(await send(model, { supersedes: first.id })).toMatchObject({
      hostingDecision: null,
      problem: { __typename: 'Conflict', reason: 'STALE_REVISION', message: expect.stringContaining(second.id) },
    });
    expect(await decisions(ana, [model])).toEqual([[second.id]]);
    expect((await send(await newModel(), { supersedes: first.id })).problem).toMatchObject({
      reason: 'STALE_REVISION',
    });
  });

  it('is untouched in other environments and of other models', async () => {
    const [model, other] = [await newModel(), await newModel()];
    const kept = [
      (await decided(model, { environment: 'staging', targetId: elsewhere })).id,
      (await decided(other)).id,
    ];
    const { id } = await decided(model);
    expect(await decisions(ana, [model, other])).toEqual([[id, kept[0]], [kept[1]]]);
    expect(await decisions(ana, [model], { environment: 'staging' })).toEqual([[kept[0]]]);
    expect(await decisions(ana, [model], { environment: 'nowhere' })).toEqual([[]]);
  });

  it('holds at any instant before', async () => {
    const model = await newModel();
    const made: Found[] = [];
    for (const rationale of ['one', 'two', 'three']) {
      made.push(await decided(model, { rationale }));
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    const [one, two, three] = made as [Found, Found, Found];
    const before = new Date(Date.parse(one.decidedAt) - 1).toISOString();
    const within = new Date(Date.parse(three.decidedAt) - 1).toISOString();
    expect(await decisions(ana, [model], { at: before })).toEqual([[]]);
    expect(await decisions(ana, [model], { at: one.decidedAt })).toEqual([[one.id]]);
    expect(await decisions(ana, [model], { at: within })).toEqual([[two.id]]);
    expect(await decisions(ana, [model], { at: within, current: false })).toEqual([[two.id, one.id]]);
    expect(await decisions(ana, [model], { at: three.decidedAt })).toEqual([[three.id]]);
  });

  it.each([
    ['who saw the same decision: one of them decides', true, 1],
    ['who name none: the later supersedes the earlier', false, 4],
  ])('by several at once %s', async (...[, saw, deciders]) => {
    const model = await newModel();
    const first = await decided(model);
    const supersedes = saw ? first.id : null;
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(rationale => send(model, { rationale, supersedes })));
    expect(answers.filter(({ hostingDecision }) => hostingDecision)).toHaveLength(deciders);
    const refusals = answers.flatMap(({ problem }) => (problem ? [problem.reason] : []));
    expect(refusals).toEqual(new Array(4 - deciders).fill('STALE_REVISION'));
    expect((await decisions(ana, [model]))[0]).toHaveLength(1);
    expect((await decisions(ana, [model], { current: false }))[0]).toHaveLength(1 + deciders);
  });

  it('is one even where nothing was decided before, for the first two at once', async () => {
    const model = await newModel();
    const answers = await Promise.all([send(model), send(model)]);
    expect(answers.map(({ problem }) => problem)).toEqual([null, null]);
    expect((await decisions(ana, [model]))[0]).toHaveLength(1);
  });

  it('is held to one by the database too', async () => {
    const model = await newModel();
    const { id } = await decided(model);
    const copy = `INSERT INTO deployment.hosting_decision (id, model_id, environment_id, target_id, serving, options, rationale, decided_at)
      SELECT id || 'x', model_id, environment_id, target_id, serving, options, rationale, decided_at
      FROM deployment.hosting_decision WHERE id = $1`;
    await expect(rows(database.db, copy, [id])).rejects.toThrow('hosting_one_current');
  });
});

describe('a refusal', () => {
  it('says who decides, and is noted in the trail', async () => {
    const model = await newModel();
    expect(await send(model, {}, ana)).toEqual({
      hostingDecision: null,
      problem: {
        __typename: 'NotAllowed',
        rule: 'hosting-decide',
        message: expect.any(String),
        whoCan: [{ name: 'Ben' }],
      },
    });
    expect((await events(model)).map(({ action }) => action)).toEqual(['decideHosting.refused']);
    expect(await decisions(ana, [model])).toEqual([[]]);
  });

  it.each([
    [{ environment: 'nowhere' }, { __typename: 'NotFound' }],
    [{ targetId: 'tgt_nobody' }, { __typename: 'InvalidInput', field: 'targetId' }],
    [{ rationale: '' }, { __typename: 'InvalidInput', field: 'rationale' }],
    [{ options: [{ targetId: 'tgt_nobody' }] }, { __typename: 'InvalidInput', field: 'options[0].targetId' }],
  ])('of %j says what to mend', async (changes, expected) => {
    const model = await newModel();
    expect((await send(model, changes)).problem).toMatchObject(expected);
    expect(await events(model)).toEqual([]);
  });

  it('is the answer for a target of another environment', async () => {
    expect((await send(await newModel(), { targetId: elsewhere })).problem).toMatchObject({ field: 'targetId' });
  });
});

describe('a restricted model', () => {
  it('is not found by who may not see it, nor is what was decided on it', async () => {
    const model = await newModel('RESTRICTED');
    const cara = await addPerson(database.db, `Cara-${model}`);
    await giveRole(database.db, { to: cara, role: 'owner', model });
    const { hostingDecision } = await send(model, {}, cara);
    const id = hostingDecision?.id ?? '';
    expect(isId('hos', id)).toBe(true);
    expect(await decisions(cara, [model])).toEqual([[id]]);
    expect(await decisions(ana, [model])).toEqual([null]);
    expect((await send(model, {}, ana)).problem).toMatchObject({ __typename: 'NotFound' });
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on HostingDecision { rationale } } }';
    const of = [{ __typename: 'HostingDecision', id }];
    expect(await ask(as(cara), query, { of })).toEqual({ _entities: [{ rationale }] });
    expect(await ask(as(ana), query, { of })).toEqual({ _entities: [null] });
  });
});

it('is read with as many statements for many models as for one', async () => {
  const models = [await newModel(), await newModel(), await newModel()];
  for (const model of models) {
    await decided(model);
    await decided(model, { targetId: edge });
    await decided(model, { environment: 'staging', targetId: elsewhere });
  }
  const all = { current: false };
  const counted = async (of: string[]) => (await countStatements(() => decisions(ana, of, all))).statements.length;
  expect(await counted(models)).toBe(await counted(models.slice(0, 1)));
});
