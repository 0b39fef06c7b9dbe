import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { newId } from '@handoff/kit/id';
import { askRaw, noGraph } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

const problem = 'problem { __typename message ... on NotAllowed { rule } ... on InvalidInput { field } }';
const record = `mutation ($input: RecordMetricsInput!) { recordMetrics(input: $input) {
  accepted duplicate rejected { index reason } ${problem} } }`;
interface Recorded {
  accepted: number;
  duplicate: boolean;
  rejected: { index: number; reason: string }[];
  problem: { __typename: string; message: string; field?: string } | null;
}
interface Series {
  unit: string | null;
  grain: string;
  points: Record<string, unknown>[];
}

let batches = 0;
async function send(input: object, as = office.engineer): Promise<Recorded> {
  const full = { batchId: `b${batches++}`, points: [point()], ...input };
  return (await office.ask<{ recordMetrics: Recorded }>(as, record, { input: full })).recordMetrics;
}

const today = new Date();
today.setUTCHours(0, 0, 0, 0);
/** An instant of yesterday, or of another day before today. */
const at = (time: string, daysAgo = 1) =>
  `${new Date(today.getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10)}T${time}Z`;
const point = (changes: object = {}) => ({ name: 'accuracy', at: at('09:00:30'), value: 0.9, ...changes });

const metricSource = `query ($of: [_Any!]!, $name: String!, $from: DateTime!, $to: DateTime!, $grain: Grain, $slice: String) {
  _entities(representations: $of) { ... on ModelVersion { metric(name: $name, from: $from, to: $to, grain: $grain, slice: $slice) {
    name unit grain points { at value n min max p50 p95 p99 } } } } }`;
async function series(of: readonly KnownVersion[], asked: object = {}, as = office.engineer) {
  const representations = of.map(({ id }) => ({ __typename: 'ModelVersion', id }));
  const whole = { name: 'accuracy', from: at('00:00:00'), to: at('00:00:00', 0), of: representations };
  const { _entities } = await office.ask<{ _entities: ({ metric: Series | null } | null)[] }>(as, metricSource, {
    ...whole,
    ...asked,
  });
  return _entities.map(entity => entity?.metric ?? null);
}

describe('recording', () => {
  it('takes what makes sense, says why the rest does not, and keeps one event', async () => {
    const version = await office.addVersion();
    const points = [point(), point({ n: 0 }), point({ at: at('09:00:30', 500) }), point({ value: 0.7, n: 3 })];
    expect(await send({ versionId: version.id, points })).toEqual({
      accepted: 2,
      duplicate: false,
      rejected: [
        { index: 1, reason: expect.stringContaining('"n"') },
        { index: 2, reason: expect.stringContaining('400 days') },
      ],
      problem: null,
    });
    const [whole] = await series([version]);
    expect(whole).toEqual({
      name: 'accuracy',
      unit: null,
      grain: 'HOUR',
      points: [
        {
          at: at('09:00:00.000'),
          value: expect.closeTo(0.75, 12),
          n: 4,
          min: 0.7,
          max: 0.9,
          p50: 0.7,
          p95: 0.9,
          p99: 0.9,
        },
      ],
    });
    const events = await rows(office.db, 'SELECT action, model_id, detail FROM event.entry WHERE subject_id = $1', [
      version.id,
    ]);
    expect(events).toMatchObject([{ action: 'metrics.recorded', model_id: version.modelId, detail: { accepted: 2 } }]);
  });

  it('adds nothing for a batch that came before, whatever it holds, at once or later', async () => {
    const version = await office.addVersion();
    const input = { versionId: version.id, batchId: 'again' };
    const outcomes = await Promise.all([send(input), send(input), send({ ...input, points: [point(), point()] })]);
    expect(outcomes.filter(({ duplicate }) => duplicate)).toHaveLength(2);
    const [first] = outcomes.filter(({ duplicate }) => !duplicate);
    expect((await series([version]))[0]?.points).toMatchObject([{ n: first?.accepted }]);
  });

  it('takes a batch again of which nothing was taken', async () => {
    const { id: versionId } = await office.addVersion();
    expect(await send({ versionId, batchId: 'mended', points: [point({ n: -1 })] })).toMatchObject({ accepted: 0 });
    expect(await send({ versionId, batchId: 'mended' })).toMatchObject({ accepted: 1, duplicate: false });
  });

  it('loses nothing when many write the same minutes at once', async () => {
    const version = await office.addVersion();
    const names = ['accuracy', 'latency', 'recall', 'size'];
    const write = (i: number) => {
      const points = names.flatMap(name =>
        [0, 1, 2].map(minute => point({ name, value: i + 1, at: at(`10:0${minute}:00`, 1 + minute) })),
      );
      return send({ versionId: version.id, points: i % 2 ? points : points.toReversed() });
    };
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => write(i)));
    expect(outcomes.map(({ accepted }) => accepted)).toEqual(Array(8).fill(12));
    const stored = await rows<{ n: number; sum: number }>(
      office.db,
      'SELECT n, sum FROM monitoring.metric_bucket WHERE version_id = $1',
      [version.id],
    );
    expect(stored).toHaveLength(12);
    expect(stored.every(({ n, sum }) => n === 8 && sum === 36)).toBe(true);
    const [whole] = await series([version], { name: 'size', from: at('00:00:00', 4) });
    expect(whole?.points).toMatchObject([1, 2, 3].map(() => ({ n: 8, min: 1, max: 8, p50: 4, value: 4.5 })));
  });

  it('keeps one unit for a metric of a version, on all its deployments', async () => {
    const version = await office.addVersion();
    const deploymentId = office.addDeployment(version, 'production');
    await send({ versionId: version.id, points: [point({ name: 'latency', unit: 'ms' })] });
    const points = [point({ name: 'latency', unit: 's' }), point({ name: 'latency' })];
    expect(await send({ deploymentId, points })).toMatchObject({ accepted: 1, rejected: [{ index: 0 }] });
    expect(await series([version], { name: 'latency' })).toMatchObject([{ unit: 'ms', points: [{ n: 2 }] }]);
    expect(
      await rows(office.db, 'SELECT environment FROM monitoring.metric_bucket WHERE deployment_id = $1', [
        deploymentId,
      ]),
    ).toEqual([{ environment: 'production' }]);
  });

  it('answers the same for the same key', async () => {
    const { id: versionId } = await office.addVersion();
    const input = { versionId, batchId: 'keyed', idempotencyKey: 'k1' };
    expect(await send(input)).toEqual(await send(input));
  });
});

describe('a batch is refused', () => {
  it.each<[string, (version: KnownVersion) => object, object]>([
    ['without an id', () => ({}), { __typename: 'InvalidInput', field: 'versionId' }],
    ['with both ids', ({ id }) => ({ versionId: id, deploymentId: id }), { __typename: 'InvalidInput' }],
    ['for no version', () => ({ versionId: newId('ver') }), { __typename: 'NotFound' }],
    ['for what is no id', () => ({ versionId: '' }), { __typename: 'NotFound' }],
    ['for no deployment', () => ({ deploymentId: newId('dep') }), { __typename: 'NotFound' }],
    ['without points', ({ id }) => ({ versionId: id, points: [] }), { __typename: 'InvalidInput', field: 'points' }],
    [
      'with too many points',
      ({ id }) => ({ versionId: id, points: Array(1001).fill(point()) }),
      { __typename: 'InvalidInput', field: 'points' },
    ],
    ['with an empty id', ({ id }) => ({ versionId: id, batchId: ' ' }), { field: 'batchId' }],
    ['with a NUL in its id', ({ id }) => ({ versionId: id, batchId: 'a\u0000' }), { field: 'batchId' }],
  ])('%s', async (_, input, expected) => {
    const version = await office.addVersion();
    expect((await send(input(version))).problem).toMatchObject(expected);
  });

  it('from who may not, and no partition is made for them', async () => {
    const version = await office.addVersion();
    const far = { versionId: version.id, points: [point({ at: at('00:00:00', 33) })] };
    expect((await send(far, office.ana)).problem).toMatchObject({ __typename: 'NotAllowed', rule: 'ingest' });
    const name = `metric_bucket_${at('', 33).slice(0, 10).replaceAll('-', '')}`;
    const made = () => rows(office.db, 'SELECT FROM pg_class WHERE relname = $1', [name]);
    expect(await made()).toHaveLength(0);
    expect(await send(far)).toMatchObject({ accepted: 1 });
    expect(await made()).toHaveLength(1);
  });

  it('for a version of a model that one may not see as for none, without the id of the model', async () => {
    const version = await office.addVersion(await office.addModel('RESTRICTED'));
    const refused = (await send({ versionId: version.id }, office.ana)).problem;
    expect(refused).toMatchObject({ __typename: 'NotFound', message: expect.stringContaining(version.id) });
    expect(refused?.message).not.toContain(version.modelId);
  });

  it('as an outage when the graph cannot be asked', async () => {
    const { id: versionId } = await office.addVersion();
    const input = { versionId, batchId: 'out', points: [point()] };
    const answer = await askRaw({ ...office.as(office.engineer), graph: noGraph }, record, { input });
    expect(answer.errors?.[0]?.originalError).toMatchObject({ name: 'GraphOutage' });
  });
});

describe('a series', () => {
  it('is shown by the minute, the hour or the day in UTC, in part or whole', async () => {
    const version = await office.addVersion();
    const values: [string, number, object?][] = [
      ['00:00:00', 1],
      ['00:00:59.999', 3],
      ['00:59:00', 5],
      ['23:59:59.999', 7],
      ['12:00:00', 100, { slice: 'de' }],
    ];
    await send({
      versionId: version.id,
      points: values.map(([time, value, more]) => point({ at: at(time), value, ...more })),
    });
    const shown = async (asked: object) =>
      (await series([version], asked))[0]?.points.map(each => [each.at, each.value, each.n]);
    expect(await shown({ grain: 'HOUR' })).toEqual([
      [at('00:00:00.000'), 3, 3],
      [at('23:00:00.000'), 7, 1],
    ]);
    expect(await shown({ grain: 'DAY' })).toEqual([[at('00:00:00.000'), 4, 4]]);
    expect(await shown({ grain: 'MINUTE', to: at('01:00:00') })).toEqual([
      [at('00:00:00.000'), 2, 2],
      [at('00:59:00.000'), 5, 1],
    ]);
    expect(await shown({ slice: 'de' })).toEqual([[at('12:00:00.000'), 100, 1]]);
    expect(await shown({ from: at('00:00:30'), to: at('00:01:00') })).toEqual([[at('00:00:00.000'), 2, 2]]);
    expect(await shown({ slice: 'fr\u0000' })).toEqual([]);
    expect(await series([version], { name: 'no\u0000thing' })).toEqual([null]);
  });

  it('is read for many versions with the same number of statements as for one', async () => {
    const versions = await Promise.all(Array.from({ length: 5 }, () => office.addVersion()));
    for (const { id } of versions) await send({ versionId: id });
    const one = await countStatements(() => series(versions.slice(0, 1)));
    const all = await countStatements(() => series(versions));
    expect(all.result.map(each => each?.points.length)).toEqual([1, 1, 1, 1, 1]);
    expect(all.statements).toHaveLength(one.statements.length);
  });

  it('is read without what quantiles are made of where none are asked, and several of one version together', async () => {
    const version = await office.addVersion();
    await send({ versionId: version.id });
    const period = `from: "${at('00:00:00')}", to: "${at('00:00:00', 0)}"`;
    const metric = (name: string, fields: string) =>
      `${name}: metric(name: "${name}", ${period}) { points { ${fields} } }`;
    const ask = (fields: string) =>
      countStatements(() =>
        office.ask<{ _entities: Record<string, Series | null>[] }>(
          office.engineer,
          `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ModelVersion {
            ${metric('accuracy', fields)} ${metric('never', fields)} } } }`,
          { of: [{ __typename: 'ModelVersion', id: version.id }] },
        ),
      );
    const [means, quantiles] = [await ask('value'), await ask('value p95')];
    const reading = (sql: string) => sql.includes('string_agg(b.sketch');
    expect([means.statements.some(reading), quantiles.statements.some(reading)]).toEqual([false, true]);
    expect(means.statements).toHaveLength(quantiles.statements.length);
    const values = ({ result }: typeof means) => result._entities[0]?.accuracy?.points.map(({ value }) => value);
    expect(values(means)).toEqual(values(quantiles));
    expect(values(means)).toHaveLength(1);
  });

  it('of a restricted model is shown to who may see it', async () => {
    const version = await office.addVersion(await office.addModel('RESTRICTED'));
    const insider = await addPerson(office.db, 'Ida');
    await giveRole(office.db, { to: insider, role: 'stakeholder', model: version.modelId });
    await send({ versionId: version.id });
    expect(await series([version], {}, office.ana)).toEqual([null]);
    expect(await series([version], {}, insider)).toMatchObject([{ points: [{ n: 1 }] }]);
  });

  it.each([
    ['ends before it begins', { from: at('01:00:00'), to: at('00:00:00') }],
    ['is too long', { from: at('00:00:00', 402) }],
    ['has too many points', { from: at('00:00:00', 3), grain: 'MINUTE' }],
    ['has minutes that are not kept', { from: at('00:00:00', 50), to: at('00:10:00', 50), grain: 'MINUTE' }],
  ])('is refused when its period %s', async (_, asked) => {
    const version = await office.addVersion();
    await send({ versionId: version.id });
    await expect(series([version], asked)).rejects.toThrow(/period/);
  });
});
