import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { silentLog } from '@handoff/kit/log';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { alertsOf, evaluateAll, lowAccuracy, measure, saveMonitor, trailOf, watch } from '../testing/watching.ts';
import { evaluateDue } from './evaluation.ts';
import { keepEvaluating } from './keep-evaluating.ts';

let office: Office;
let version: KnownVersion;
let clock: Date;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  await rows(office.db, 'UPDATE monitoring.monitor SET enabled = false');
  version = await office.addVersion();
  clock = new Date(Math.floor(Date.now() / 60_000) * 60_000);
});

/** So many minutes from the begin of the test. */
const at = (minutes: number) => new Date(clock.getTime() + minutes * 60_000);
const states = async () => (await alertsOf(office, version.modelId)).map(({ state }) => state);

/** Measures a value at a minute, or nothing, and evaluates then. */
async function look(minutes: number, value: number | null, deploymentId?: string): Promise<string[]> {
  if (value !== null)
    await measure(office, { version, ...(deploymentId && { deploymentId }) }, { at: at(minutes), value });
  await evaluateAll(office, at(minutes));
  return states();
}

describe('a monitor', () => {
  it('fires at once without "for", counts repeats without a word, and ends when all is well', async () => {
    await watch(office, version.modelId, { windowMinutes: 1 });
    expect(await look(0, 0.95)).toEqual([]);
    expect(await look(5, 0.7)).toEqual(['FIRING']);
    expect(await look(10, 0.5)).toEqual(['FIRING']);
    const [alert] = await alertsOf(office, version.modelId);
    expect(alert).toMatchObject({ count: 2, value: 0.5, revision: 1 });
    expect(alert?.detail).toBe('accuracy was 0.7 over the last minute (1 measured); it must be at least 0.9.');
    expect(await look(15, 0.9)).toEqual(['RESOLVED']);
    const trail = await trailOf(office, alert?.id ?? '');
    expect(trail.map(({ action, told }) => [action, told])).toEqual([
      ['alert.fired', true],
      ['alert.resolved', true],
    ]);
    expect(trail[0]?.detail).toEqual({
      ...{ severity: 'WARNING', environment: null, responsibleId: null, escalation: 0 },
      ...{ move: 'FIRE', from: null, to: 'FIRING', note: null },
    });
  });

  it('waits for "for" and goes on for "keep firing", as the rule says', async () => {
    await watch(office, version.modelId, {
      windowMinutes: 1,
      forMinutes: 4,
      keepFiringMinutes: 8,
      comparator: 'AT_MOST',
      threshold: 3,
    });
    const seen: string[] = [];
    for (const [minute, value] of [
      [0, 5],
      [2, null],
      [4, 5],
      [8, 1],
      [12, 5],
      [16, 1],
      [20, 1],
      [24, 1],
    ] as const) {
      seen.push((await look(minute, value)).join());
    }
    expect(seen).toEqual([
      'PENDING',
      'PENDING',
      'FIRING',
      'RECOVERING',
      'FIRING',
      'RECOVERING',
      'RECOVERING',
      'RESOLVED',
    ]);
    const [alert] = await alertsOf(office, version.modelId);
    const trail = await trailOf(office, alert?.id ?? '');
    expect(trail.map(({ action, told }) => `${action}${told ? '!' : ''}`)).toEqual([
      'alert.pending',
      'alert.fired!',
      'alert.recovering',
      'alert.relapsed',
      'alert.recovering',
      'alert.resolved!',
    ]);
    expect(alert?.history.map(({ move }) => move)).toEqual([
      'PEND',
      'FIRE',
      'RECOVER',
      'RELAPSE',
      'RECOVER',
      'RESOLVE',
    ]);
  });

  it('tells nobody of what ends before it fired, and links what comes again', async () => {
    await watch(office, version.modelId, { windowMinutes: 1, forMinutes: 10 });
    await look(0, 0.5);
    expect(await look(3, 1)).toEqual(['RESOLVED']);
    expect(await look(6, 0.5)).toEqual(['RESOLVED', 'PENDING']);
    const [first, second] = await alertsOf(office, version.modelId);
    expect(second?.previous?.id).toBe(first?.id);
    expect((await trailOf(office, first?.id ?? '')).map(({ told }) => told)).toEqual([false, false]);
  });

  it('takes too little for no data, and without data keeps what it found', async () => {
    await watch(office, version.modelId, { windowMinutes: 1, minimumRows: 10 });
    await measure(office, { version }, { at: at(0), value: 0.1, n: 9 });
    await evaluateAll(office, at(0));
    expect(await states()).toEqual([]);
    await measure(office, { version }, { at: at(0), value: 0.1, n: 1 });
    await evaluateAll(office, at(0.3));
    expect(await states()).toEqual(['FIRING']);
    expect(await look(60, null)).toEqual(['FIRING']);
    expect(await look(61, 1)).toEqual(['FIRING']);
    expect((await alertsOf(office, version.modelId))[0]?.count).toBe(1);
  });

  it('weighs what it takes the mean of, over its window and no more', async () => {
    await watch(office, version.modelId, { windowMinutes: 10 });
    await measure(office, { version }, { at: at(0), value: 0, n: 1000 });
    await measure(office, { version }, { at: at(12), value: 0.8, n: 1 });
    await measure(office, { version }, { at: at(14), value: 0.95, n: 3 });
    await measure(office, { version }, { at: at(30), value: 0, n: 1000 });
    await evaluateAll(office, at(15));
    expect(await states()).toEqual([]);
    await evaluateAll(office, at(23));
    await measure(office, { version }, { at: at(24), value: 0.7, n: 4 });
    await evaluateAll(office, at(24));
    expect(await alertsOf(office, version.modelId)).toMatchObject([
      { state: 'FIRING', value: expect.closeTo(5.65 / 7, 3) },
    ]);
  });

  it('looks at each deployment by itself, and only in its environment', async () => {
    const [live, canary, staging] = ['production', 'production', 'staging'].map(name =>
      office.addDeployment(version, name),
    );
    await watch(office, version.modelId, { environment: 'production' });
    await measure(office, { version, deploymentId: staging ?? '' }, { at: at(0), value: 0.1 });
    await measure(office, { version }, { at: at(0), value: 0.1 });
    await measure(office, { version, deploymentId: live ?? '' }, { at: at(0), value: 0.99 });
    expect(await look(0, 0.2, canary)).toEqual(['FIRING']);
    expect(await alertsOf(office, version.modelId)).toMatchObject([
      { environment: 'production', deployment: { id: canary } },
    ]);
  });

  it('is not evaluated while it is off, and goes on by its new rule', async () => {
    const id = await watch(office, version.modelId, { enabled: false });
    expect(await look(0, 0.1)).toEqual([]);
    await saveMonitor(office, { id, monitor: { model: version.modelId, ...lowAccuracy } });
    expect(await look(0.5, null)).toEqual(['FIRING']);
    await saveMonitor(office, { id, monitor: { model: version.modelId, ...lowAccuracy, threshold: 0.05 } });
    expect(await look(1, null)).toEqual(['RESOLVED']);
  });
});

describe('evaluating', () => {
  it('comes every 15 seconds, and at once when something was recorded', async () => {
    await watch(office, version.modelId);
    await evaluateAll(office, at(-60));
    expect(await evaluateDue(office.evaluating, 'FAST', at(-59.76))).toBe(0);
    expect(await evaluateDue(office.evaluating, 'FAST', at(-59.75))).toBe(1);
    const soon = new Date();
    await evaluateAll(office, soon);
    await measure(office, { version }, { at: at(0), value: 0.1 });
    expect(await evaluateDue(office.evaluating, 'FAST', new Date(Date.now() + 2000))).toBe(1);
    expect(await states()).toEqual(['FIRING']);
  });

  it('is done once by many processes at once', async () => {
    for (let i = 0; i < 6; i++) await watch(office, version.modelId, { name: `Monitor ${i}` });
    await measure(office, { version }, { at: at(0), value: 0.1 });
    await Promise.all(
      Array.from({ length: 6 }, () => evaluateDue(office.evaluating, 'FAST', new Date(Date.now() + 1000))),
    );
    const alerts = await alertsOf(office, version.modelId);
    expect(alerts.map(({ state, count }) => [state, count])).toEqual(Array(6).fill(['FIRING', 1]));
  });

  it('takes the same number of statements for many monitors as for one, when nothing changes', async () => {
    await watch(office, version.modelId, { name: 'First' });
    await measure(office, { version }, { at: at(0), value: 0.1 });
    await evaluateAll(office, at(0));
    const one = await countStatements(() => evaluateDue(office.evaluating, 'FAST', at(1)));
    for (let i = 0; i < 10; i++) await watch(office, version.modelId, { name: `Monitor ${i}` });
    await evaluateAll(office, at(2));
    const all = await countStatements(() => evaluateDue(office.evaluating, 'FAST', at(3)));
    expect(all.result).toBe(one.result + 10);
    expect(all.statements).toHaveLength(one.statements.length);
  });

  it('goes on in a loop until it is stopped', async () => {
    await watch(office, version.modelId);
    await measure(office, { version }, { at: new Date(), value: 0.1 });
    const loops = keepEvaluating({ log: silentLog() }, office.evaluating.tools);
    await expect.poll(states).toEqual(['FIRING']);
    await Promise.all(loops.map(loop => loop.stop()));
  });
});
