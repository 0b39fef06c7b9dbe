import { rows } from '@handoff/kit/database/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findAll } from '../monitor/find.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { alertsOf, evaluateAll, lowAccuracy, measure, saveMonitor, trailOf, watch } from '../testing/watching.ts';
import { claimDue } from './claim.ts';
import { evaluateDue } from './evaluation.ts';
import { looksDue } from './looks.ts';
import { settle } from './settle.ts';

let office: Office;
let version: KnownVersion;
let clock = new Date((Math.floor(Date.now() / 60_000) + 1) * 60_000);
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  await rows(office.db, 'UPDATE monitoring.monitor SET enabled = false');
  version = await office.addVersion();
  clock = new Date((Math.floor(Date.now() / 60_000) + 1) * 60_000);
});

const at = (minutes: number) => new Date(clock.getTime() + minutes * 60_000);
const alerts = () => alertsOf(office, version.modelId);

describe('looks', () => {
  const monitor = (lastEvaluatedAt: Date | null, savedAt = at(-9999)) => ({ lastEvaluatedAt, savedAt }) as Monitor;
  const kind = { everySeconds: 15, hasHistory: true };
  const times = (of: Monitor, changes: object = {}, now = at(0)) =>
    looksDue(of, { ...kind, ...changes }, now).map(look => (look.at.getTime() - at(0).getTime()) / 60_000);

  it.each<[string, Monitor, object, number[]]>([
    ['that is new looks now', monitor(null), {}, [0]],
    ['that was evaluated just before looks now', monitor(at(-1)), {}, [0]],
    ['that missed three minutes looks at each', monitor(at(-3)), {}, [-2, -1, 0]],
    ['looks at no time before it was saved', monitor(at(-9), at(-2)), {}, [-1, 0]],
    ['without history looks now', monitor(at(-60)), { hasHistory: false }, [0]],
    ['looks back as often as it looks', monitor(at(-60)), { everySeconds: 900 }, [-45, -30, -15, 0]],
  ])('of a monitor %s', (...[, of, changes, expected]) => {
    expect(times(of, changes)).toEqual(expected);
  });

  it('are sixty at most, of a day at most', () => {
    expect(times(monitor(at(-600)))).toHaveLength(60);
    const far = times(monitor(at(-100_000)));
    expect([far.length, far[0]]).toEqual([60, -1416]);
  });
});

it('tells once of what fired and ended while nothing was evaluated, and that it was noticed later', async () => {
  await watch(office, version.modelId, { windowMinutes: 1 });
  await measure(office, { version }, { at: at(0), value: 0.95 });
  await evaluateAll(office, at(0));
  await measure(office, { version }, { at: at(4), value: 0.5 });
  await measure(office, { version }, { at: at(8), value: 0.95 });
  await evaluateAll(office, at(10));
  const [alert, ...others] = await alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ state: 'RESOLVED', value: 0.5, count: 1 });
  const note = 'Nothing was evaluated at that time: it was noticed later.';
  const trail = await trailOf(office, alert?.id ?? '');
  expect(trail.map(({ action, told, detail }) => [action, told, detail.note])).toEqual([
    ['alert.fired', true, note],
    ['alert.resolved', true, note],
  ]);
  await evaluateAll(office, at(10.5));
  expect(await alerts()).toHaveLength(1);
});

it('counts "for" from when it began, not from when it was noticed', async () => {
  await watch(office, version.modelId, { windowMinutes: 30, forMinutes: 5 });
  await measure(office, { version }, { at: at(0), value: 0.95 });
  await evaluateAll(office, at(0));
  await measure(office, { version }, { at: at(2), value: 0.1 });
  await evaluateAll(office, at(9));
  expect((await alerts()).map(({ state }) => state)).toEqual(['FIRING']);
});

it('does not judge the past by a rule that was saved later', async () => {
  const id = await watch(office, version.modelId, { windowMinutes: 1, threshold: 0.1 });
  await evaluateAll(office, at(-10));
  await measure(office, { version }, { at: at(-5), value: 0.5 });
  await saveMonitor(office, { id, monitor: { model: version.modelId, ...lowAccuracy, windowMinutes: 1 } });
  await evaluateAll(office, at(0));
  expect(await alerts()).toEqual([]);
});

describe('a lease', () => {
  /** Looks without settling: a process that dies in the middle. */
  async function half(now: Date) {
    const claimed = await claimDue(office.db, 'FAST', now);
    const looks = claimed.monitors.map(monitor => ({ monitor, at: now }));
    const findings = await findAll(office.evaluating, looks);
    return () => office.db.transaction(tx => settle(tx, { claimed, looks, findings, now }));
  }

  it('that ran out leaves it to others, and whoever comes back late changes nothing', async () => {
    await watch(office, version.modelId);
    await measure(office, { version }, { at: at(0), value: 0.1 });
    const late = await half(at(0));
    expect(await evaluateDue(office.evaluating, 'FAST', at(0.4))).toBe(0);
    expect(await evaluateDue(office.evaluating, 'FAST', at(0.5))).toBe(1);
    await late();
    const [alert] = await alerts();
    expect(alert).toMatchObject({ state: 'FIRING', count: 1 });
    expect(await trailOf(office, alert?.id ?? '')).toHaveLength(1);
  });

  it('is void when somebody saves the monitor meanwhile', async () => {
    const id = await watch(office, version.modelId);
    await measure(office, { version }, { at: at(0), value: 0.1 });
    const late = await half(at(0));
    await saveMonitor(office, { id, monitor: { model: version.modelId, ...lowAccuracy, threshold: 0.05 } });
    await late();
    expect(await alerts()).toEqual([]);
    expect(await evaluateDue(office.evaluating, 'FAST', at(0))).toBe(1);
  });
});

it('ends the alerts of a monitor that watches something else by now, and keeps those of one with another rule', async () => {
  const id = await watch(office, version.modelId);
  await measure(office, { version }, { at: at(0), value: 0.1 });
  await evaluateAll(office, at(0));
  const save = (changes: object) =>
    saveMonitor(office, { id, monitor: { model: version.modelId, ...lowAccuracy, ...changes } });
  await save({ threshold: 0.8, name: 'Another name', windowMinutes: 20 });
  await evaluateAll(office, at(1));
  expect(await alerts()).toMatchObject([{ state: 'FIRING', count: 2 }]);
  await save({ metric: 'recall' });
  await evaluateAll(office, at(2));
  const [alert] = await alerts();
  expect(alert).toMatchObject({ state: 'RESOLVED' });
  expect(alert?.history.at(-1)?.note).toBe('Its monitor watches something else by now.');
  await measure(office, { version }, { at: at(3), value: 0.1, name: 'recall' });
  await evaluateAll(office, at(3));
  expect((await alerts()).map(({ state, previous }) => [state, previous])).toEqual([
    ['RESOLVED', null],
    ['FIRING', null],
  ]);
});
