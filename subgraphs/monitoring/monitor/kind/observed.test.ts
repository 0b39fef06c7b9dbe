import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { label, observe } from '../../testing/observing.ts';
import { type Office, openOffice } from '../../testing/office.ts';
import { alertsOf, evaluateAll, measure, saveMonitor } from '../../testing/watching.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

const now = new Date();
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
const age = (i: number) => 20 + ((i * 7919) % 40);
const usual = { count: 300, texts: { channel: (i: number) => (i % 2 ? 'web' : 'app') } };

/** A version that saw the same for some days, and other ages within the last hour. */
async function shifted(by: number, missing = 0) {
  const version = await office.addVersion();
  for (const day of [3, 2]) await observe(office, version, { ...usual, from: ago(day), numbers: { age } });
  const numbers = { age: (i: number) => (i % 100 < missing ? null : age(i) + by) };
  await observe(office, version, { ...usual, from: ago(0.02), numbers });
  return version;
}

const save = (model: string, monitor: object) =>
  saveMonitor(office, { monitor: { model, name: 'It', minimumRows: 100, ...monitor } });

const evidenceSource = `query ($id: ID!) { alert(id: $id) { evidence { sentence series { name } histogram { label reference current } } } }`;
interface Evidence {
  alert: { evidence: { sentence: string; histogram: { label: string; reference: number; current: number }[] } };
}

it('drift raises an alert with a sentence and the picture of the column, and ends when it is over', async () => {
  const { modelId } = await shifted(15);
  expect((await save(modelId, { kind: 'DRIFT' })).problem).toBeNull();
  await evaluateAll(office, now);
  const [alert] = await alertsOf(office, modelId);
  expect(alert).toMatchObject({ state: 'FIRING', value: 1 });
  expect(alert?.detail).toMatch(/^1 of 2 columns drifted against the 28 days before\. age: The median went from/);
  const { evidence } = (await office.ask<Evidence>(office.engineer, evidenceSource, { id: alert?.id })).alert;
  expect(evidence.histogram.length).toBeGreaterThan(3);
  const share = (side: 'reference' | 'current') => evidence.histogram.reduce((sum, bar) => sum + bar[side], 0);
  expect([share('reference'), share('current')]).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
  expect(evidence).toMatchObject({ series: null, sentence: expect.stringContaining('Seen once') });
});

it('drift of one column by one distance is held against its threshold', async () => {
  const { modelId } = await shifted(15);
  const psi = { kind: 'DRIFT', feature: 'age', metric: 'psi' };
  await save(modelId, { ...psi, name: 'Much', threshold: 0.1 });
  await save(modelId, { ...psi, name: 'Very much', threshold: 50 });
  await save(modelId, { ...psi, name: 'Another', threshold: 0.1, feature: 'channel' });
  await save(modelId, { ...psi, name: 'Too few', threshold: 0.1, minimumRows: 1000 });
  await evaluateAll(office, now);
  const alerts = await alertsOf(office, modelId);
  expect(alerts).toMatchObject([
    { state: 'FIRING', detail: expect.stringMatching(/The greatest psi is [\d.]+; it must be at most 0\.1\.$/) },
  ]);
});

it('what is missing raises an alert of quality', async () => {
  const { modelId } = await shifted(0, 40);
  await save(modelId, { kind: 'DATA_QUALITY', metric: 'missing', threshold: 0.1 });
  await evaluateAll(office, now);
  const [alert] = await alertsOf(office, modelId);
  expect(alert).toMatchObject({ state: 'FIRING', value: expect.closeTo(0.4, 6) });
  expect(alert?.detail).toContain('The greatest share is 40 %; at most 10 % may be.');
});

describe('how well a model does', () => {
  const scored = { count: 300, score: (i: number) => (i % 10) / 10 + 0.05 };
  /** Labels that agree with the score, or in so many of a hundred cases do not. */
  const truth = (wrong: number) => (i: number) => Number(i % 10 >= 5 !== (i * 37) % 100 < wrong);

  it('is held against a threshold, on the labels that came', async () => {
    const version = await office.addVersion();
    await observe(office, version, { ...scored, from: ago(0.02), ids: 'a' });
    await save(version.modelId, { kind: 'PERFORMANCE', metric: 'accuracy', threshold: 0.9 });
    await evaluateAll(office, now);
    expect(await alertsOf(office, version.modelId)).toEqual([]);
    await label(office, version, { ids: 'a', count: 300, at: now, number: truth(30) });
    await evaluateAll(office, new Date(now.getTime() + 300_000));
    const [alert] = await alertsOf(office, version.modelId);
    expect(alert).toMatchObject({ state: 'FIRING', value: expect.closeTo(0.7, 1) });
    expect(alert?.detail).toMatch(/^accuracy was 0\.\d+ on the 300 labels that came, .* It must be at least 0\.9\.$/);
  });

  it('is held against the days before', async () => {
    const version = await office.addVersion();
    await observe(office, version, { ...scored, from: ago(2), ids: 'b' });
    await label(office, version, { ids: 'b', count: 300, at: ago(1.5), number: truth(5) });
    await observe(office, version, { ...scored, from: ago(0.02), ids: 'c' });
    await label(office, version, { ids: 'c', count: 300, at: now, number: truth(40) });
    const wish = { kind: 'PERFORMANCE', metric: 'accuracy', reference: { kind: 'TRAILING', days: 7 } };
    expect((await save(version.modelId, wish)).problem).toBeNull();
    await evaluateAll(office, now);
    const [alert] = await alertsOf(office, version.modelId);
    expect(alert).toMatchObject({ state: 'FIRING', value: -1 });
    expect(alert?.detail).toContain('it got worse by more than chance explains');
  });

  it('is what was recorded ready-made, where no label came', async () => {
    const version = await office.addVersion();
    await measure(office, { version }, { at: now, value: 0.6 });
    await save(version.modelId, { kind: 'PERFORMANCE', metric: 'accuracy', threshold: 0.9 });
    await evaluateAll(office, now);
    const [alert] = await alertsOf(office, version.modelId);
    expect(alert?.detail).toBe('accuracy was 0.6 over the last hour, as it was recorded. It must be at least 0.9.');
  });
});
