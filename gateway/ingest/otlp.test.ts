import { gzipSync } from 'node:zlib';
import { buildSubgraphSchema } from '@apollo/subgraph';
import fc from 'fast-check';
import { GraphQLError, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeSupergraph } from '../compose.ts';
import type { Gateway } from '../gateway.ts';
import { inProcess } from '../inprocess.ts';
import { annToken, openHouse } from '../testing/house.ts';
import { explicitBuckets, exponentialBuckets, valuesOf } from './otlp-buckets.ts';
import { metricsOf } from './otlp-metrics.ts';

// The far side: a graph with the one change that metrics become.
const sdl = `
  type Query { nothing: String }
  type Mutation { recordMetrics(input: RecordMetricsInput!): RecordMetricsPayload }
  scalar DateTime
  input MetricPointInput { name: String! at: DateTime! value: Float! n: Float = 1 unit: String slice: String }
  input RecordMetricsInput { versionId: ID deploymentId: ID batchId: String! points: [MetricPointInput!]! }
  type RejectedRow { index: Int! reason: String! }
  type Problem { message: String! }
  type RecordMetricsPayload { rejected: [RejectedRow!]! problem: Problem }`;

interface Taken {
  deploymentId?: string;
  versionId?: string;
  batchId: string;
  points: { name: string; value: number; n: number; slice: string | null }[];
}
let taken: Taken[] = [];
let answer: (input: Taken) => object;
let gateway: Gateway;
beforeAll(async () => {
  const recordMetrics = (_: unknown, { input }: { input: Taken }) => {
    taken.push(input);
    return answer(input);
  };
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: { Mutation: { recordMetrics } } });
  const supergraph = composeSupergraph([{ name: 'monitoring', url: 'http://127.0.0.1:1/monitoring', sdl }]);
  const join = inProcess([{ name: 'monitoring', schema, context: () => ({}) }]);
  gateway = await openHouse({ supergraph, join });
});
afterAll(() => gateway.close());
beforeEach(() => {
  taken = [];
  answer = () => ({ rejected: [], problem: null });
});

async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}/ingest/otlp/v1/metrics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${annToken}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const timeUnixNano = '1795251600000000000';
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const exported = (metrics: object[], attributes = [attribute('handoff.deployment.id', 'dep_1')]) => ({
  resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ scope: {}, metrics }] }],
});
const gauge = (...points: object[]) => ({
  name: 'depth',
  unit: '1',
  gauge: { dataPoints: points.map(point => ({ timeUnixNano, ...point })) },
});
const delta = { aggregationTemporality: 1 };

it('records gauges, sums, histograms and summaries of the deployment that the resource names', async () => {
  const metrics = [
    gauge({ asDouble: 1.5, attributes: [attribute('handoff.slice', 'channel=web')] }, { asInt: '9007199254740993' }),
    { name: 'requests', sum: { ...delta, isMonotonic: true, dataPoints: [{ timeUnixNano, asInt: 7 }] } },
    {
      name: 'latency',
      unit: 'ms',
      histogram: {
        aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA',
        dataPoints: [{ timeUnixNano, count: '4', sum: 46, explicitBounds: [10, 20], bucketCounts: ['2', '2', '0'] }],
      },
    },
    {
      name: 'size',
      exponentialHistogram: {
        ...delta,
        dataPoints: [
          { timeUnixNano, count: 3, sum: 7, scale: 0, zeroCount: '1', positive: { offset: 1, bucketCounts: ['2'] } },
        ],
      },
    },
    { name: 'age', summary: { dataPoints: [{ timeUnixNano, quantileValues: [{ quantile: 0.95, value: 3 }] }] } },
  ];
  expect(await post(exported(metrics))).toEqual({ status: 200, json: {} });
  const told = taken.flatMap(({ points }) => points.map(({ name, value, n, slice }) => [name, value, n, slice]));
  expect(told).toEqual([
    ['depth', 1.5, 1, 'channel=web'],
    ['depth', 9007199254740992, 1, null],
    ['requests', 7, 1, null],
    ['latency', 6.5, 2, null],
    ['latency', 16.5, 2, null],
    ['size', 0, 1, null],
    ['size', 3.5, 2, null],
    ['age_q0.95', 3, 1, null],
  ]);
  expect(taken[0]?.deploymentId).toBe('dep_1');
});

it('records the same export under the same batch, and what is more in several', async () => {
  const many = exported([gauge(...Array.from({ length: 1500 }, (_, i) => ({ asDouble: i })))]);
  await post(many);
  await post(gzipSync(JSON.stringify(many)), { 'content-encoding': 'gzip' });
  expect(taken.map(({ points }) => points.length)).toEqual([1000, 500, 1000, 500]);
  expect(taken[2]?.batchId).toBe(taken[0]?.batchId);
  expect(taken[1]?.batchId).not.toBe(taken[0]?.batchId);
});

it('tells what it does not take as partial success, with a count as text', async () => {
  answer = ({ points }) => ({
    rejected: points.slice(0, 1).map(() => ({ index: 0, reason: 'Too old.' })),
    problem: null,
  });
  const metrics = [
    gauge({ asDouble: 1 }, { asDouble: 'NaN' }, { asDouble: 1, timeUnixNano: undefined }, { flags: 1 }),
    gauge({ asDouble: 1, timeUnixNano: { toString: 1 } }),
    { name: 'total', sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints: [{ timeUnixNano, asInt: 7 }] } },
    { name: 'odd', histogram: { ...delta, dataPoints: [{ timeUnixNano, explicitBounds: [1], bucketCounts: ['1'] }] } },
    { name: 'none', summary: { dataPoints: [{ timeUnixNano }] } },
  ];
  const { status, json } = await post(exported(metrics));
  const { rejectedDataPoints, errorMessage } = json.partialSuccess as Record<string, string>;
  expect([status, rejectedDataPoints]).toEqual([200, '7']);
  expect(errorMessage).toMatch(/no finite.*timeUnixNano.*export deltas.*buckets.*quantile/s);
  expect(taken).toHaveLength(1);
});

it('tells of a resource that names nothing, and of what the graph refuses', async () => {
  const nothing = await post(exported([gauge({ asInt: 1 })], []));
  expect(nothing.json.partialSuccess).toMatchObject({
    rejectedDataPoints: '1',
    errorMessage: expect.stringContaining('handoff.deployment.id or handoff.version.id'),
  });
  answer = () => ({ rejected: [], problem: { message: 'There is no version.' } });
  const of = [attribute('handoff.version.id', 'ver_1')];
  expect((await post(exported([gauge({ asInt: 1 }, { asInt: 2 })], of))).json.partialSuccess).toEqual({
    ...{ rejectedDataPoints: '2', errorMessage: 'There is no version.' },
  });
  expect(taken[0]?.versionId).toBe('ver_1');
});

describe('is refused', () => {
  it.each<[string, () => ReturnType<typeof post>, number, number]>([
    ['without a token', () => post({}, { authorization: '' }), 401, 16],
    ['as protocol buffers', () => post('x', { 'content-type': 'application/x-protobuf' }), 415, 3],
    ['as no JSON', () => post('{'), 400, 3],
    ['as a list', () => post([]), 400, 3],
    ['with other resources', () => post({ resourceMetrics: {} }), 400, 3],
    ['as no gzip', () => post('{}', { 'content-encoding': 'gzip' }), 400, 3],
    ['as a bomb', () => post(gzipSync(Buffer.alloc(20 * 1024 * 1024)), { 'content-encoding': 'gzip' }), 413, 8],
    ['nested too deeply', () => post(`${'['.repeat(1000)}${']'.repeat(1000)}`), 400, 3],
  ])('%s, as OTLP tells errors', async (...[, asked, status, code]) => {
    const { status: found, json } = await asked();
    expect([found, json.code, typeof json.message]).toEqual([status, code, 'string']);
    expect(taken).toEqual([]);
  });

  it('for now, when the graph is away, so that it is sent again', async () => {
    answer = () => {
      throw new GraphQLError('Away.', { extensions: { code: 'UNAVAILABLE' } });
    };
    expect(await post(exported([gauge({ asInt: 1 })]))).toMatchObject({ status: 503, json: { code: 14 } });
  });
});

it('keeps count and sum of histograms, and every value in its bucket', () => {
  const histogram = fc.record({
    counts: fc.array(fc.nat(50), { minLength: 1, maxLength: 8 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(histogram, ({ counts, at }) => {
      const bounds = counts.slice(1).map((_, i) => 10 * (i + 1));
      const buckets = explicitBuckets({ explicitBounds: bounds, bucketCounts: counts, min: 0, max: 100 }) ?? [];
      const sum = buckets.reduce((all, { low, high, count }) => all + count * (low + at * (high - low)), 0);
      const values = valuesOf(buckets, sum);
      expect(values.reduce((all, { n }) => all + n, 0)).toBe(counts.reduce((all, each) => all + each, 0));
      const found = values.reduce((all, { value, n }) => all + value * n, 0);
      expect(Math.abs(found - sum)).toBeLessThanOrEqual(1e-9 * Math.max(1, sum));
    }),
  );
  expect(exponentialBuckets({ scale: -1, negative: { offset: 2, bucketCounts: [3] } })?.at(0)).toEqual({
    ...{ low: -64, high: -16, count: 3 },
  });
});

it('never breaks on what is no export', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => ['Metrics', 'Refusal'].includes(metricsOf({ resourceMetrics: [value] }).kind)),
  );
});
