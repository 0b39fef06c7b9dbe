import { existsSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeSupergraph } from '../compose.ts';
import type { Gateway } from '../gateway.ts';
import { inProcess } from '../inprocess.ts';
import type { LocalSubgraph } from '../local-subgraph.ts';
import { annToken, openHouse, replyOf } from '../testing/house.ts';
import { alertsOf } from './alertmanager-payload.ts';

// The far side: a graph with the one change that alerts become.
const sdl = `
  type Query { alerts: [String!] }
  type Mutation { receiveAlerts(input: ReceiveAlertsInput!): ReceiveAlertsPayload }
  scalar DateTime
  enum ReceivedStatus { FIRING RESOLVED }
  input AlertLabelInput { name: String! value: String! }
  input ReceivedAlertInput {
    fingerprint: String! status: ReceivedStatus! startsAt: DateTime! endsAt: DateTime
    labels: [AlertLabelInput!]! annotations: [AlertLabelInput!]!
  }
  input ReceiveAlertsInput { alerts: [ReceivedAlertInput!]! idempotencyKey: String }
  type RejectedRow { index: Int! reason: String! }
  type Problem { message: String! }
  type ReceiveAlertsPayload { accepted: Int! rejected: [RejectedRow!]! problem: Problem }`;

interface Taken {
  by: string | null;
  alerts: unknown[];
}
let taken: Taken[] = [];
let answer: () => object;

function monitoring(): LocalSubgraph {
  const receiveAlerts = (_: unknown, { input }: { input: { alerts: unknown[] } }, context: unknown) => {
    const { by } = context as { by: string | null };
    taken.push({ by, alerts: input.alerts });
    return answer();
  };
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: { Mutation: { receiveAlerts } } });
  return { name: 'monitoring', schema, context: ({ actor }) => ({ by: actor.id }) };
}

let gateway: Gateway;
beforeAll(async () => {
  const supergraph = composeSupergraph([{ name: 'monitoring', url: 'http://127.0.0.1:1/monitoring', sdl }]);
  gateway = await openHouse({ supergraph, join: inProcess([monitoring()]) });
});
afterAll(() => gateway.close());
beforeEach(() => {
  taken = [];
  answer = () => ({ accepted: 1, rejected: [], problem: null });
});

async function post(body: unknown, headers: Record<string, string> = {}, method = 'POST') {
  const response = await fetch(`${gateway.url}/ingest/alertmanager`, {
    method,
    headers: { authorization: `Bearer ${annToken}`, 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return replyOf(response);
}

const alert = {
  status: 'firing',
  labels: { alertname: 'Low', model: 'churn' },
  annotations: { summary: 'It is low.' },
  startsAt: '2026-11-21T09:08:12.953123456+01:00',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus/graph',
  fingerprint: '5fec9a413a00d49a',
};
const payload = {
  version: '4',
  status: 'firing',
  receiver: 'handoff',
  groupKey: '{}',
  truncatedAlerts: 0,
  alerts: [alert],
};
const withAlert = (changes: object) => ({ ...payload, alerts: [alert, { ...alert, ...changes }] });

it('hands the alerts to the graph as the caller, and says what came of them', async () => {
  answer = () => ({ accepted: 1, rejected: [{ index: 1, reason: 'No.' }], problem: null });
  const reply = await post(withAlert({ status: 'resolved', endsAt: '2026-11-21T09:00:00Z', annotations: undefined }));
  expect([reply.status, reply.json]).toEqual([200, { accepted: 1, rejected: [{ index: 1, reason: 'No.' }] }]);
  const first = {
    ...{ fingerprint: '5fec9a413a00d49a', status: 'FIRING', startsAt: '2026-11-21T08:08:12.953Z', endsAt: null },
    labels: [
      { name: 'alertname', value: 'Low' },
      { name: 'model', value: 'churn' },
    ],
    annotations: [{ name: 'summary', value: 'It is low.' }],
  };
  const second = { ...first, status: 'RESOLVED', endsAt: '2026-11-21T09:00:00.000Z', annotations: [] };
  expect(taken).toEqual([{ by: 'per_ann', alerts: [first, second] }]);
});

describe('is refused', () => {
  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'The body must be a JSON object'],
    ['a list', [], 'The body must be'],
    ['another version', { ...payload, version: '3' }, '"version" must be "4"'],
    ['no alerts', { version: '4' }, '"alerts" must be a list'],
    ['an alert that is none', { ...payload, alerts: [1] }, '"alerts[0]" must be'],
    ['another status', withAlert({ status: 'pending' }), '"alerts[1].status" must be "firing" or "resolved"'],
    ['a status of every object', withAlert({ status: 'constructor' }), '"alerts[1].status"'],
    ['no fingerprint', withAlert({ fingerprint: '' }), '"alerts[1].fingerprint"'],
    ['labels that are no texts', withAlert({ labels: { model: 1 } }), '"alerts[1].labels.model" must be a text'],
    ['no labels', withAlert({ labels: null }), '"alerts[1].labels" must be'],
    ['other annotations', withAlert({ annotations: ['x'] }), '"alerts[1].annotations"'],
    ['no begin', withAlert({ startsAt: undefined }), '"alerts[1].startsAt" must be a time'],
    ['a begin that is no day', withAlert({ startsAt: '2026-13-01T00:00:00Z' }), '"alerts[1].startsAt"'],
    ['another end', withAlert({ endsAt: 'never' }), '"alerts[1].endsAt"'],
    ['too many', { ...payload, alerts: Array(1001).fill(alert) }, '1000 alerts at most (there are 1001)'],
  ])('with %s, saying where', async (_, body, message) => {
    const reply = await post(body);
    expect(reply.status).toBe(400);
    expect(reply.json.errors?.[0]?.message).toContain(message);
    expect(taken).toEqual([]);
  });

  it.each<[string, () => ReturnType<typeof post>, number]>([
    ['without a token', () => post(payload, { authorization: '' }), 401],
    ['with a token nobody knows', () => post(payload, { authorization: 'Bearer nobody-knows-this-token' }), 401],
    ['by another method', () => post(payload, {}, 'GET'), 405],
    ['as another type', () => post(payload, { 'content-type': 'text/plain' }), 415],
    ['compressed', () => post(payload, { 'content-encoding': 'gzip' }), 415],
    ['too large', () => post({ ...payload, note: 'x'.repeat(256 * 1024) }), 413],
    ['nested too deeply', () => post(`${'['.repeat(1000)}${']'.repeat(1000)}`), 400],
  ])('%s', async (_, asked, status) => {
    expect((await asked()).status).toBe(status);
    expect(taken).toEqual([]);
  });
});

it.each<[string, () => object, number, string]>([
  [
    'what the graph refuses',
    () => ({ accepted: 0, rejected: [], problem: { message: 'Too many.' } }),
    400,
    'Too many.',
  ],
  ['an outage, so that it is sent again', () => outage(), 503, 'try again'],
  ['a fault of ours', () => fault(), 500, 'INTERNAL'],
])('answers %s', async (...[, answering, status, text]) => {
  answer = answering;
  const reply = await post(payload);
  expect(reply.status).toBe(status);
  expect(reply.text).toContain(text);
});

function outage(): never {
  throw new GraphQLError('Registry is away: try again in a moment.', { extensions: { code: 'UNAVAILABLE' } });
}

function fault(): never {
  throw new Error('SELECT broken FROM us');
}

const recorded = (name: string) => new URL(`../../../shared/data/live-answers/${name}`, import.meta.url);
describe.skipIf(!existsSync(recorded('alertmanager-1-firing.json')))('a delivery of a real Alertmanager', () => {
  it.each([
    ['alertmanager-1-firing.json', 'FIRING'],
    ['alertmanager-2-resolved.json', 'RESOLVED'],
  ])('%s is read', (name, status) => {
    const { body } = JSON.parse(readFileSync(recorded(name), 'utf8')) as { body: unknown };
    const alerts = alertsOf(body);
    expect(alerts).toMatchObject([{ status, fingerprint: '5fec9a413a00d49a', startsAt: '2026-11-21T02:08:12.953Z' }]);
  });
});
