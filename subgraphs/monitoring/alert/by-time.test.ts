import { rows } from '@handoff/kit/database/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { alertsOf, evaluateAll, measure, trailOf, watch } from '../testing/watching.ts';

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

const at = (minutes: number) => new Date(clock.getTime() + minutes * 60_000);

/** Measures a value at a minute, or nothing, and lets time do what it does then. */
async function look(minutes: number, value: number | null): Promise<string[]> {
  if (value !== null) await measure(office, { version }, { at: at(minutes), value });
  await evaluateAll(office, at(minutes));
  return (await alertsOf(office, version.modelId)).map(({ state }) => state);
}

const silenceSource = `mutation ($id: ID!, $minutes: Int!) { silenceAlert(input: { alertId: $id, minutes: $minutes, reason: "known" }) { problem { message } } }`;
async function silence(minutes: number): Promise<string> {
  const { id } = (await alertsOf(office, version.modelId)).at(-1) ?? { id: '' };
  await office.ask(office.engineer, silenceSource, { id, minutes });
  return id;
}

/** What people are told of an alert, with what is said. */
async function told(id: string): Promise<string[]> {
  const trail = await trailOf(office, id);
  return trail.flatMap(({ action, told, detail }) =>
    told ? [detail.note ? `${action}: ${detail.note}` : action] : [],
  );
}

const ids = async () => (await alertsOf(office, version.modelId)).map(({ id }) => id);

describe('a silence', () => {
  it('keeps the end quiet, and says it when it is over itself', async () => {
    await watch(office, version.modelId, { windowMinutes: 1 });
    await look(0, 0.5);
    const id = await silence(30);
    expect(await look(5, 0.95)).toEqual(['RESOLVED']);
    expect(await told(id)).toEqual(['alert.fired', 'alert.silenced: known']);
    await look(40, null);
    await look(41, null);
    expect((await told(id)).slice(2)).toEqual([
      expect.stringMatching(/^alert.silence_over: The time of the silence is up\. It ended by itself at .* UTC\.$/),
    ]);
  });

  it('is that of what comes back in it, and ends once', async () => {
    await watch(office, version.modelId, { windowMinutes: 1 });
    await look(0, 0.5);
    const first = await silence(30);
    await look(5, 0.95);
    expect(await look(10, 0.5)).toEqual(['RESOLVED', 'SILENCED']);
    await look(15, 0.95);
    expect(await look(20, 0.5)).toEqual(['RESOLVED', 'RESOLVED', 'SILENCED']);
    const [, second = '', third = ''] = await ids();
    expect([await told(second), await told(third)]).toEqual([[], []]);
    expect(await look(31, 0.5)).toEqual(['RESOLVED', 'RESOLVED', 'FIRING']);
    await look(50, null);
    expect([(await told(first)).length, await told(second), await told(third)]).toEqual([
      ...[2, []],
      ['alert.unsilenced: The time of the silence is up. Meanwhile it ended 2 times, and came back.'],
    ]);
  });

  it('that is over while all is well for a while is told of when it comes back', async () => {
    await watch(office, version.modelId, { windowMinutes: 1, keepFiringMinutes: 60 });
    await look(0, 0.5);
    const id = await silence(10);
    expect(await look(5, 0.95)).toEqual(['RECOVERING']);
    expect(await look(20, 0.5)).toEqual(['FIRING']);
    expect((await told(id)).at(-1)).toContain('alert.unsilenced');
  });

  it('ends with what somebody resolves', async () => {
    await watch(office, version.modelId, { windowMinutes: 1 });
    await look(0, 0.5);
    const id = await silence(30);
    const resolve =
      'mutation ($id: ID!) { resolveAlert(input: { alertId: $id, note: "mended" }) { problem { message } } }';
    await office.ask(office.engineer, resolve, { id });
    expect(await look(5, 0.5)).toEqual(['RESOLVED', 'FIRING']);
    await look(40, null);
    expect((await told(id)).at(-1)).toBe('alert.resolved: mended');
  });
});

const escalationSource = 'query ($id: ID!) { alert(id: $id) { escalation escalatesAt state } }';
const escalation = async (id: string) =>
  (
    await office.ask<{ alert: { escalation: number; escalatesAt: string | null } }>(office.engineer, escalationSource, {
      id,
    })
  ).alert;

describe('an alert that nobody acknowledges', () => {
  it.each([
    ['CRITICAL', 15],
    ['WARNING', 240],
  ])('goes to the next and then to the last when it is %s, every %d minutes', async (severity, minutes) => {
    await watch(office, version.modelId, { severity });
    await look(0, 0.5);
    const [id = ''] = await ids();
    expect(await escalation(id)).toMatchObject({ escalation: 0, escalatesAt: at(minutes).toISOString() });
    await look(minutes - 1, null);
    expect((await escalation(id)).escalation).toBe(0);
    await look(minutes, null);
    expect(await escalation(id)).toMatchObject({ escalation: 1, escalatesAt: at(2 * minutes).toISOString() });
    await look(2 * minutes, null);
    expect(await escalation(id)).toMatchObject({ escalation: 2, escalatesAt: null });
    await look(9 * minutes, null);
    expect(await told(id)).toEqual([
      'alert.fired',
      ...Array(2).fill(`alert.escalated: Nobody acknowledged it within ${minutes} minutes.`),
    ]);
  });

  it('stays where it is when it informs, or when somebody acknowledged it; that it ends is told all the same', async () => {
    await watch(office, version.modelId, { severity: 'INFO', name: 'For information', windowMinutes: 1 });
    await watch(office, version.modelId, { severity: 'CRITICAL', name: 'Acknowledged', windowMinutes: 1 });
    await look(0, 0.5);
    const [informs = '', acknowledged = ''] = await ids();
    const source = 'mutation ($id: ID!) { acknowledgeAlert(input: { alertId: $id }) { problem { message } } }';
    await office.ask(office.engineer, source, { id: acknowledged });
    await office.ask(office.engineer, source, { id: informs });
    await look(1400, 0.95);
    const all = await Promise.all([informs, acknowledged].map(told));
    expect(all.map(each => each.at(-1))).toEqual(['alert.resolved', 'alert.resolved']);
    expect(all.flat().some(each => each.includes('escalated'))).toBe(false);
  });
});
