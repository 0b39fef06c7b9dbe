import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Laboratory, measuredAt, openLaboratory } from './testing/laboratory.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let lab: Laboratory;

beforeAll(async () => {
  database = await testDatabase(deploymentTables);
  subgraph = await deploymentSubgraph();
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await openLaboratory(database.db, subgraph);
});

const won = { n: 5_000, a: 500, b: 700 };
const one = (arm: string, sums: object) => ({ arm, at: measuredAt, ...sums });

describe('a batch', () => {
  it('that comes again adds nothing, and one with other numbers is refused', async () => {
    const id = await lab.running();
    expect(await lab.feeds(id, 'one', won)).toMatchObject({ duplicate: false, problem: null });
    const again = await lab.feeds(id, 'one', won);
    expect(again).toMatchObject({ duplicate: true, problem: null, experiment: { arms: [{ n: 5_000 }, { n: 5_000 }] } });
    const other = await lab.feeds(id, 'one', { ...won, b: 701 });
    expect(other).toMatchObject({
      duplicate: false,
      problem: { __typename: 'Conflict', reason: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(other.problem?.message).toMatch(/under another batchId/);
    expect((await lab.shown(id))?.arms.map(({ n }) => n)).toEqual([5_000, 5_000]);
  });

  it('is added once, when it comes several times at once', async () => {
    const id = await lab.running();
    const answers = await Promise.all([1, 2, 3, 4].map(() => lab.feeds(id, 'one', won)));
    expect(answers.map(({ duplicate }) => duplicate).toSorted()).toEqual([false, true, true, true]);
    await Promise.all(['two', 'three', 'four'].map(batch => lab.feeds(id, batch, won)));
    expect((await lab.shown(id))?.arms.map(({ n }) => n)).toEqual([20_000, 20_000]);
  });

  const ratio = { sumOfSquares: 30, denominatorSum: 8, denominatorSumOfSquares: 18, productSum: 22 };
  it.each([
    ['one thing alone', 'MEAN', { n: 1, sum: 2, sumOfSquares: 4 }, 'n', /two or more/],
    ['half a thing', 'MEAN', { n: 2.5, sum: 2, sumOfSquares: 4 }, 'n', /whole number/],
    ['nothing', 'PROPORTION', { n: 0, sum: 0 }, 'n', /whole number/],
    [
      'a negative variance',
      'MEAN',
      { n: 4, sum: 10, sumOfSquares: 24 },
      'sumOfSquares',
      /variance would be negative.*25/,
    ],
    ['no spread', 'MEAN', { n: 4, sum: 10 }, 'sumOfSquares', /Without the sum of squares/],
    ['more successes than tries', 'PROPORTION', { n: 4, sum: 5 }, 'sum', /0 to 4/],
    ['fewer than none', 'PROPORTION', { n: 4, sum: -1 }, 'sum', /0 to 4/],
    ['squares of a count', 'PROPORTION', { n: 4, sum: 2, sumOfSquares: 3 }, 'sumOfSquares', /the sum: 2, not 3/],
    ['a ratio to nothing', 'RATIO', { n: 4, sum: 10, ...ratio, denominatorSum: 0 }, 'denominatorSum', /to divide by/],
    ['a ratio without products', 'RATIO', { n: 4, sum: 10, ...ratio, productSum: null }, 'productSum', /send it too/],
    [
      'a negative one below',
      'RATIO',
      { n: 4, sum: 10, ...ratio, denominatorSumOfSquares: 1 },
      'denominatorSumOfSquares',
      /negative/,
    ],
    ['products of other numbers', 'RATIO', { n: 4, sum: 10, ...ratio, productSum: 99 }, 'productSum', /add up to 99/],
    ['an arm that is not there', 'MEAN', { arm: 'Z', n: 4, sum: 10, sumOfSquares: 30 }, 'arm', /choose among A, B/],
    ['another metric', 'MEAN', { metric: 'x', n: 4, sum: 10, sumOfSquares: 30 }, 'metric', /choose among conversion/],
    ['the future', 'MEAN', { at: '2090-01-01T00:00:00Z', n: 4, sum: 10, sumOfSquares: 30 }, 'at', /in the future/],
    ['what is too great', 'MEAN', { n: 4, sum: 1e200, sumOfSquares: 30 }, 'sum', /too great/],
  ])('of %s is refused, and nothing of it goes in', async (...[, metricKind, sums, field, message]) => {
    const experimentId = await lab.running({ metricKind });
    const good = { n: 4, sum: metricKind === 'PROPORTION' ? 2 : 10, ...(metricKind === 'PROPORTION' ? {} : ratio) };
    const arms = [one('A', good), one('B', sums)];
    const { problem, experiment } = await lab.does('recordExperimentData', { experimentId, batchId: 'bad', arms });
    expect(problem).toMatchObject({ __typename: 'InvalidInput', field: `arms[1].${field}` });
    expect(problem?.message).toMatch(message);
    expect(experiment?.id).toBe(experimentId);
    expect((await lab.shown(experimentId))?.arms.map(({ n }) => n)).toEqual([0, 0]);
  });

  it('of a guardrail is of one kind, and kept apart', async () => {
    const guardrails = [{ metric: 'latency', comparator: 'AT_MOST', margin: 5 }];
    const experimentId = await lab.running({ guardrails });
    await lab.feeds(experimentId, 'own', won);
    const latency = { metric: 'latency', n: 1_000, sum: 100_000, sumOfSquares: 10_400_000 };
    const batch = (batchId: string, sums: object) =>
      lab.does('recordExperimentData', { experimentId, batchId, arms: [one('A', sums), one('B', sums)] });
    const { experiment } = await batch('latency', latency);
    expect(experiment).toMatchObject({ guardrails: [{ holds: true }], arms: [{ n: 5_000 }, { n: 5_000 }] });
    const { problem } = await batch('counts', { metric: 'latency', n: 10, sum: 5 });
    expect(problem).toMatchObject({ __typename: 'InvalidInput', field: 'arms[0].metric' });
    expect(problem?.message).toMatch(/recorded as MEAN before, and this is PROPORTION/);
  });

  it('comes too late once a fixed horizon is reached', async () => {
    const id = await lab.running({ method: 'FIXED_HORIZON', baseline: 0.1, minimumEffect: 0.02 });
    expect((await lab.shown(id))?.plannedSampleSize).toBe(3_841);
    const early = await lab.feeds(id, 'one', { n: 2_000, a: 200, b: 280 });
    expect(early.experiment?.result).toMatchObject({ verdict: 'INCONCLUSIVE', enoughData: false });
    const reached = await lab.feeds(id, 'two', { n: 2_000, a: 200, b: 280 });
    expect(reached.experiment?.result).toMatchObject({ verdict: 'WON', enoughData: true });
    const late = await lab.feeds(id, 'three', won);
    expect(late.problem?.message).toMatch(/a fixed horizon is read once: stop the experiment and decide it/);
  });
});
