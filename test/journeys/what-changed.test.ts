import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';

interface Reports {
  modelVersion: {
    drift: {
      n: number;
      drifted: string[];
      reference: { kind: string };
      features: { feature: string; explanation: string }[];
    };
    quality: { broken: string[]; fields: { field: string; explanation: string | null }[] };
    trainingQuality: { n: number; broken: string[] };
    performance: {
      n: number;
      labelledShare: number;
      estimateTrusted: boolean;
      metrics: { name: string; value: number | null }[];
      estimated: { name: string; value: number | null }[];
      groups: { group: string; n: number }[];
      fairness: { metric: string }[];
    };
  };
}

const source = `query ($id: ID!, $from: DateTime!, $to: DateTime!) { modelVersion(id: $id) {
  drift(from: $from, to: $to) { n drifted reference { kind } features { feature explanation } }
  quality(from: $from, to: $to) { broken fields { field explanation } }
  trainingQuality { n broken }
  performance(from: $from, to: $to, groupBy: "tickets_90d") { n labelledShare estimateTrusted metrics { name value }
    estimated { name value } groups { group n } fairness { metric } } } }`;

describe.each(['socket', 'split'] as const)('in a house of mode %s', mode => {
  let house: TestHouse;
  let version: string;
  beforeAll(async () => {
    house = await testHouse(mode);
    const churn = '{ model(name: "churn") { latestVersion { id } } }';
    version = (await asked<{ model: { latestVersion: { id: string } } }>(house.admin, churn)).model.latestVersion.id;
  });
  afterAll(() => house.stop());

  const now = Date.now();
  const places = (count: number) => Array.from({ length: count }, (_, i) => i);
  const basket = (i: number) => (i * 7919) % 60;
  const tickets = (i: number) => i % 2;
  const score = (i: number) => 0.05 + (i % 10) / 10;
  /** As often true as the score says. */
  const churned = (i: number) => Number(((Math.floor(i / 10) * 7) % 20) / 20 < score(i));

  async function change(name: string, input: object): Promise<void> {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${name}(input: $input) { problem { message } } }`;
    const answer = await asked<Record<string, { problem: object | null }>>(house.admin, document, { input });
    expect(answer[name]?.problem).toBeNull();
  }

  async function stream(): Promise<void> {
    const lines = places(400).map(i =>
      JSON.stringify({
        ...{ versionId: version, at: new Date(now - 1_800_000 + 1000 * i).toISOString(), predictionId: `p${i}` },
        features: { basket_value: i % 5 === 0 ? null : basket(i) + 30, tickets_90d: tickets(i) },
        ...{ prediction: Number(score(i) >= 0.5), score: score(i) },
      }),
    );
    const response = await fetch(`${house.url}/ingest/observations?batchId=today`, {
      method: 'POST',
      headers: { authorization: `Bearer ${house.adminToken}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    expect(await response.json()).toMatchObject({ accepted: 400, rejected: [] });
  }

  it('what a version was trained on, what came and what came true become one answer of what changed', async () => {
    const columns = [
      { name: 'basket_value', numbers: places(1000).map(basket) },
      { name: 'tickets_90d', numbers: places(1000).map(tickets) },
    ];
    await change('saveReference', { versionId: version, columns });
    await stream();
    const labels = places(300).map(i => ({
      predictionId: `p${i}`,
      number: churned(i),
      at: new Date(now).toISOString(),
    }));
    await change('recordLabels', { versionId: version, batchId: 'labels', labels });

    const period = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 60_000).toISOString() };
    const { modelVersion } = await asked<Reports>(house.admin, source, { id: version, ...period });
    const { drift, quality, trainingQuality, performance } = modelVersion;
    expect(drift).toMatchObject({ n: 400, drifted: ['basket_value'], reference: { kind: 'TRAINING' } });
    expect(drift.features.find(({ feature }) => feature === 'basket_value')?.explanation).toMatch(
      /More than chance explains/,
    );
    expect(quality.broken).toContain('basket_value');
    expect(quality.fields.find(({ field }) => field === 'basket_value')?.explanation).toMatch(
      /^Missing in 20 % of the rows, 0 %/,
    );
    expect(trainingQuality).toEqual({ n: 1000, broken: [] });
    expect(performance).toMatchObject({ n: 400, labelledShare: 0.75, estimateTrusted: true });
    const accuracy = (metrics: { name: string; value: number | null }[]) =>
      metrics.find(({ name }) => name === 'accuracy')?.value;
    expect(accuracy(performance.estimated)).toBeCloseTo(0.75, 6);
    expect(accuracy(performance.metrics)).toBeCloseTo(0.75, 1);
    expect(performance.groups).toEqual([
      { group: '0', n: 150 },
      { group: '1', n: 150 },
    ]);
    expect(performance.fairness).toHaveLength(3);
  });
});
