import { rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import { askRaw, noGraph } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnCountsOf } from '../summary/queries.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

const record = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) {
  accepted duplicate rejected { index reason } problem { __typename message ... on InvalidInput { field } } } }`;
interface Recorded {
  accepted: number;
  duplicate: boolean;
  rejected: { index: number; reason: string }[];
  problem: { __typename: string; message: string; field?: string } | null;
}

let batches = 0;
const now = Date.now();
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
/** Rows of two columns, a minute apart. */
const rowsSent = (ages: (number | null)[], changes: object = {}) => ({
  at: ages.map((_, i) => at(i)),
  columns: [
    { name: 'age', numbers: ages },
    { name: 'channel', texts: ages.map((_, i) => (i % 2 ? 'web' : 'shop')) },
  ],
  ...changes,
});

async function send(input: object, as = office.engineer): Promise<Recorded> {
  const full = { batchId: `b${batches++}`, ...input };
  return (await office.ask<{ recordObservations: Recorded }>(as, record, { input: full })).recordObservations;
}

const listed = {
  task: 'BINARY_CLASSIFICATION',
  features: [
    { name: 'age', dtype: 'double' },
    { name: 'channel', dtype: 'string' },
    { name: 'visits', dtype: 'long' },
    { name: 'member', dtype: 'boolean' },
  ],
};

async function counts(version: KnownVersion, slice = '') {
  const request = { versionId: version.id, deploymentId: null, environment: null, slice };
  const span = { from: new Date(now - 3 * 86_400_000), to: new Date(now + 3_600_000) };
  const [columns = []] = await columnCountsOf(office.db, [{ ...request, ...span }], new Date(now));
  return Object.fromEntries(
    columns.map(({ name, role, kind, n, missing, invalid }) => [
      role === 'FEATURE' ? name : `${role} ${name}`,
      [kind, n, missing, invalid],
    ]),
  );
}

describe('rows', () => {
  it('are summed up by column, with what is missing and invalid, and leave one event', async () => {
    const version = await office.addVersion();
    office.list(version, listed);
    const columns = [
      { name: 'age', numbers: [1, null, 3] },
      { name: 'channel', numbers: [1, 2, 3] },
      { name: 'visits', numbers: [1, 2.5, null] },
      { name: 'member', texts: ['true', 'no', null] },
      { name: 'nobody knows', texts: ['a', null, 'c'] },
    ];
    const prediction = { name: 'churns', numbers: [0, 1, 1] };
    const input = { versionId: version.id, ...rowsSent([1, 2, 3]), columns, prediction, score: [0.1, null, 0.9] };
    expect(await send(input)).toEqual({ accepted: 3, duplicate: false, rejected: [], problem: null });
    expect(await counts(version)).toEqual({
      age: ['NUMERIC', 3, 1, 0],
      channel: ['CATEGORICAL', 3, 0, 3],
      visits: ['NUMERIC', 3, 1, 1],
      member: ['CATEGORICAL', 3, 1, 1],
      'nobody knows': ['NUMERIC', 3, 1, 2],
      'PREDICTION prediction': ['CATEGORICAL', 3, 0, 0],
      'PREDICTION score': ['NUMERIC', 3, 1, 0],
    });
    const events = await rows(office.db, 'SELECT action, model_id, detail FROM event.entry WHERE subject_id = $1', [
      version.id,
    ]);
    expect(events).toMatchObject([
      { action: 'observations.recorded', model_id: version.modelId, detail: { rows: 3, awaited: 0 } },
    ]);
  });

  it('that say nothing of a listed column miss it', async () => {
    const version = await office.addVersion();
    office.list(version, listed);
    await send({ versionId: version.id, ...rowsSent([1, 2]) });
    expect(await counts(version)).toMatchObject({ visits: ['NUMERIC', 2, 2, 0], member: ['CATEGORICAL', 2, 2, 0] });
  });

  it('of a version that lists no columns are of the kind that came first, batch after batch', async () => {
    const version = await office.addVersion();
    await send({ versionId: version.id, ...rowsSent([1, null]) });
    await send({
      versionId: version.id,
      ...rowsSent([null], {
        columns: [
          { name: 'age', texts: ['forty'] },
          { name: 'channel', numbers: [7] },
        ],
      }),
    });
    expect(await counts(version)).toEqual({ age: ['NUMERIC', 3, 1, 1], channel: ['CATEGORICAL', 3, 0, 0] });
  });

  it('of a deployment are of its version too, and measured as series', async () => {
    const version = await office.addVersion();
    const deploymentId = office.addDeployment(version, 'production');
    const input = { deploymentId, ...rowsSent([1, 2, 3, 4]), latencyMs: [10, 20, 30, null] };
    await send({ ...input, failed: [false, true, false, false] });
    expect(await counts(version)).toMatchObject({ age: ['NUMERIC', 4, 0, 0] });
    const series = await rows(
      office.db,
      `SELECT name, sum(n) AS n, sum(sum) AS sum, min(unit) AS unit, min(environment) AS environment
       FROM monitoring.metric_bucket WHERE deployment_id = $1 GROUP BY name ORDER BY name`,
      [deploymentId],
    );
    const environment = 'production';
    expect(series).toEqual([
      { name: 'error_rate', n: 4, sum: 1, unit: null, environment },
      { name: 'latency_ms', n: 3, sum: 60, unit: 'ms', environment },
      { name: 'predictions', n: 4, sum: 4, unit: null, environment },
    ]);
  });

  it('of a slice that a monitor names are summed up beside', async () => {
    const version = await office.addVersion();
    const monitor = { model: version.modelId, name: 'Web', kind: 'METRIC', metric: 'latency_ms', slice: 'channel=web' };
    const save = 'mutation ($input: SaveMonitorInput!) { saveMonitor(input: $input) { problem { message } } }';
    const rule = { ...monitor, comparator: 'AT_MOST', threshold: 1 };
    expect(await office.ask(office.engineer, save, { input: { monitor: rule } })).toEqual({
      saveMonitor: { problem: null },
    });
    await send({ versionId: version.id, ...rowsSent([1, 2, 3]), latencyMs: [5, 6, 7] });
    expect(await counts(version, 'channel=web')).toMatchObject({ age: ['NUMERIC', 1, 0, 0] });
    expect(await counts(version, 'channel=shop')).toEqual({});
  });
});

describe('a batch', () => {
  it('adds nothing when it came before, at once or later', async () => {
    const version = await office.addVersion();
    const input = { versionId: version.id, batchId: 'again', ...rowsSent([1, 2]) };
    const outcomes = await Promise.all([send(input), send(input), send(input)]);
    expect(outcomes.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true]);
    expect(await send(input)).toEqual({ accepted: 0, duplicate: true, rejected: [], problem: null });
    expect(await counts(version)).toMatchObject({ age: ['NUMERIC', 2, 0, 0] });
  });

  it('loses the rows that make no sense, each with its reason, and may come again when nothing was taken', async () => {
    const version = await office.addVersion();
    const mended = { versionId: version.id, batchId: 'mended' };
    const times = [at(-10), at(1), at(400 * 1440 + 5), at(1)];
    const input = { ...rowsSent([1, 2, 3, 4]), at: times, latencyMs: [1, -5, 1, 1] };
    expect(await send({ ...mended, ...input })).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, reason: expect.stringContaining('future') },
        { index: 1, reason: expect.stringContaining('"latencyMs" is -5') },
        { index: 2, reason: expect.stringContaining('400 days') },
      ],
    });
    const nothing = { versionId: version.id, batchId: 'nothing' };
    expect(await send({ ...nothing, ...rowsSent([1], { at: [at(-10)] }) })).toMatchObject({ accepted: 0 });
    expect(await send({ ...nothing, ...rowsSent([1]) })).toMatchObject({ accepted: 1, duplicate: false });
  });

  it.each<[string, object, string, string]>([
    ['no rows', { at: [], columns: [] }, 'at', 'no row'],
    ['too many', { at: Array(1001).fill(at(1)), columns: [] }, 'at', '1001 rows'],
    ['a list that is too short', { latencyMs: [1] }, 'latencyMs', 'has 1 values, and there are 2 rows'],
    ['both lists', { columns: [{ name: 'a', numbers: [1, 2], texts: ['a', 'b'] }] }, 'columns[0]', 'one of the two'],
    ['neither list', { columns: [{ name: 'a' }] }, 'columns[0]', 'one of the two'],
    ['a column without a name', { columns: [{ name: ' ', numbers: [1, 2] }] }, 'columns[0].name', 'its name'],
    ['a short column', { columns: [{ name: 'a', numbers: [1] }] }, 'columns[0]', 'as long as each other'],
    ['a short prediction', { prediction: { name: 'p', texts: [] } }, 'prediction', 'as long as each other'],
    [
      'a column twice',
      {
        columns: [
          { name: 'a', numbers: [1, 2] },
          { name: 'a', numbers: [1, 2] },
        ],
      },
      'columns[1].name',
      'twice',
    ],
    ['no batch id', { batchId: ' ' }, 'batchId', '1 to 200'],
  ])('with %s is refused, saying where', async (...[, changes, field, message]) => {
    const { id: versionId } = await office.addVersion();
    const { problem } = await send({ versionId, ...rowsSent([1, 2]), ...changes });
    expect(problem).toMatchObject({ __typename: 'InvalidInput', field, message: expect.stringContaining(message) });
  });
});

describe('who may not', () => {
  it('is told so, or that there is no such version where it may not be seen', async () => {
    const open = await office.addVersion();
    const hidden = await office.addVersion(await office.addModel('RESTRICTED'));
    const stranger = await addPerson(office.db, 'Stan');
    const rowsOf = (version: KnownVersion) => ({ versionId: version.id, ...rowsSent([1]) });
    expect((await send(rowsOf(open), office.ana)).problem?.__typename).toBe('NotAllowed');
    expect((await send(rowsOf(hidden), stranger)).problem?.__typename).toBe('NotFound');
    expect((await send({ versionId: newId('ver'), ...rowsSent([1]) })).problem?.__typename).toBe('NotFound');
    expect(await counts(hidden)).toEqual({});
    await giveRole(office.db, { to: stranger, role: 'keeper', model: hidden.modelId });
    expect((await send(rowsOf(hidden), stranger)).accepted).toBe(1);
  });

  it('is told of an outage when the graph cannot be asked', async () => {
    const { id: versionId } = await office.addVersion();
    const input = { batchId: 'b', versionId, ...rowsSent([1]) };
    const answer = await askRaw({ ...office.as(office.engineer), graph: noGraph }, record, { input });
    expect(answer.errors?.[0]?.originalError).toMatchObject({ name: 'GraphOutage' });
  });
});
