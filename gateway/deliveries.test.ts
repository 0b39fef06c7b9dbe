import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { countDeliveries } from './deliveries.ts';
import type { Graph } from './graph.ts';

type Executed = Awaited<ReturnType<Graph['execute']>>;

/** A graph that answers what it is told to, and counts how often it is asked. */
function answering(result: object): { graph: Graph; asked: string[] } {
  const asked: string[] = [];
  const execute: Graph['execute'] = async request => {
    asked.push(String(request.query));
    return { result } as unknown as Executed;
  };
  return { graph: { execute, close: async () => undefined } as unknown as Graph, asked };
}

const health = { consumer: 'slack', due: 3, lagSeconds: 12.5, dead: 1, deliveredLastHour: 40 };

test('figures of deliveries are those of the graph, asked once for all who want them at about the same time', async () => {
  const register = new Registry();
  const all = [{ ...health, retriedLastHour: 2, rateLimitedLastHour: 7 }];
  const { graph, asked } = answering({ data: { deliveryHealth: all } });
  const count = countDeliveries(register, graph);
  await count();
  await count();
  const text = await register.metrics();
  expect(text).toMatch(/handoff_delivery_lag_seconds\{consumer="slack"\} 12\.5/);
  expect(text).toMatch(/handoff_delivery_dead\{consumer="slack"\} 1/);
  expect(text).toMatch(/handoff_delivery_rate_limited_last_hour\{consumer="slack"\} 7/);
  expect(asked).toHaveLength(1);
});

test('a graph that does not answer leaves them out', async () => {
  const register = new Registry();
  const { graph } = answering({ errors: [{ message: 'away', extensions: { code: 'UNAVAILABLE' } }] });
  await countDeliveries(register, graph)();
  expect(await register.metrics()).not.toMatch(/consumer=/);
});
