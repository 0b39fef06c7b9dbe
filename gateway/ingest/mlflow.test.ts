import { createHmac } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeSupergraph } from '../compose.ts';
import type { Gateway } from '../gateway.ts';
import { inProcess } from '../inprocess.ts';
import type { LocalSubgraph } from '../local-subgraph.ts';
import { openHouse, replyOf } from '../testing/house.ts';

// The far side: a graph with the one change that a delivery becomes.
const sdl = `
  type Query { sources: [String!] }
  type Mutation { refreshSource(input: RefreshSourceInput!): RefreshSourcePayload }
  enum SourceSystem { MLFLOW }
  input RefreshSourceInput { system: SourceSystem! externalId: String! idempotencyKey: String }
  type Problem { message: String! }
  type RefreshSourcePayload { problem: Problem }`;

let taken: object[] = [];
let answer: () => object;

function registry(): LocalSubgraph {
  const refreshSource = (_: unknown, { input }: { input: object }, context: unknown) => {
    taken.push({ ...(context as object), ...input });
    return answer();
  };
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: { Mutation: { refreshSource } } });
  return { name: 'registry', schema, context: ({ actor }) => ({ by: actor.kind }) };
}

const open = (mlflowSecrets: string[]) =>
  openHouse({
    supergraph: composeSupergraph([{ name: 'registry', url: 'http://127.0.0.1:1/registry', sdl }]),
    join: inProcess([registry()]),
    mlflowSecrets,
  });

let gateway: Gateway;
beforeAll(async () => {
  gateway = await open(['the secret']);
});
afterAll(() => gateway.close());
beforeEach(() => {
  taken = [];
  answer = () => ({ problem: null });
});

const event = { entity: 'model_version', action: 'created', data: { name: 'churn', version: '3' } };

interface Sent {
  secret?: string;
  at?: number;
  headers?: Record<string, string>;
  method?: string;
  to?: Gateway;
}

async function post(body: unknown, sent: Sent = {}) {
  const { secret = 'the secret', at = Date.now(), headers = {}, method = 'POST', to = gateway } = sent;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const seconds = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', secret).update(`d-1.${seconds}.${text}`).digest('base64');
  const response = await fetch(`${to.url}/hooks/mlflow`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-mlflow-delivery-id': 'd-1',
      'x-mlflow-timestamp': seconds,
      'x-mlflow-signature': `v1,${signature}`,
      ...headers,
    },
    ...(method === 'POST' && { body: text }),
  });
  return replyOf(response);
}

it('has the model that a delivery names read anew, as Handoff itself, once for each delivery', async () => {
  const reply = await post(event);
  expect([reply.status, reply.json]).toEqual([202, { readingAnew: 'churn' }]);
  expect(taken).toEqual([{ by: 'system', system: 'MLFLOW', externalId: 'churn', idempotencyKey: 'mlflow d-1' }]);
});

it('takes note of what is about no model, and does nothing', async () => {
  const reply = await post({ ...event, entity: 'prompt' });
  expect([reply.status, reply.json, taken]).toEqual([200, { ignored: 'prompt.created' }, []]);
});

describe('is refused', () => {
  it.each<[string, () => ReturnType<typeof post>, number, string]>([
    ['with another secret', () => post(event, { secret: 'another' }), 401, 'does not fit'],
    ['caught long ago', () => post(event, { at: Date.now() - 600_000 }), 401, 'more than 5 minutes'],
    ['without a signature', () => post(event, { headers: { 'x-mlflow-signature': '' } }), 401, 'is missing'],
    ['as no event', () => post({}), 400, 'no event of MLflow'],
    ['as no JSON', () => post('{'), 400, 'no event of MLflow'],
    ['nested too deeply', () => post('['.repeat(100_000)), 400, 'no event of MLflow'],
    ['by another method', () => post(event, { method: 'GET' }), 405, 'Use POST'],
    ['as another type', () => post(event, { headers: { 'content-type': 'text/plain' } }), 415, 'application/json'],
    ['compressed', () => post(event, { headers: { 'content-encoding': 'gzip' } }), 415, 'not compressed'],
    ['too large', () => post({ ...event, note: 'x'.repeat(256 * 1024) }), 413, 'larger than 256 kB'],
  ])('%s', async (...[, asked, status, message]) => {
    const reply = await asked();
    expect([reply.status, reply.json.errors?.[0]?.message]).toEqual([status, expect.stringContaining(message)]);
    expect(taken).toEqual([]);
  });

  it('where nobody is to be heard, with what to set', async () => {
    const deaf = await open([]);
    try {
      const reply = await post(event, { to: deaf, secret: '' });
      expect(reply.status).toBe(404);
      expect(reply.json.errors?.[0]?.message).toContain('HANDOFF_MLFLOW_WEBHOOK_SECRET');
    } finally {
      await deaf.close();
    }
  });
});

it.each<[string, () => object, number]>([
  ['what the graph refuses', () => ({ problem: { message: 'No.' } }), 400],
  [
    'a subgraph that is away, so that MLflow sends it again',
    () => {
      throw new GraphQLError('Away.', { extensions: { code: 'UNAVAILABLE' } });
    },
    503,
  ],
])('tells of %s', async (_, given, status) => {
  answer = given;
  expect((await post(event)).status).toBe(status);
});
