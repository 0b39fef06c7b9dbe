import { rows } from '@handoff/kit/database/database';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../../testing/office.ts';
import { type PrometheusServer, startPrometheus } from '../../testing/prometheus.ts';
import { alertsOf, evaluateAll, lowAccuracy, saveMonitor } from '../../testing/watching.ts';
import { samplesOf } from './answer.ts';
import { openPrometheus } from './prometheus.ts';

let server: PrometheusServer;
let other: TestServer;
const client = openPrometheus({ networks: ['127.0.0.1'], tokens: {} });
beforeAll(async () => {
  server = await startPrometheus();
  other = await testServer();
});
afterAll(async () => {
  await client.close();
  await other.stop();
  await server.stop();
});

const now = new Date(Math.floor(Date.now() / 60_000) * 60_000);
const ask = (query: string) => client.instant({ server: server.url, query }, now);

describe('a server of Prometheus', () => {
  it('is the one of Debian where that is installed', () => {
    process.stdout.write(`These tests ask ${server.real ? "Debian's prometheus" : 'a server that answers like it'}.\n`);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each<[string, unknown]>([
    ['vector(3)', [{ at: now, value: 3 }]],
    ['scalar(vector(3))', [{ at: now, value: 3 }]],
    ['no_such_metric', []],
  ])('answers %s', async (query, value) => {
    expect(await ask(query)).toEqual({ kind: 'Said', value });
  });

  it.each([
    ['vector(1) or label_replace(vector(2), "a", "b", "", "")', 'answers 2 series: make it one'],
    ['"text"', 'answers a text: it must answer a number'],
    ['up{{', 'refused the query (bad_data): '],
  ])('that answers %s is of no use, and says why', async (query, message) => {
    expect(await ask(query)).toEqual({ kind: 'Problem', message: expect.stringContaining(message) });
  });

  it('answers a time in steps', async () => {
    const from = new Date(now.getTime() - 120_000);
    const said = await client.range(
      { server: `${server.url}/`, query: 'vector(3)' },
      { from, to: now, stepSeconds: 60 },
    );
    const times = [-120_000, -60_000, 0].map(ms => new Date(now.getTime() + ms));
    expect(said).toEqual({ kind: 'Said', value: times.map(at => ({ at, value: 3 })) });
  });
});

describe('what is no such server', () => {
  it.each<[string, object, string]>([
    ['a web page', { body: '<html>' }, 'but not as Prometheus does: check the address'],
    ['another JSON', { body: { status: 'success', data: { result: 3 } } }, 'but not as Prometheus does'],
    ['nobody without a token', { status: 401 }, 'HANDOFF_PROMETHEUS_TOKENS'],
    ['an error without words', { status: 503, body: { status: 'error' } }, 'it says no more'],
  ])('answers %s', async (_, reply, message) => {
    other.answer(() => reply);
    const said = await client.instant({ server: other.url, query: 'up' }, now);
    expect(said).toEqual({ kind: 'Problem', message: expect.stringContaining(message) });
  });

  it('is never asked at a private address that is not allowed, and gets only its own token', async () => {
    const strict = openPrometheus({ networks: [], tokens: {} });
    other.answer(() => ({ body: { status: 'success', data: { resultType: 'scalar', result: [1, '2'] } } }));
    expect(await strict.instant({ server: other.url, query: 'up' }, now)).toMatchObject({
      message: expect.stringContaining('HANDOFF_TARGET_NETWORKS'),
    });
    expect(other.asked).toEqual([]);
    const known = openPrometheus({ networks: ['127.0.0.1'], tokens: { [`${other.url}/mimir`]: 'secret' } });
    await known.instant({ server: `${other.url}/mimir/`, query: 'up' }, now);
    await known.instant({ server: other.url, query: 'up' }, now);
    expect(other.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/mimir/api/v1/query', 'Bearer secret'],
      ['/api/v1/query', undefined],
    ]);
    await Promise.all([strict.close(), known.close()]);
  });

  it('has no value that is not a number', () => {
    const text = (value: string) =>
      JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, value] } });
    const values = ['NaN', '+Inf', '1e3'].map(value => samplesOf(200, text(value), 'p'));
    expect(values.map(said => said.kind === 'Said' && said.value[0]?.value)).toEqual([null, null, 1000]);
  });
});

describe('a monitor of a query', () => {
  let office: Office;
  let model: string;
  beforeAll(async () => {
    office = await openOffice();
    model = await office.addModel();
  });
  afterAll(() => office.database.drop());

  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const shown = async (id: string) => {
    const source = 'query ($id: ID!) { monitor(id: $id) { trouble lastEvaluatedAt prometheus { server query } } }';
    return (await office.ask<{ monitor: Record<string, unknown> }>(office.engineer, source, { id })).monitor;
  };
  const save = async (prometheus: object, id?: string) => {
    const monitor = {
      ...lowAccuracy,
      name: 'Queue',
      model,
      metric: null,
      prometheus,
      comparator: 'AT_MOST',
      threshold: 2,
    };
    return (await saveMonitor(office, { id, monitor })).monitor?.id ?? '';
  };

  it('fires, shows the series, and says when it cannot be evaluated', async () => {
    const id = await save({ server: server.url, query: 'vector(3)' });
    await evaluateAll(office, at(0));
    const [fired] = await alertsOf(office, model);
    expect(fired).toMatchObject({
      state: 'FIRING',
      value: 3,
      detail: 'The query "vector(3)" answered 3; it must be at most 2.',
    });
    const source =
      'query ($id: ID!) { alert(id: $id) { evidence { histogram { label } series { name points { at value } } } } }';
    const { alert } = await office.ask<{ alert: { evidence: { series: { points: { value: number }[] } } } }>(
      office.engineer,
      source,
      { id: fired?.id },
    );
    expect(alert.evidence).toMatchObject({ histogram: null, series: { name: 'vector(3)' } });
    expect(alert.evidence.series.points.length).toBeGreaterThan(200);
    expect(alert.evidence.series.points.every(({ value }) => value === 3)).toBe(true);
    expect(await shown(id)).toMatchObject({ trouble: null, lastEvaluatedAt: at(0).toISOString() });

    await rows(
      office.db,
      `UPDATE monitoring.monitor SET prometheus = jsonb_set(prometheus, '{query}', '"up{{"') WHERE id = $1`,
      [id],
    );
    for (const minute of [1, 3, 7]) await evaluateAll(office, at(minute));
    expect(await shown(id)).toMatchObject({
      trouble: expect.stringContaining('refused the query'),
      lastEvaluatedAt: at(0).toISOString(),
    });
    const troubled = await alertsOf(office, model);
    expect(troubled.map(({ state, count }) => [state, count])).toEqual([
      ['FIRING', 1],
      ['FIRING', 3],
    ]);
    expect(troubled[1]?.detail).toContain('Until this is mended, nobody is told of what this monitor watches.');

    await save({ server: server.url, query: 'vector(1)' }, id);
    await evaluateAll(office, at(8));
    expect((await alertsOf(office, model)).map(({ state }) => state)).toEqual(['RESOLVED', 'RESOLVED']);
    expect(await shown(id)).toMatchObject({ trouble: null, lastEvaluatedAt: at(8).toISOString() });
  });
});
