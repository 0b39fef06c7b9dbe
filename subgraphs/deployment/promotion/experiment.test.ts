import { rows } from '@handoff/kit/database/database';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { ground } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Laboratory, openLaboratory } from '../experiment/testing/laboratory.ts';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Changed, type Dealings, dealings, easePolicy } from '../testing/office.ts';
import { evidenceFollower } from './reactions.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let lab: Laboratory;
let deal: Dealings;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
  await easePolicy(database.db);
  const sql = `UPDATE deployment.promotion_policy SET checks = checks || '{EXPERIMENT_WON}' WHERE environment_id LIKE '%production'`;
  await rows(database.db, sql);
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await openLaboratory(database.db, subgraph);
  deal = dealings(lab);
  await follows();
});

/** What follows the trail does its work; whether it had anything to do with promotions. */
async function follows(): Promise<void> {
  await sealDue(database.db);
  while ((await followDue(database.db, evidenceFollower(ground(database.db, lab.registry)))) > 0);
}

async function stands(asked: Changed) {
  const source =
    'query ($id: ID!) { promotion(id: $id) { state revision evidenceDigest checks { kind passed detail } } }';
  const { promotion } = await lab.ask<{ promotion: Changed['promotion'] }>(lab.ops, source, {
    id: asked.promotion?.id,
  });
  const check = promotion?.checks.find(({ kind }) => kind === 'EXPERIMENT_WON');
  return { state: promotion?.state, revision: promotion?.revision, ...check };
}

async function decided(verdict: string, b: number): Promise<string> {
  const experimentId = await lab.running();
  await lab.feeds(experimentId, 'one', { n: 5_000, a: 500, b });
  const { problem } = await lab.does('decideExperiment', { experimentId, verdict, rationale: 'As it was measured' });
  expect(problem).toBeNull();
  return experimentId;
}

it('waits for a decided experiment, goes on once the version has won, and keeps what it saw', async () => {
  const asked = await deal.request({ version: '2' });
  expect(await stands(asked)).toMatchObject({
    state: 'BLOCKED',
    passed: false,
    detail: expect.stringMatching(/No experiment/),
  });
  const id = await lab.running();
  await follows();
  const open = await stands(asked);
  expect(open).toMatchObject({ passed: false, detail: expect.stringContaining('not decided yet: "New ranking"') });
  await lab.feeds(id, 'one', { n: 5_000, a: 500, b: 700 });
  await follows();
  expect(await stands(asked)).toEqual(open);
  await lab.does('decideExperiment', { experimentId: id, verdict: 'WON', rationale: 'It sells more' });
  await follows();
  expect(await stands(asked)).toMatchObject({
    state: 'PENDING',
    passed: true,
    detail: 'It won the experiment "New ranking".',
  });
  const [row] = await rows<{ experiment: object }>(
    database.db,
    `SELECT evidence->'experiment' AS experiment FROM deployment.promotion WHERE id = $1`,
    [asked.promotion?.id],
  );
  expect(row?.experiment).toEqual({ id, name: 'New ranking' });
});

it('is blocked by an experiment that was lost, or won by another version', async () => {
  await decided('LOST', 350);
  expect(await stands(await deal.request({ version: '2' }))).toMatchObject({
    state: 'BLOCKED',
    detail: expect.stringMatching(/\(LOST\)/),
  });
});

it('falls back when a later experiment is lost, and rests on another when that is won', async () => {
  await decided('WON', 700);
  const asked = await deal.request({ version: '2' });
  expect(await stands(asked)).toMatchObject({ state: 'PENDING', passed: true });
  await decided('WON', 710);
  const late = await deal.decide(lab.ops, asked);
  expect(late.problem).toMatchObject({
    reason: 'EVIDENCE_CHANGED',
    message: expect.stringContaining('won another experiment'),
  });
  await decided('LOST', 350);
  await follows();
  expect(await stands(asked)).toMatchObject({ state: 'BLOCKED', passed: false });
});

it('does not speak for the control', async () => {
  await decided('WON', 700);
  expect(await stands(await deal.request({ version: '1' }))).toMatchObject({
    state: 'BLOCKED',
    detail: expect.stringMatching(/No experiment/),
  });
});
