import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';

let house: TestHouse;
let version: string;
beforeAll(async () => {
  house = await testHouse('socket');
  const churn = '{ model(name: "churn") { latestVersion { id } } }';
  version = (await asked<{ model: { latestVersion: { id: string } } }>(house.admin, churn)).model.latestVersion.id;
});
afterAll(() => house.stop());

interface Change {
  problem: { message: string } | null;
}

async function change(name: string, input: object): Promise<void> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { problem { message } } }`;
  expect((await asked<Record<string, Change>>(house.admin, document, { input }))[name]?.problem).toBeNull();
}

interface Watched {
  model: {
    health: { status: string; summary: string };
    alerts: {
      nodes: {
        id: string;
        state: string;
        title: string;
        severity: string;
        moves: string[];
        evidence: { series: { points: object[] } | null };
      }[];
    };
  };
}

async function watched(): Promise<Watched['model']> {
  const document = `{ model(name: "churn") { health { status summary } alerts(state: [FIRING, ACKNOWLEDGED]) {
    nodes { id state title severity moves evidence { series { points { value n } } } } } } }`;
  return (await asked<Watched>(house.admin, document)).model;
}

it('what was measured is shown, raises an alert that somebody sees to, and ends it', async () => {
  const now = Date.now();
  const point = (value: number) => ({ name: 'recall', at: new Date(now).toISOString(), value, n: 200 });
  const monitor = { name: 'Recall', kind: 'METRIC', metric: 'recall', comparator: 'AT_LEAST', threshold: 0.8 };
  await change('saveMonitor', { monitor: { model: 'churn', ...monitor, severity: 'CRITICAL' } });
  await change('recordMetrics', { versionId: version, batchId: 'b1', points: [point(0.5)] });
  const { alert, health } = await until(async () => {
    const { alerts, health } = await watched();
    const [alert] = alerts.nodes.filter(({ title }) => title === 'Recall');
    // Both are read, one after the other: it may fire in between.
    if (!alert || health.status === 'HEALTHY') throw new Error('it has not fired yet');
    return { alert, health };
  });
  expect(alert).toMatchObject({ state: 'FIRING', evidence: { series: { points: [{ value: 0.5, n: 200 }] } } });
  expect(health.status).toBe('FAILING');
  await change('acknowledgeAlert', { alertId: alert.id });
  const period = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 3_600_000).toISOString() };
  const series = `query ($id: ID!, $from: DateTime!, $to: DateTime!) { modelVersion(id: $id) {
    metric(name: "recall", from: $from, to: $to) { grain points { value } } } }`;
  const shown = await asked(house.admin, series, { id: version, ...period });
  expect(shown).toEqual({ modelVersion: { metric: { grain: 'MINUTE', points: [{ value: 0.5 }] } } });
  await change('recordMetrics', {
    versionId: version,
    batchId: 'b2',
    points: [{ ...point(1), n: 2000 }],
  });
  await until(async () => expect((await watched()).alerts.nodes).toEqual([]));
});

it('an alert of Alertmanager comes in, and goes when it is over', async () => {
  const alert = {
    ...{ fingerprint: '5fec9a413a00d49a', startsAt: '2026-11-21T02:08:12.953Z', endsAt: '0001-01-01T00:00:00Z' },
    labels: { alertname: 'Slow', model: 'churn', severity: 'page' },
    annotations: { summary: 'Answers of churn take 2 s.' },
  };
  const post = async (alerts: object[]) => {
    const response = await fetch(`${house.url}/ingest/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${house.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ version: '4', alerts }),
    });
    return [response.status, await response.json()];
  };
  const firing = { ...alert, status: 'firing' };
  const nobody = { ...firing, labels: { model: 'nobody' } };
  expect(await post([firing, nobody, firing])).toEqual([
    200,
    { accepted: 2, rejected: [{ index: 1, reason: expect.stringContaining('"nobody"') }] },
  ]);
  const { alerts } = await watched();
  expect(alerts.nodes).toMatchObject([
    { title: 'Answers of churn take 2 s.', severity: 'CRITICAL', evidence: { series: null } },
  ]);
  expect(await post([{ ...alert, status: 'resolved', endsAt: '2026-11-21T03:00:00Z' }])).toEqual([
    200,
    { accepted: 1, rejected: [] },
  ]);
  expect((await watched()).alerts.nodes).toEqual([]);
});
