import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SplitHouse, splitHouse } from '../house.ts';
import { type Receiver, startReceiver, wayTo } from './receiver.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const query =
  '{ model(name: "card-fraud") { name live(environment: "production") { version { version } } alerts { totalCount } } }';

describe('parts that are processes of their own', () => {
  let receiver: Receiver;
  let house: SplitHouse;
  let stopped = false;
  const stop = async () => {
    if (!stopped) await house.stop();
    stopped = true;
  };
  beforeAll(async () => {
    receiver = await startReceiver();
    const environment = {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/taken/here`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      // Nothing is sent before the end: what comes came with it.
      OTEL_BSP_SCHEDULE_DELAY: '600000',
    };
    house = await splitHouse({ environment });
  });
  afterAll(async () => {
    await stop();
    await receiver.stop();
  });

  it('keep one trace, which is sent when they are told to end', async () => {
    const answer = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${house.adminToken}`,
        traceparent: `00-${traceId}-${spanId}-01`,
      },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toMatchObject({ data: { model: { name: 'card-fraud' } } });
    await stop();
    const trace = receiver.sent().filter(each => each.traceId === traceId);
    const services = [...new Set(trace.map(each => each.service))].toSorted();
    expect(services).toEqual(['handoff-deployment', 'handoff-gateway', 'handoff-monitoring', 'handoff-registry']);
    for (const each of trace) expect(wayTo(trace, each, spanId)[0]).toBe('POST /graphql');
    for (const name of ['registry', 'deployment', 'monitoring']) {
      const statement = trace.find(each => each.service === `handoff-${name}` && each.kind === 3);
      const way = statement ? wayTo(trace, statement, spanId) : [];
      // Door of the gateway, the operation, what the Apollo gateway tells of itself, call, door of the subgraph, statement.
      expect(way.slice(0, 2)).toEqual(['POST /graphql', 'query']);
      expect(way.slice(-3, -1)).toEqual(['POST /graphql', 'POST /graphql']);
    }
    for (const secret of ['card-fraud', house.adminToken])
      expect(JSON.stringify(receiver.sent())).not.toContain(secret);
    expect(receiver.requests.every(({ path }) => path === '/taken/here')).toBe(true);
  });
});
