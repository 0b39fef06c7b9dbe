import { processFigures } from '@handoff/kit/figures';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Answer } from './answer.ts';
import { countDeliveries } from './deliveries.ts';
import type { Graph } from './graph.ts';
import type { LiveCount } from './live/live.ts';

/** The figures of the gateway and of the process it is in, in the text format of Prometheus. They name no person and no model. */
export interface Figures {
  /** Counts a request to the graph that took so many seconds. */
  note(outcome: string, seconds: number): void;
  /** Counts a request that is served after everybody else's. */
  noteLast(): void;
  answer(): Promise<Answer>;
}

/** Opens them; those of deliveries are asked of the graph. live: what is open of live updates. */
export function openFigures(graph: Graph, live: () => LiveCount): Figures {
  const register = new Registry();
  const requests = new Counter({
    name: 'handoff_graph_requests_total',
    help: 'Requests to the graph, by OK or the code of the first error.',
    labelNames: ['outcome'],
    registers: [register],
  });
  const seconds = new Histogram({
    name: 'handoff_graph_request_seconds',
    help: 'Time from the first byte of a request to its answer, in seconds.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
    registers: [register],
  });
  const last = new Counter({
    name: 'handoff_requests_served_last_total',
    help: 'Requests served after everybody else, because those of their caller are mostly turned away.',
    registers: [register],
  });
  countLive(register, live);
  const ofDeliveries = countDeliveries(register, graph);
  return {
    note(outcome, took) {
      requests.inc({ outcome });
      seconds.observe(took);
    },
    noteLast: () => last.inc(),
    answer: async () => {
      await ofDeliveries();
      const all = Registry.merge([register, processFigures()]);
      const headers = { 'content-type': all.contentType };
      return { status: 200, headers, body: await all.metrics(), outcome: 'OK' };
    },
  };
}

function countLive(register: Registry, live: () => LiveCount): void {
  const gauge = (name: string, help: string, of: (count: LiveCount) => number) =>
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(of(live()));
      },
    });
  gauge('handoff_live_streams', 'Streams of live updates that are open.', ({ streams }) => streams);
  gauge('handoff_live_subscriptions', 'Subscriptions that they carry.', ({ subscriptions }) => subscriptions);
}
