import { rows } from '@handoff/kit/database/database';
import { isId } from '@handoff/kit/id';
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

it('is designed, started, fed, stopped and decided, and each of it stands in the trail', async () => {
  const { experiment, problem } = await lab.does(
    'createExperiment',
    lab.design({ baseline: 0.1, minimumEffect: 0.02 }),
  );
  expect(problem).toBeNull();
  const id = experiment?.id ?? '';
  expect(isId('exp', id)).toBe(true);
  expect(experiment).toMatchObject({
    state: 'DRAFT',
    alpha: 0.05,
    power: 0.8,
    revision: 1,
    result: null,
    decision: null,
  });
  expect(experiment?.arms.map(({ key, version, n }) => [key, version.id, n])).toEqual([
    ['A', lab.first.id, 0],
    ['B', lab.second.id, 0],
  ]);
  expect((await lab.does('startExperiment', { experimentId: id })).experiment).toMatchObject({ state: 'RUNNING' });
  await lab.feeds(id, 'one', { n: 2_000, a: 200, b: 280 });
  const fed = (await lab.feeds(id, 'two', { n: 3_000, a: 300, b: 420 })).experiment;
  expect(fed?.arms).toMatchObject([
    { key: 'A', n: 5_000, mean: 0.1, variance: expect.closeTo(0.09, 12) },
    { key: 'B', n: 5_000, mean: 0.14 },
  ]);
  expect(fed?.result).toMatchObject({ verdict: 'WON', enoughData: true, sampleRatioMismatch: false });
  await lab.does('stopExperiment', { experimentId: id, reason: 'Clear enough' });
  const decided = await lab.does('decideExperiment', { experimentId: id, verdict: 'WON', rationale: 'It sells more' });
  expect(decided.experiment).toMatchObject({
    state: 'DECIDED',
    decision: { verdict: 'WON', chosen: { id: lab.second.id }, by: { id: lab.scientist }, rationale: 'It sells more' },
    result: fed?.result,
  });
  const trail = await rows<{ action: string }>(
    database.db,
    'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY id',
    [id],
  );
  expect(trail.map(({ action }) => action)).toEqual([
    ...['experiment.created', 'experiment.started', 'experiment-data.recorded', 'experiment-data.recorded'],
    ...['experiment.stopped', 'experiment.decided'],
  ]);
});

it.each([
  [
    'percentages that do not add up',
    {
      arms: [
        ['A', 60],
        ['B', 50],
      ],
    },
    'arms',
    /add up to 110.*to 1, or to 100/,
  ],
  [
    'parts that do not add up',
    {
      arms: [
        ['A', 0.5],
        ['B', 0.4],
      ],
    },
    'arms',
    /add up to 0.9/,
  ],
  [
    'an arm without traffic',
    {
      arms: [
        ['A', 100],
        ['B', 0],
      ],
    },
    'arms[1].share',
    /no traffic to speak of: make it more/,
  ],
  ['one arm', { arms: [['A', 100]] }, 'arms', /two arms at least/],
  [
    'an arm twice',
    {
      arms: [
        ['A', 50],
        ['A', 50],
      ],
    },
    'arms[1].key',
    /a key of its own/,
  ],
  [
    'no control',
    {
      arms: [
        ['C', 50],
        ['B', 50],
      ],
    },
    'arms',
    /mark exactly one/,
  ],
  ['a negative variance', { metricKind: 'MEAN', variance: -1 }, 'variance', /more than 0: -1 is not/],
  ['an effect of nothing', { minimumEffect: 0 }, 'minimumEffect', /more than 0/],
  ['a proportion in percent', { baseline: 10 }, 'baseline', /Divide percentages by 100/],
  ['an effect beyond a proportion', { baseline: 0.9, minimumEffect: 0.2 }, 'minimumEffect', /lead to 1.1/],
  ['an effect too small to find', { baseline: 0.1, minimumEffect: 1e-9 }, 'minimumEffect', /give a greater one/],
  ['an alpha of 0', { alpha: 0 }, 'alpha', /such as 0.05/],
  ['a power of 1', { power: 1 }, 'power', /such as 0.8/],
  ['no name', { name: ' ' }, 'name', /empty/],
  ['a guardrail on its own metric', { guardrails: ['conversion'] }, 'guardrails[0].metric', /looked at already/],
  ['a version that is not there', { version: '9' }, 'arms[0].version', /no version "9"/],
  ['a data set that is not there', { datasetId: 'x' }, 'arms[0].datasetId', /no data set "x"/],
  ['a deployment that is not there', { deploymentId: 'dep_x' }, 'arms[0].deploymentId', /no deployment of the version/],
])('refuses %s, and says what to do', async (...[, told, field, message]) => {
  const { arms: pairs, guardrails, version = '1', datasetId, deploymentId, ...rest } = told as Told;
  const arms = (
    pairs ?? [
      ['A', 50],
      ['B', 50],
    ]
  ).map(([key, share], i) => ({
    ...{ key, share, control: key === 'A', version: i === 0 ? version : '2' },
    ...(i === 0 ? { datasetId, deploymentId } : {}),
  }));
  const margins = guardrails?.map(metric => ({ metric, comparator: 'AT_MOST', margin: 1 }));
  const { problem, experiment } = await lab.does(
    'createExperiment',
    lab.design({ ...rest, arms, guardrails: margins }),
  );
  expect([problem, experiment]).toMatchObject([{ __typename: 'InvalidInput', field }, null]);
  expect(problem?.message).toMatch(message);
});

interface Told {
  arms?: [string, number][];
  guardrails?: string[];
  version?: string;
  datasetId?: string;
  deploymentId?: string;
}

describe('who and when', () => {
  it('only who may run experiments does, and what is hidden is not found', async () => {
    const id = await lab.running();
    const inputs = {
      createExperiment: lab.design(),
      startExperiment: { experimentId: id },
      recordExperimentData: { experimentId: id, batchId: 'x', arms: [one('A', { n: 2, sum: 1 })] },
      stopExperiment: { experimentId: id, reason: 'x' },
      decideExperiment: { experimentId: id, verdict: 'INVALID', rationale: 'x' },
    };
    for (const [name, input] of Object.entries(inputs)) {
      const refused = await lab.does(name, input, lab.ops);
      expect([name, refused.problem]).toMatchObject([name, { __typename: 'NotAllowed', rule: 'experiment-edit' }]);
    }
    await rows(database.db, `UPDATE access.model SET visibility = 'RESTRICTED' WHERE id = $1`, [lab.modelId]);
    for (const [name, input] of Object.entries(inputs)) {
      const hidden = await lab.does(name, input, lab.stranger);
      expect([name, hidden.problem, hidden.experiment]).toMatchObject([name, { __typename: 'NotFound' }, null]);
    }
    expect(await lab.shown(id, lab.stranger)).toBeNull();
    expect(await lab.shown(id, lab.ops)).not.toBeNull();
  });

  it.each([
    ['startExperiment', 'RUNNING', {}],
    ['recordExperimentData', 'STOPPED', { batchId: 'x', arms: [{ arm: 'A', at: measuredAt, n: 2, sum: 1 }] }],
    ['stopExperiment', 'DECIDED', { reason: 'x' }],
    ['decideExperiment', 'DECIDED', { verdict: 'INVALID', rationale: 'x' }],
    ['recordExperimentData', 'DRAFT', { batchId: 'x', arms: [{ arm: 'A', at: measuredAt, n: 2, sum: 1 }] }],
    ['decideExperiment', 'DRAFT', { verdict: 'INVALID', rationale: 'x' }],
  ])('%s is not possible when it is %s', async (name, state, input) => {
    const experimentId = (await lab.does('createExperiment', lab.design())).experiment?.id ?? '';
    if (state !== 'DRAFT') await lab.does('startExperiment', { experimentId });
    if (state === 'STOPPED' || state === 'DECIDED') await lab.does('stopExperiment', { experimentId, reason: 'x' });
    const verdict = { experimentId, verdict: 'INVALID', rationale: 'x' };
    if (state === 'DECIDED') await lab.does('decideExperiment', verdict);
    expect((await lab.does(name, { experimentId, ...input })).problem).toMatchObject({
      __typename: 'WrongState',
      state,
    });
  });

  it('one of two that decide at once does', async () => {
    const experimentId = await lab.running();
    await lab.feeds(experimentId, 'one', won);
    const decide = (verdict: string) => lab.does('decideExperiment', { experimentId, verdict, rationale: verdict });
    const answers = await Promise.all([decide('WON'), decide('INCONCLUSIVE')]);
    expect(answers.filter(({ problem }) => problem === null)).toHaveLength(1);
    expect((await lab.shown(experimentId))?.state).toBe('DECIDED');
  });
});

describe('a decision', () => {
  const decide = (experimentId: string, input: object) =>
    lab.does('decideExperiment', { experimentId, rationale: 'So it is', ...input });

  it('claims no more than the data say', async () => {
    const id = await lab.running();
    const early = await decide(id, { verdict: 'WON' });
    expect(early.problem).toMatchObject({ field: 'verdict', message: expect.stringMatching(/do not say WON/) });
    await lab.feeds(id, 'one', { n: 1_000, a: 100, b: 105 });
    const { problem } = await decide(id, { verdict: 'LOST' });
    expect(problem?.message).toMatch(/may well be chance.*Possible: INCONCLUSIVE, INVALID/);
    expect((await decide(id, { verdict: 'INCONCLUSIVE' })).experiment?.decision).toMatchObject({ chosen: null });
  });

  it('gives no verdict on arms that are not of the sizes that were meant', async () => {
    const id = await lab.running();
    const arms = [one('A', { n: 5_000, sum: 500 }), one('B', { n: 5_600, sum: 900 })];
    await lab.does('recordExperimentData', { experimentId: id, batchId: 'one', arms });
    for (const verdict of ['WON', 'INCONCLUSIVE'])
      expect((await decide(id, { verdict })).problem?.message).toMatch(/not of the sizes.*Possible: INVALID/);
    expect((await decide(id, { verdict: 'INVALID' })).experiment?.state).toBe('DECIDED');
  });

  it.each([
    ['by number', '2'],
    ['by id', null],
  ])('chooses a version of an arm that won, %s', async (_, named) => {
    const id = await lab.running();
    await lab.feeds(id, 'one', won);
    for (const wrong of ['1', '7']) {
      const { problem } = await decide(id, { verdict: 'WON', chosenVersion: wrong });
      expect(problem).toMatchObject({
        field: 'chosenVersion',
        message: expect.stringMatching(/did not win: choose that of B/),
      });
    }
    const { experiment } = await decide(id, { verdict: 'WON', chosenVersion: named ?? lab.second.id });
    expect(experiment?.decision?.chosen).toEqual({ id: lab.second.id });
  });
});
