import { countStatements } from '@handoff/kit/database/statements';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Laboratory, openLaboratory } from './testing/laboratory.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let lab: Laboratory;
const ids: string[] = [];

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  lab = await openLaboratory(database.db, subgraph);
  for (const name of ['first', 'second', 'third']) {
    const id = await lab.running({ name, guardrails: [{ metric: 'latency', comparator: 'AT_MOST', margin: 5 }] });
    await lab.feeds(id, 'one', { n: 100, a: 10, b: 12 });
    ids.unshift(id);
  }
  await lab.does('stopExperiment', { experimentId: ids[0], reason: 'Enough' });
});
afterAll(() => database.drop());

interface Listed {
  _entities: { experiments: { nodes: { id: string }[]; totalCount: number; pageInfo: { endCursor: string } } }[];
}

async function listed(args: string, inner = 'id'): Promise<Listed['_entities'][0]['experiments'] | undefined> {
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model {
    experiments${args} { totalCount pageInfo { hasNextPage endCursor } nodes { ${inner} } } } } }`;
  const of = [{ __typename: 'Model', id: lab.modelId }];
  return (await lab.ask<Listed>(lab.scientist, source, { of }))._entities[0]?.experiments;
}

it('lists the experiments of a model, the newest first, in pages and by state', async () => {
  const page = await listed('(first: 2)');
  expect(page).toMatchObject({
    totalCount: 3,
    nodes: ids.slice(0, 2).map(id => ({ id })),
    pageInfo: { hasNextPage: true },
  });
  const next = await listed(`(first: 2, after: "${page?.pageInfo.endCursor}")`);
  expect(next).toMatchObject({ nodes: [{ id: ids[2] }], pageInfo: { hasNextPage: false } });
  expect(await listed('(state: [STOPPED, DRAFT])')).toMatchObject({ totalCount: 1, nodes: [{ id: ids[0] }] });
});

it('reads them with all they hold in as many statements as one of them', async () => {
  const all = `id arms { key n mean variance deployment { id } } guardrails { holds }
    result { verdict effects { p } } decision { verdict by { id } } possibleVerdicts moves`;
  const [one, three] = await Promise.all([1, 3].map(first => countStatements(() => listed(`(first: ${first})`, all))));
  expect(three?.result?.nodes).toHaveLength(3);
  expect(three?.statements).toHaveLength(one?.statements.length ?? 0);
});

it('is found by another subgraph by its id, and leads to its model', async () => {
  const source =
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Experiment { name model { id } } } }';
  const of = [{ __typename: 'Experiment', id: ids[0] }];
  const found = await lab.ask<{ _entities: object[] }>(lab.scientist, source, { of });
  expect(found._entities).toEqual([{ name: 'third', model: { id: lab.modelId } }]);
});

it('says who may do what with it, and what it can be decided as', async () => {
  const asked = 'query ($id: ID!) { experiment(id: $id) { moves anyone: moves(anyone: true) possibleVerdicts } }';
  const seenBy = async (who: string, id = ids[1]) =>
    (await lab.ask<{ experiment: object | null }>(who, asked, { id })).experiment;
  const anyone = ['RECORD', 'STOP', 'DECIDE'];
  const possibleVerdicts = ['INCONCLUSIVE', 'INVALID'];
  expect(await seenBy(lab.scientist)).toEqual({ moves: anyone, anyone, possibleVerdicts });
  expect(await seenBy(lab.stranger)).toEqual({ moves: [], anyone, possibleVerdicts });
  const rationale = 'Too little to tell.';
  await lab.does('decideExperiment', { experimentId: ids[0], verdict: 'INCONCLUSIVE', rationale });
  expect(await seenBy(lab.scientist, ids[0])).toEqual({ moves: [], anyone: [], possibleVerdicts: [] });
});
