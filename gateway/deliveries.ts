import { system } from '@handoff/kit/actor';
import { Gauge, type Registry } from 'prom-client';
import type { Graph } from './graph.ts';
import { callGraph } from './graph-call.ts';
import { isRefusal } from './refusal.ts';

interface Health {
  consumer: string;
  due: number;
  lagSeconds: number;
  dead: number;
  deliveredLastHour: number;
  retriedLastHour: number;
  rateLimitedLastHour: number;
}

const query =
  '{ deliveryHealth { consumer due lagSeconds dead deliveredLastHour retriedLastHour rateLimitedLastHour } }';

const told: readonly (readonly [name: string, help: string, of: (health: Health) => number])[] = [
  ['handoff_delivery_due', 'Messages that wait to be told.', health => health.due],
  ['handoff_delivery_lag_seconds', 'How long the oldest of them waits, in seconds.', health => health.lagSeconds],
  ['handoff_delivery_dead', 'Messages that were given up.', health => health.dead],
  ['handoff_delivery_delivered_last_hour', 'Told within the last hour.', health => health.deliveredLastHour],
  [
    'handoff_delivery_retried_last_hour',
    'Failed and due again, within the last hour.',
    health => health.retriedLastHour,
  ],
  [
    'handoff_delivery_rate_limited_last_hour',
    'How often the other side asked to wait (429), within the last hour.',
    health => health.rateLimitedLastHour,
  ],
];

// Whoever asks for figures is not signed in: the graph is asked for them no more often than this.
const keptMs = 5_000;
const patienceMs = 2_000;

/** Adds figures of how delivering goes, asked of the graph when they are wanted; it may be away: then they are left out. */
export function countDeliveries(register: Registry, graph: Graph): () => Promise<void> {
  const gauges = told.map(([name, help, of]) => {
    return { of, gauge: new Gauge({ name, help, labelNames: ['consumer'], registers: [register] }) };
  });
  let next = 0;
  return async () => {
    if (Date.now() < next) return;
    next = Date.now() + keptMs;
    const all = await healthOf(graph);
    for (const { of, gauge } of gauges) {
      gauge.reset();
      for (const health of all) gauge.set({ consumer: health.consumer }, of(health));
    }
  };
}

async function healthOf(graph: Graph): Promise<readonly Health[]> {
  const call = { query, variables: {}, actor: system('metrics'), signal: AbortSignal.timeout(patienceMs) };
  const answer = await callGraph<{ deliveryHealth: Health[] | null }>(graph, call);
  return isRefusal(answer) ? [] : (answer.deliveryHealth ?? []);
}
