import { rows } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { ground, noGraph } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { feedExperiments } from './keep-fed.ts';
import { type Laboratory, openLaboratory } from './testing/laboratory.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let lab: Laboratory;
/** What monitoring tells of deployments: by deployment and metric. */
const sums = new Map<string, { name: string; n: number; sum: number; sumOfSquares: number }[]>();
const asked: { id: string; names: string[]; from: string }[] = [];
let away = false;
const graph: GraphClient = {
  ...noGraph,
  request: async <T>(_: string, variables: object = {}) => {
    if (away) return { kind: 'Unreachable', message: 'Monitoring is away.' };
    const of = variables as { id: string; names: string[]; from: string };
    asked.push(of);
    return {
      kind: 'Data',
      errors: [],
      data: { deployment: { id: of.id, sums: sums.get(of.id.slice(0, 5)) ?? [] } } as T,
    };
  },
};

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await openLaboratory(database.db, subgraph);
  await rows(
    database.db,
    "UPDATE deployment.experiment SET state = 'STOPPED', ended_at = now() WHERE state = 'RUNNING'",
  );
  sums.clear();
  asked.length = 0;
});

const feed = () => feedExperiments(ground(database.db, graph));
const successes = (n: number, sum: number, name = 'conversion') => ({ name, n, sum, sumOfSquares: sum });
/** An experiment that began an hour ago, on two deployments. */
async function running(changes: object = {}): Promise<string> {
  const id = await lab.running(changes);
  const deployed = `INSERT INTO deployment.deployment (id, model_id, version_id, environment_id, kind, state, traffic_percent)
    SELECT 'dep_' || a.key || x.id, x.model_id, a.version_id, (SELECT e.id FROM deployment.environment e LIMIT 1), 'ARM', 'LIVE', 50
    FROM deployment.experiment_arm a JOIN deployment.experiment x ON x.id = a.experiment_id WHERE x.id = $1`;
  await rows(database.db, deployed, [id]);
  const named =
    "UPDATE deployment.experiment_arm SET deployment_id = 'dep_' || key || experiment_id WHERE experiment_id = $1";
  await rows(database.db, named, [id]);
  await rows(database.db, "UPDATE deployment.experiment SET started_at = now() - interval '1 hour' WHERE id = $1", [
    id,
  ]);
  return id;
}
const observed = (a: object[], b: object[]) => {
  sums.set('dep_A', a as never);
  sums.set('dep_B', b as never);
};
const trail = (id: string) =>
  rows<{ action: string; told: boolean; detail: { open: boolean; createdById: string; found?: string } }>(
    database.db,
    `SELECT e.action, e.detail, n.id IS NOT NULL AS told FROM event.entry e LEFT JOIN event.notification n ON n.entry_id = e.id
     WHERE e.subject_id = $1 AND NOT e.refused ORDER BY e.at, e.id`,
    [id],
  );
const feedsOf = async (id: string) =>
  (
    await lab.ask<{ experiment: { feeds: string[] } }>(
      lab.scientist,
      'query ($id: ID!) { experiment(id: $id) { feeds } }',
      { id },
    )
  ).experiment.feeds;

describe('an experiment whose arms name deployments', () => {
  it('reads what is observed of them since it began, in the place of what was there before', async () => {
    const id = await running();
    observed([successes(1_000, 100)], [successes(1_000, 110)]);
    await feed();
    await feed();
    expect((await lab.shown(id))?.arms).toMatchObject([
      { n: 1_000, mean: 0.1 },
      { n: 1_000, mean: 0.11 },
    ]);
    observed([successes(1_500, 150)], [successes(1_510, 166)]);
    await feed();
    expect((await lab.shown(id))?.arms.map(({ n }) => n)).toEqual([1_500, 1_510]);
    expect(asked[0]).toMatchObject({
      id: `dep_A${id}`,
      names: ['conversion'],
      from: expect.stringMatching(/:00\.000Z$/),
    });
    expect(await feedsOf(id)).toEqual(['"conversion" is read from what is observed of the deployments of the arms.']);
    expect((await trail(id)).map(({ action }) => action)).toEqual(['experiment.created', 'experiment.started']);
  });

  it('tells of a verdict once, and who set it up', async () => {
    const id = await running();
    observed([successes(5_000, 500)], [successes(5_000, 700)]);
    await feed();
    observed([successes(6_000, 600)], [successes(6_000, 840)]);
    await feed();
    const [, , told, ...others] = await trail(id);
    expect(others).toEqual([]);
    expect(told).toMatchObject({
      action: 'experiment.verdict_reached',
      told: true,
      detail: { open: true, found: 'WON' },
    });
    expect(told?.detail.createdById).toBe(lab.scientist);
    await lab.does('decideExperiment', { experimentId: id, verdict: 'WON', rationale: 'It sells more' });
    expect((await trail(id)).at(-1)).toMatchObject({
      action: 'experiment.decided',
      told: true,
      detail: { open: false },
    });
  });

  it('tells of a mismatch of what was observed, and gives no verdict', async () => {
    const id = await running();
    observed([successes(5_000, 500)], [successes(6_000, 900)]);
    await feed();
    expect((await lab.shown(id))?.result).toMatchObject({ verdict: 'INVALID', sampleRatioMismatch: true });
    expect((await trail(id)).at(-1)).toMatchObject({ action: 'experiment.mismatch_found', told: true });
  });

  it('tells of a broken guardrail, whatever kind of metric that is', async () => {
    const id = await running({ guardrails: [{ metric: 'latency_ms', comparator: 'AT_MOST', margin: 5 }] });
    const slow = (mean: number) => ({
      name: 'latency_ms',
      n: 4_000,
      sum: 4_000 * mean,
      sumOfSquares: 4_000 * (mean ** 2 + 100),
    });
    observed([successes(4_000, 400), slow(80)], [successes(4_000, 410), slow(120)]);
    await feed();
    expect((await lab.shown(id))?.guardrails).toMatchObject([{ metric: 'latency_ms', holds: false }]);
    expect((await trail(id)).at(-1)).toMatchObject({ action: 'experiment.guardrail_broken', told: true });
  });

  it('keeps what was counted when less of it is known later', async () => {
    const id = await running();
    observed([successes(1_000, 100)], [successes(1_000, 110)]);
    await feed();
    observed([successes(900, 90)], [successes(1_001, 110)]);
    await feed();
    expect((await lab.shown(id))?.arms.map(({ n }) => n)).toEqual([1_000, 1_001]);
  });

  it('is read once at a fixed horizon: what is observed later moves nothing', async () => {
    const plan = { method: 'FIXED_HORIZON', baseline: 0.1, minimumEffect: 0.05 };
    const id = await running(plan);
    const planned = (await lab.shown(id))?.plannedSampleSize ?? 0;
    observed([successes(planned, Math.round(planned * 0.1))], [successes(planned, Math.round(planned * 0.1))]);
    await feed();
    observed([successes(planned * 2, planned * 0.2)], [successes(planned * 2, planned * 0.9)]);
    await feed();
    expect((await lab.shown(id))?.arms.map(({ n }) => n)).toEqual([planned, planned]);
  });

  it('loses nothing while monitoring is away', async () => {
    const id = await running();
    observed([successes(100, 10)], [successes(100, 11)]);
    away = true;
    await expect(feed()).rejects.toThrow('Monitoring is away.');
    away = false;
    await feed();
    expect((await lab.shown(id))?.arms.map(({ n }) => n)).toEqual([100, 100]);
  });
});

describe('a metric', () => {
  it('that is observed cannot be recorded too', async () => {
    const id = await running();
    observed([successes(1_000, 100)], [successes(1_000, 110)]);
    await feed();
    const { problem, experiment } = await lab.feeds(id, 'one', { n: 100, a: 10, b: 11 });
    expect(problem).toMatchObject({ __typename: 'InvalidInput', field: 'arms[0].metric' });
    expect(problem?.message).toContain('would count it twice');
    expect(experiment?.arms.map(({ n }) => n)).toEqual([1_000, 1_000]);
  });

  it('that is recorded is not observed too', async () => {
    const id = await running();
    await lab.feeds(id, 'one', { n: 100, a: 10, b: 11 });
    observed([successes(1_000, 100)], [successes(1_000, 110)]);
    await feed();
    expect((await lab.shown(id))?.arms.map(({ n }) => n)).toEqual([100, 100]);
    expect(await feedsOf(id)).toEqual(['"conversion" is recorded with recordExperimentData.']);
  });

  it('that is recorded tells of its verdict once as well', async () => {
    const id = await running();
    await lab.feeds(id, 'one', { n: 5_000, a: 500, b: 700 });
    await lab.feeds(id, 'two', { n: 5_000, a: 500, b: 700 });
    expect((await trail(id)).filter(({ told }) => told)).toMatchObject([
      { action: 'experiment-data.recorded', detail: { found: 'WON' } },
    ]);
  });
});

it('an experiment without deployments, or that does not run, is not asked about', async () => {
  const id = await running();
  await lab.does('stopExperiment', { experimentId: id, reason: 'Enough' });
  await lab.running({ name: 'Other' });
  await feed();
  expect(asked).toEqual([]);
  expect((await trail(id)).at(-1)).toMatchObject({ action: 'experiment.stopped', told: true });
});
