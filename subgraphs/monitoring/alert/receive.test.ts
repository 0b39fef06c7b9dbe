import { rows } from '@handoff/kit/database/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../testing/office.ts';
import { alertsOf, evaluateAll, trailOf, watch } from '../testing/watching.ts';
import { type ReceivedAlert, signalOf } from './receiving.ts';

let office: Office;
let model: string;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  model = await office.addModel();
});

const now = new Date('2026-11-21T09:00:00Z');
const named = (texts: Record<string, string>) => Object.entries(texts).map(([name, value]) => ({ name, value }));
const sent = (
  labels: Record<string, string>,
  annotations: Record<string, string> = {},
  changes: Partial<ReceivedAlert> = {},
) => ({
  ...{ fingerprint: 'f1', status: 'FIRING' as const, startsAt: new Date('2026-11-21T08:00:00Z') },
  ...{ labels: named({ model: 'churn', ...labels }), annotations: named(annotations) },
  ...changes,
});

describe('a received alert', () => {
  it.each<[string, Record<string, string>, Record<string, string>, object]>([
    [
      'its name',
      { alertname: 'Low' },
      {},
      { title: 'Low', detail: 'Low', severity: 'WARNING', environment: null, runbook: null },
    ],
    ['its summary', { alertname: 'Low' }, { summary: 'It is low.' }, { title: 'It is low.', detail: 'It is low.' }],
    ['its description', {}, { summary: 'Low', description: 'Very low.' }, { title: 'Low', detail: 'Very low.' }],
    ['nothing', {}, {}, { title: 'An alert without a name' }],
    ['its version', { version: '3' }, { summary: 'Low' }, { title: 'Low', detail: 'Low (version 3)' }],
    [
      'its environment and runbook',
      { environment: 'prod' },
      { runbook_url: 'https://r' },
      { environment: 'prod', runbook: 'https://r' },
    ],
    ['its severity', { severity: 'critical' }, {}, { severity: 'CRITICAL' }],
    ['whom it wakes', { severity: 'Page' }, {}, { severity: 'CRITICAL' }],
    ['that it informs', { severity: 'info' }, {}, { severity: 'INFO' }],
    ['a severity of its own', { severity: 'constructor' }, {}, { severity: 'WARNING' }],
    [
      'a long text',
      {},
      { summary: 'x'.repeat(300), description: 'y'.repeat(5000) },
      { title: `${'x'.repeat(199)}…`, detail: `${'y'.repeat(3999)}…` },
    ],
  ])('says %s', (...[, labels, annotations, expected]) => {
    expect(signalOf(sent(labels, annotations), 0, now)).toMatchObject({ model: 'churn', news: expected });
  });

  it.each<[string, ReturnType<typeof sent>, string]>([
    ['no model', sent({ model: ' ' }), '"model"'],
    ['no fingerprint', sent({}, {}, { fingerprint: ' ' }), 'empty'],
    ['a long fingerprint', sent({}, {}, { fingerprint: 'x'.repeat(201) }), '201 characters'],
  ])('with %s is not taken', (...[, alert, reason]) => {
    expect(signalOf(alert, 0, now)).toContain(reason);
  });

  it('may name its model beside what others call one, and began when that can be', () => {
    const found = signalOf(sent({ handoff_model: 'mine' }, {}, { startsAt: new Date('0001-01-01T00:00:00Z') }), 0, now);
    expect(found).toMatchObject({ model: 'mine', news: { firedAt: now } });
  });
});

const source = `mutation ($input: ReceiveAlertsInput!) { receiveAlerts(input: $input) {
  accepted rejected { index reason } problem { __typename message } } }`;
interface Answer {
  accepted: number;
  rejected: { index: number; reason: string }[];
  problem: { __typename: string } | null;
}
type Sent = Omit<Partial<ReceivedAlert>, 'startsAt' | 'endsAt'> & { startsAt?: string; endsAt?: string };

async function receive(alerts: readonly Sent[], as = office.engineer): Promise<Answer> {
  const full = alerts.map(alert => ({ ...sent({ model }), startsAt: '2026-11-21T08:00:00Z', ...alert }));
  return (await office.ask<{ receiveAlerts: Answer }>(as, source, { input: { alerts: full } })).receiveAlerts;
}
const standing = async () => (await alertsOf(office, model)).map(({ state, count }) => `${state} ${count}`);

describe('receiving', () => {
  it('opens, repeats and ends an alert by its fingerprint, with an event for each change', async () => {
    expect(await receive([{}])).toEqual({ accepted: 1, rejected: [], problem: null });
    await receive([{}]);
    await receive([{}, {}, { fingerprint: 'f2' }]);
    expect(await standing()).toEqual(['FIRING 3', 'FIRING 1']);
    await receive([{ status: 'RESOLVED', endsAt: '2026-11-21T08:30:00Z' }]);
    await receive([{ status: 'RESOLVED', endsAt: '2026-11-21T08:30:00Z' }]);
    expect(await standing()).toEqual(['RESOLVED 3', 'FIRING 1']);
    const [first] = await alertsOf(office, model);
    const trail = await trailOf(office, first?.id ?? '');
    expect(trail.map(({ action, told }) => [action, told])).toEqual([
      ['alert.fired', true],
      ['alert.resolved', true],
    ]);
    expect(first?.history).toMatchObject([
      { move: 'FIRE', by: { name: 'Eva' } },
      { move: 'RESOLVE', by: { name: 'Eva' } },
    ]);
  });

  it('opens a new one when it fires again, and none for news that come late', async () => {
    await receive([{}]);
    await receive([{ status: 'RESOLVED', endsAt: '2026-11-21T08:30:00Z' }]);
    await receive([{}]);
    expect(await standing()).toEqual(['RESOLVED 1']);
    await receive([{ startsAt: '2026-11-21T08:40:00Z' }]);
    await receive([{ status: 'RESOLVED', endsAt: '2026-11-21T08:30:00Z' }]);
    expect(await standing()).toEqual(['RESOLVED 1', 'FIRING 1']);
    const [first, second] = await alertsOf(office, model);
    expect(second?.previous?.id).toBe(first?.id);
  });

  it('opens one when the same comes many times at once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => receive([{}, { fingerprint: 'f2' }])));
    expect(await standing()).toEqual(['FIRING 6', 'FIRING 6']);
  });

  it('opens another for what somebody resolved and what still fires', async () => {
    await receive([{}]);
    const [alert] = await alertsOf(office, model);
    const resolve = 'mutation ($input: ResolveAlertInput!) { resolveAlert(input: $input) { problem { message } } }';
    await office.ask(office.engineer, resolve, { input: { alertId: alert?.id, note: 'Done.' } });
    await receive([{}]);
    expect(await standing()).toEqual(['RESOLVED 1', 'FIRING 1']);
  });

  it('says of each why it was not taken, and takes the others', async () => {
    const secret = await office.addModel('RESTRICTED');
    office.call(model, 'churn');
    const answer = await receive([
      { labels: [] },
      { labels: named({ model: 'churn' }) },
      { labels: named({ model: 'nobody' }) },
      { labels: named({ model }), fingerprint: '' },
      { labels: named({ model }), fingerprint: 'f2' },
    ]);
    expect(answer).toEqual({
      accepted: 2,
      problem: null,
      rejected: [
        { index: 0, reason: expect.stringContaining('add the label "model"') },
        { index: 2, reason: 'There is no model "nobody", or it is not yours to see.' },
        { index: 3, reason: expect.stringContaining('fingerprint') },
      ],
    });
    const stranger = await receive([{ labels: named({ model: secret }) }, {}], office.ana);
    expect(stranger.rejected.map(({ reason }) => reason)).toEqual([
      `There is no model "${secret}", or it is not yours to see.`,
      expect.stringContaining('ask for a role'),
    ]);
    expect(await standing()).toHaveLength(2);
  });

  it('keeps what others may not pass for: an alert of a monitor, and one of another model', async () => {
    const monitor = await watch(office, model);
    const other = await office.addModel();
    await receive([{ fingerprint: monitor }, { fingerprint: monitor, labels: named({ model: other }) }]);
    const found = await rows(
      office.db,
      'SELECT model_id, monitor_id FROM monitoring.alert WHERE fingerprint = $1 ORDER BY model_id',
      [monitor],
    );
    expect(found).toEqual([model, other].toSorted().map(model_id => ({ model_id, monitor_id: null })));
  });

  it('bears odd labels', async () => {
    const labels = [...named({ model }), ...named({ 'a\u0000': 'b\ud800' }), { name: '__proto__', value: 'x' }];
    expect(await receive([{ labels, annotations: named({ summary: 'NUL \u0000 and half \ud800' }) }])).toMatchObject({
      accepted: 1,
    });
  });

  it.each([
    ['too many alerts', 1001, 'InvalidInput'],
    ['none', 0, undefined],
  ])('of %s at once', async (_, count, problem) => {
    const answer = await receive(Array(count).fill({}));
    expect([answer.problem?.__typename, answer.accepted]).toEqual([problem, 0]);
  });

  it('asks for the names of 50 models at most', async () => {
    const alerts = Array.from({ length: 52 }, (_, i) => ({ labels: named({ model: `model-${i}` }) }));
    const { rejected } = await receive(alerts);
    expect(rejected.filter(({ reason }) => reason.includes('more than 50 models')).map(({ index }) => index)).toEqual([
      50, 51,
    ]);
  });

  it('takes runbook, severity and verdicts from the monitor of its name, where it says none itself', async () => {
    const external = {
      kind: 'EXTERNAL',
      comparator: null,
      threshold: null,
      severity: 'CRITICAL',
      runbook: 'Call Ben.',
    };
    const id = await watch(office, model, { ...external, name: 'Errors', metric: 'HighErrorRate' });
    const of = (fingerprint: string, labels: Record<string, string> = {}) => ({
      ...{ fingerprint, labels: named({ model, alertname: 'HighErrorRate', ...labels }) },
      annotations: named(labels.severity ? { runbook_url: 'https://r' } : {}),
    });
    await receive([of('f1'), of('f2', { severity: 'info' }), of('f3', { alertname: 'Another' })]);
    await receive([of('f1')]);
    const sql = `SELECT monitor_id AS "monitorId", severity, runbook, count FROM monitoring.alert
      WHERE model_id = $1 ORDER BY fingerprint`;
    expect(await rows(office.db, sql, [model])).toEqual([
      { monitorId: id, severity: 'CRITICAL', runbook: 'Call Ben.', count: 2 },
      { monitorId: id, severity: 'INFO', runbook: 'https://r', count: 1 },
      { monitorId: null, severity: 'WARNING', runbook: null, count: 1 },
    ]);
    await evaluateAll(office, new Date());
    await receive([{ ...of('f1'), status: 'RESOLVED', endsAt: '2026-11-21T08:30:00Z' }]);
    expect(await standing()).toEqual(['RESOLVED 2', 'FIRING 1', 'FIRING 1']);
    const [alert] = await alertsOf(office, model);
    const rate = 'mutation ($id: ID!) { rateAlert(input: { alertId: $id, useful: false }) { problem { message } } }';
    await office.ask(office.engineer, rate, { id: alert?.id });
    const verdicts = 'query ($id: ID!) { monitor(id: $id) { useful noise } }';
    expect(await office.ask(office.engineer, verdicts, { id })).toEqual({ monitor: { useful: 0, noise: 1 } });
  });
});
