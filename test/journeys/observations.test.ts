import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { rows } from '@handoff/kit/database/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';

interface Received {
  status: number;
  accepted?: number;
  rejected?: { line: number; reason: string }[];
  rejectedCount?: number;
  duplicate?: boolean;
  continuedAfterLine?: number;
  errors?: { message: string; extensions: { code: string } }[];
}

describe.each(['socket', 'split'] as const)('a stream of observations, in a house of mode %s', mode => {
  let house: TestHouse;
  let version: string;
  beforeAll(async () => {
    house = await testHouse(mode);
    const churn = '{ model(name: "churn") { latestVersion { id } } }';
    version = (await asked<{ model: { latestVersion: { id: string } } }>(house.admin, churn)).model.latestVersion.id;
  });
  afterAll(() => house.stop());

  const now = Date.now();
  const line = (i: number, changes: object = {}) =>
    JSON.stringify({
      ...{ versionId: version, at: new Date(now - (i % 180) * 1000).toISOString() },
      ...{
        features: { tenure: i, plan: i % 2 ? 'basic' : 'plus' },
        latencyMs: 5 + (i % 10),
        failed: false,
        ...changes,
      },
    });
  const lines = (count: number, from = 0) => Array.from({ length: count }, (_, i) => line(from + i)).join('\n');

  async function send(batchId: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Received> {
    const response = await fetch(`${house.url}/ingest/observations?batchId=${encodeURIComponent(batchId)}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${house.adminToken}`,
        'content-type': 'application/x-ndjson',
        ...(Buffer.isBuffer(body) && { 'content-encoding': 'gzip' }),
        ...headers,
      },
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : body,
    });
    return { status: response.status, ...((await response.json()) as object) };
  }

  /** Sends a part of a stream and breaks off. */
  function cut(batchId: string, body: string): Promise<void> {
    return new Promise(resolve => {
      const headers = {
        ...{ authorization: `Bearer ${house.adminToken}`, 'content-type': 'application/x-ndjson' },
        'content-length': String(10 * body.length),
      };
      const path = `${house.url}/ingest/observations?batchId=${batchId}`;
      const request = httpRequest(path, { method: 'POST', headers });
      request.once('error', () => resolve());
      request.write(body, () => setTimeout(() => request.destroy(), 300));
      request.once('close', () => resolve());
    });
  }

  /** How many predictions are counted of the version. */
  async function counted(): Promise<number> {
    const series = `query ($id: ID!, $from: DateTime!, $to: DateTime!) { modelVersion(id: $id) {
      metric(name: "predictions", from: $from, to: $to) { points { value n } } } }`;
    const period = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 3_600_000).toISOString() };
    const { modelVersion } = await asked<{
      modelVersion: { metric: { points: { value: number; n: number }[] } | null };
    }>(house.admin, series, { id: version, ...period });
    return (modelVersion.metric?.points ?? []).reduce((sum, { value, n }) => sum + value * n, 0);
  }

  it('goes in, plain and packed, with what makes no sense told by its line', async () => {
    const rubbish = ['{', '[]', line(1, { at: 'yesterday' }), line(1, { latencyMs: -1 }), line(1, { feature: 1 })];
    const before = await counted();
    expect(await send('plain', `${lines(2)}\n\n${rubbish.join('\n')}\r\n${lines(1)}`)).toEqual({
      status: 200,
      accepted: 3,
      rejected: [
        { line: 4, reason: expect.stringContaining('no JSON') },
        { line: 5, reason: expect.stringContaining('no JSON object') },
        { line: 6, reason: expect.stringContaining('"at"') },
        { line: 7, reason: expect.stringContaining('"latencyMs" is -1') },
        { line: 8, reason: expect.stringContaining('"feature" is no field') },
      ],
      rejectedCount: 5,
      duplicate: false,
    });
    expect(await send('packed', gzipSync(lines(5000)))).toMatchObject({
      status: 200,
      accepted: 5000,
      rejectedCount: 0,
    });
    expect(await counted()).toBe(before + 5003);
  });

  it('counts once, however often it is sent', async () => {
    const before = await counted();
    const body = lines(100);
    const [one, two] = await Promise.all([send('twice', body), send('twice', body)]);
    const outcomes = [one, two].map(each => (each.status === 409 ? 409 : each.duplicate));
    expect(outcomes.filter(each => each === false)).toHaveLength(1);
    expect(await send('twice', body)).toEqual({
      ...{ status: 200, accepted: 0, rejected: [], rejectedCount: 0, duplicate: true },
    });
    expect(await counted()).toBe(before + 100);
  });

  it('that breaks off goes on behind what was kept, when it is sent again', async () => {
    const before = await counted();
    const whole = lines(6000);
    await cut('cut', whole.slice(0, Math.floor(whole.length / 2)));
    const kept = await until(async () => {
      const [batch] = await rows<{ lines: number }>(
        house.db,
        "SELECT lines FROM monitoring.observation_batch WHERE batch_id = 'cut'",
      );
      if (!batch) throw new Error('nothing is kept yet');
      return batch.lines;
    });
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(6000);
    expect(await send('cut', lines(6000, 1))).toMatchObject({
      status: 409,
      errors: [{ message: expect.stringContaining('other lines') }],
    });
    const again = await send('cut', gzipSync(whole));
    expect(again).toMatchObject({ status: 200, duplicate: false });
    // More of the first half may have been kept after it was looked for.
    expect(again.continuedAfterLine).toBeGreaterThanOrEqual(kept);
    expect(again.continuedAfterLine).toBeLessThan(6000);
    expect(again.accepted).toBe(6000 - Number(again.continuedAfterLine));
    expect(await counted()).toBe(before + 6000);
  });

  it('is refused where it cannot be read, and says how to mend that', async () => {
    const bomb = gzipSync(Buffer.alloc(120 * 1024 * 1024, 0x20));
    const cases: [string, Promise<Received>, number, string][] = [
      ['no batch', send('', lines(1)), 400, '?batchId='],
      ['another type', send('t', lines(1), { 'content-type': 'text/csv' }), 415, 'application/x-ndjson'],
      ['another packing', send('p', lines(1), { 'content-encoding': 'br' }), 415, 'gzip'],
      ['no token', send('n', lines(1), { authorization: 'Bearer nobody-knows-this' }), 401, 'token'],
      ['no gzip', send('g', lines(1), { 'content-encoding': 'gzip' }), 400, 'cannot be unpacked'],
      ['a gzip that breaks off', send('b', gzipSync(lines(99)).subarray(0, 200)), 400, 'broke off'],
      ['a bomb', send('bomb', bomb), 413, 'grows more than'],
    ];
    for (const [name, answer, status, message] of cases) {
      const { status: found, errors } = await answer;
      expect([name, found, errors?.[0]?.message]).toEqual([name, status, expect.stringContaining(message)]);
    }
  });

  it('stands beside metrics of OpenTelemetry', async () => {
    const attributes = [{ key: 'handoff.version.id', value: { stringValue: version } }];
    const dataPoints = [
      { timeUnixNano: `${now}000000`, asDouble: 0.25 },
      { timeUnixNano: '1', asDouble: 1 },
    ];
    const metrics = [{ name: 'gpu', gauge: { dataPoints } }];
    const response = await fetch(`${house.url}/ingest/otlp/v1/metrics`, {
      method: 'POST',
      headers: { authorization: `Bearer ${house.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] }),
    });
    expect([response.status, await response.json()]).toEqual([
      200,
      { partialSuccess: { rejectedDataPoints: '1', errorMessage: expect.stringContaining('timeUnixNano') } },
    ]);
    const series = `query ($id: ID!, $from: DateTime!, $to: DateTime!) { modelVersion(id: $id) {
      metric(name: "gpu", from: $from, to: $to) { points { value } } } }`;
    const period = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 3_600_000).toISOString() };
    expect(await asked(house.admin, series, { id: version, ...period })).toEqual({
      modelVersion: { metric: { points: [{ value: 0.25 }] } },
    });
  });

  it('is for versions that may be seen, by who may send', async () => {
    const nobody = 'ver_00000000000000000000000000';
    const token = await asked<{ createApiToken: { secret: string } }>(
      house.admin,
      'mutation { createApiToken(input: { name: "reader", permissions: [READ] }) { secret } }',
    );
    const reader = { authorization: `Bearer ${token.createApiToken.secret}` };
    expect(await send('nobody', [line(1), line(1, { versionId: nobody })].join('\n'))).toMatchObject({
      accepted: 1,
      rejected: [{ line: 2, reason: expect.stringContaining('not yours to see') }],
    });
    expect(await send('reader', line(1), reader)).toMatchObject({
      accepted: 0,
      rejected: [{ line: 1, reason: expect.stringContaining('ask for a role') }],
    });
  });
});
