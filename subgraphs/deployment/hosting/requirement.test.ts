import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { isId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { requirementsNow } from './queries.ts';
import { addModel, environmentId } from './testing/house.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let ben: string;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  ben = await addPerson(database.db, 'Ben');
  ana = await addPerson(database.db, 'Ana');
  await giveRole(database.db, { to: ben, role: 'it-ops' });
});
afterAll(() => database.drop());

const newModel = (visibility?: 'RESTRICTED') => addModel(database.db, visibility);
const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });
const fields = 'id metric comparator value unit reason since until environment { name }';
const save = `mutation ($input: SaveRequirementInput!) { saveRequirement(input: $input) { requirement { ${fields} }
  problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on InvalidInput { field }
    ... on Conflict { reason } ... on WrongState { state } } } }`;
interface Requirement {
  id: string;
  value: number;
  since: string;
  until: string | null;
}
interface Saved {
  requirement: Requirement | null;
  problem: Record<string, unknown> | null;
}

const terms = { environment: 'production', metric: 'p95_latency_ms', comparator: 'AT_MOST', value: 200, unit: 'ms' };
const pause = () => new Promise(resolve => setTimeout(resolve, 5));

async function send(model: string, changes: object = {}, who = ben): Promise<Saved> {
  const input = { model, ...terms, ...changes };
  return (await ask<{ saveRequirement: Saved }>(as(who), save, { input })).saveRequirement;
}

async function saved(model: string, changes: object = {}): Promise<Requirement> {
  const { requirement, problem } = await send(model, changes);
  expect(problem).toBeNull();
  await pause();
  return requirement as Requirement;
}

async function required(viewer: string, models: readonly string[], args: object = {}): Promise<(number[] | null)[]> {
  const query = `query ($of: [_Any!]!, $environment: String, $at: DateTime) { _entities(representations: $of) {
    ... on Model { requirements(environment: $environment, at: $at) { ${fields} } } } }`;
  const of = models.map(id => ({ __typename: 'Model', id }));
  const answer = await ask<{ _entities: ({ requirements: Requirement[] } | null)[] }>(as(viewer), query, {
    of,
    ...args,
  });
  return answer._entities.map(model => model?.requirements.map(({ value }) => value) ?? null);
}

const events = (modelId: string) =>
  rows<{ action: string; subject_id: string; summary: string; changes: { name: string }[] }>(
    database.db,
    'SELECT action, subject_id, summary, changes FROM event.entry WHERE model_id = $1 ORDER BY at, id',
    [modelId],
  );

const year = (n: number) => `${n}-01-01T00:00:00.000Z`;

describe('saving', () => {
  it('says what must hold from now on, with one event', async () => {
    const model = await newModel();
    const requirement = await saved(model, { reason: ' ', until: year(2999) });
    expect(requirement).toMatchObject({
      ...terms,
      environment: { name: 'production' },
      reason: null,
      until: year(2999),
    });
    expect(isId('req', requirement.id)).toBe(true);
    expect(await events(model)).toEqual([
      expect.objectContaining({
        action: 'requirement.saved',
        subject_id: requirement.id,
        summary: 'requires in production: p95_latency_ms at most 200 ms',
      }),
    ]);
  });

  it('with an id words it anew, and what was required before stays known', async () => {
    const model = await newModel();
    const first = await saved(model);
    const second = await saved(model, { id: first.id, value: 150 });
    expect(second).toMatchObject({ id: first.id, value: 150, until: null });
    expect(await required(ana, [model])).toEqual([[150]]);
    expect(await required(ana, [model], { at: first.since })).toEqual([[200]]);
    expect(await required(ana, [model], { at: second.since })).toEqual([[150]]);
    expect(await required(ana, [model], { at: year(2020) })).toEqual([[]]);
    expect((await events(model)).at(-1)?.changes).toEqual([
      { name: 'value', change: 'CHANGED', before: '200', after: '150' },
    ]);
  });

  it('the same again, with an end, plans the end', async () => {
    const model = await newModel();
    const first = await saved(model);
    const second = await saved(model, { id: first.id, until: year(2999) });
    expect(second).toMatchObject({ since: first.since, until: year(2999) });
    expect(await required(ana, [model], { at: year(2998) })).toEqual([[200]]);
    expect(await required(ana, [model], { at: year(2999) })).toEqual([[]]);
    expect(await saved(model, { id: first.id })).toMatchObject({ since: first.since, until: null });
  });

  it('with an end that is past ends it now, never earlier', async () => {
    const model = await newModel();
    const first = await saved(model);
    const ended = await saved(model, { id: first.id, until: year(2020) });
    expect(Date.parse(ended.until ?? '')).toBeGreaterThan(Date.parse(first.since));
    expect(await required(ana, [model])).toEqual([[]]);
    expect(await required(ana, [model], { at: first.since })).toEqual([[200]]);
    expect((await events(model)).at(-1)?.summary).toBe(
      'ended a requirement in production: p95_latency_ms at most 200 ms',
    );
    expect((await send(model, { id: first.id, value: 1 })).problem).toMatchObject({
      __typename: 'WrongState',
      state: 'ENDED',
    });
    expect((await saved(model)).id).not.toBe(first.id);
  });

  it('keeps one for each metric and side, also for two at once', async () => {
    const model = await newModel();
    const answers = await Promise.all([send(model), send(model, { value: 100 })]);
    expect(answers.flatMap(({ problem }) => (problem ? [problem] : []))).toEqual([
      expect.objectContaining({ __typename: 'Conflict', reason: 'NAME_TAKEN' }),
    ]);
    await saved(model, { comparator: 'AT_LEAST', value: 5 });
    await saved(model, { metric: 'auc', comparator: 'AT_LEAST', value: 0.8 });
    await saved(model, { environment: 'staging', value: 400 });
    expect((await required(ana, [model]))[0]?.toSorted()).toHaveLength(4);
    expect(await required(ana, [model], { environment: 'staging' })).toEqual([[400]]);
  });

  it('two changes at once both hold one after the other', async () => {
    const model = await newModel();
    const { id } = await saved(model);
    const answers = await Promise.all([send(model, { id, value: 1 }), send(model, { id, value: 2 })]);
    expect(answers.map(({ problem }) => problem)).toEqual([null, null]);
    expect((await required(ana, [model]))[0]).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('says who decides', async () => {
    const model = await newModel();
    expect((await send(model, {}, ana)).problem).toMatchObject({ rule: 'hosting-decide', whoCan: [{ name: 'Ben' }] });
    expect((await events(model)).map(({ action }) => action)).toEqual(['saveRequirement.refused']);
  });

  it.each([
    [{ environment: 'nowhere' }, { __typename: 'NotFound' }],
    [{ id: 'req_nobody' }, { __typename: 'NotFound' }],
    [{ metric: ' ' }, { __typename: 'InvalidInput', field: 'metric' }],
    [{ until: year(2020) }, { __typename: 'InvalidInput', field: 'until' }],
  ])('of %j says what to mend', async (changes, expected) => {
    expect((await send(await newModel(), changes)).problem).toMatchObject(expected);
  });

  it('keeps a requirement with its model and environment', async () => {
    const { id } = await saved(await newModel());
    expect((await send(await newModel(), { id })).problem).toMatchObject({ __typename: 'NotFound' });
    const model = await newModel();
    const own = await saved(model);
    const moved = await send(model, { id: own.id, environment: 'staging' });
    expect(moved.problem).toMatchObject({ __typename: 'InvalidInput', field: 'environment' });
  });

  it('is NotFound for a restricted model that is not theirs to see', async () => {
    const model = await newModel('RESTRICTED');
    const cara = await addPerson(database.db, `Cara-${model}`);
    await giveRole(database.db, { to: cara, role: 'owner', model });
    const { requirement } = await send(model, {}, cara);
    expect(await required(cara, [model])).toEqual([[200]]);
    expect(await required(ana, [model])).toEqual([null]);
    expect((await send(model, {}, ana)).problem).toMatchObject({ __typename: 'NotFound' });
    const mine = await newModel();
    await giveRole(database.db, { to: ana, role: 'owner', model: mine });
    expect((await send(mine, { id: requirement?.id }, ana)).problem).toMatchObject({ __typename: 'NotFound' });
  });
});

it('is read with as many statements for many models as for one, and inside a command with one', async () => {
  const models = [await newModel(), await newModel(), await newModel()];
  for (const model of models) {
    await saved(model);
    await saved(model, { metric: 'auc', comparator: 'AT_LEAST' });
  }
  const counted = async (of: string[]) => (await countStatements(() => required(ana, of))).statements.length;
  expect(await counted(models)).toBe(await counted(models.slice(0, 1)));
  const environment = await environmentId(database.db, 'production');
  const [model = ''] = models;
  const { result, statements } = await countStatements(() => requirementsNow(database.db, model, environment));
  expect(result.map(({ metric }) => metric)).toEqual(['auc', 'p95_latency_ms']);
  expect(statements).toHaveLength(1);
});
