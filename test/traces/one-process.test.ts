import { silentLog } from '@handoff/kit/log';
import type { Running } from '@handoff/kit/started';
import { openTracing } from '@handoff/kit/trace/open';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directCard } from '../chat.ts';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { settingsOf } from '../settings.ts';
import { type Receiver, type Sent, startReceiver, wayTo } from './receiver.ts';

const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;
const noor = { userId: 'U07NOOR', channel: 'C03OPERATIONS' };

let receiver: Receiver;
let traces: Running;
let house: TestHouse;
beforeAll(async () => {
  receiver = await startReceiver();
  const { tracing } = settingsOf({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of%20the%20collector',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  traces = await openTracing(tracing, { name: 'handoff', version: '0', log: silentLog() });
  house = await testHouse('http');
});
afterAll(async () => {
  await house.stop();
  await traces.stop();
  await receiver.stop();
});

async function ask(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${house.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${house.adminToken}`, ...headers },
    body: JSON.stringify(body),
  });
}

const of = (traceId: string) => receiver.sent().filter(each => each.traceId === traceId);
const found = (name: RegExp, within: readonly Sent[] = receiver.sent()): Sent => {
  const [first] = within.filter(each => name.test(each.name));
  if (first) return first;
  throw new Error(`nothing like ${name} among ${[...new Set(within.map(each => each.name))].join(', ')}`);
};

describe('a request', () => {
  const query =
    'query Who($search: String) { models(search: $search, first: 3) { nodes { name } } model(name: "card-fraud") { id } }';
  let trace: readonly Sent[];
  beforeAll(async () => {
    const answer = await ask({ query, variables: { search: 'fraud' } }, { traceparent });
    expect(answer.status).toBe(200);
    trace = await until(() => {
      found(/^POST \/graphql$/, of(caller.traceId));
      return of(caller.traceId);
    });
  });

  it('goes on in the trace of who sent it, from the door down to the statements', () => {
    const ways = trace.filter(each => each.kind === 3).map(each => wayTo(trace, each, caller.spanId));
    expect(ways.map(way => way.slice(0, 3))).toContainEqual(['POST /graphql', 'query', 'registry Query.model']);
    for (const way of ways) expect(way[0]).toBe('POST /graphql');
  });

  it('tells of itself by the names of the semantic conventions', () => {
    expect(found(/^POST \/graphql$/, trace)).toMatchObject({
      service: 'handoff',
      kind: 2,
      parentSpanId: caller.spanId,
      failed: false,
      attributes: { 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 },
    });
    expect(found(/^query$/, trace).attributes).toEqual({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Who',
    });
    const statement = trace.find(({ attributes }) => attributes['db.collection.name'] === 'registry.model');
    expect(statement).toMatchObject({
      kind: 3,
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': expect.stringMatching(/\$1/),
        'server.address': expect.anything(),
      },
    });
  });

  it('is sent packed, with the headers of the settings, where the settings say', () => {
    for (const { path, headers } of receiver.requests) {
      expect(path).toBe('/v1/traces');
      expect(headers).toMatchObject({ authorization: 'Bearer of the collector', 'content-encoding': 'gzip' });
    }
  });
});

it.each([
  ['GRAPHQL_VALIDATION_FAILED', '{ nothing }'],
  ['BAD_USER_INPUT', '{ models(first: -1) { totalCount } }'],
])('a request that is refused fails with its code %s and nothing else', async (code, query) => {
  const trace = code.length.toString(16).padStart(32, 'a');
  await ask({ query }, { traceparent: `00-${trace}-${caller.spanId}-01` });
  const failed = await until(() => found(/^query$/, of(trace)));
  expect(failed).toMatchObject({ failed: true, attributes: { 'error.type': code } });
});

it('leaves alone who does not want to be traced, and what looks at the process', async () => {
  const unwanted = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
  await ask({ query: '{ me { name } }' }, { traceparent: `00-${unwanted}-${caller.spanId}-00` });
  await fetch(`${house.url}/readyz`, { headers: { traceparent } });
  await fetch(`${house.url}/metrics`, { headers: { traceparent } });
  const mark = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';
  await fetch(`${house.url}/models/churn?search=hushhush`, {
    headers: { traceparent: `00-${mark}-${caller.spanId}-01` },
  });
  await until(() => found(/^GET \/models\/\{of\}$/, of(mark)));
  expect(of(unwanted)).toEqual([]);
  expect(receiver.sent().filter(each => each.name.includes('readyz') || each.name.includes('metrics'))).toEqual([]);
});

describe('something said in Slack', () => {
  it('is one trace: what was typed, the change, what must be told, and the card that tells it', async () => {
    await house.slack.command(noor.userId, noor.channel, '/handoff assign delivery-time owner @ben.okafor');
    const [assignment] = await until(async () => {
      const source = '{ model(name: "delivery-time") { assignments(state: PROPOSED) { id } } }';
      const { model } = await asked<{ model: { assignments: { id: string }[] } }>(house.admin, source);
      expect(model.assignments.length).toBeGreaterThan(0);
      return model.assignments;
    });
    await until(() => directCard(house.slack, 'U08BEN', assignment?.id ?? ''));
    const trace = await until(() => {
      const all = of(found(/^process command$/).traceId);
      found(
        /^POST chat\.postMessage$/,
        all.filter(each => wayTo(all, each).includes('process outbox')),
      );
      return all;
    });
    const mutation = found(/^mutation$/, trace);
    expect(wayTo(trace, mutation)).toEqual(['process command', 'POST /graphql', 'POST /graphql', 'mutation']);
    const told = trace.filter(each => each.name === 'process outbox').map(each => wayTo(trace, each));
    expect(told.length).toBeGreaterThan(0);
    for (const way of told) expect(way.slice(0, 4)).toEqual(wayTo(trace, mutation));
    expect(found(/^process outbox$/, trace)).toMatchObject({ kind: 5, attributes: { 'handoff.subject': 'asg' } });
  });
});

it('tells nothing of anybody: no name, address or token of a person, nothing they wrote, no value of a statement', () => {
  const all = JSON.stringify(receiver.sent());
  expect(receiver.sent().length).toBeGreaterThan(50);
  for (const secret of [
    ...[
      'fraud',
      'hushhush',
      'delivery-time',
      'Okafor',
      'ben.okafor',
      'U08BEN',
      'U07NOOR',
      'demo.example',
      'Bearer',
      'xoxb-',
    ],
    house.adminToken,
  ])
    expect(all).not.toContain(secret);
  expect(all).not.toMatch(/\b(?:per|mdl|asg|svc)_[0-9A-Z]{20,}/);
});
