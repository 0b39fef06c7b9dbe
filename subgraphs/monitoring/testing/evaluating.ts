import type { Db } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import { silentLog } from '@handoff/kit/log';
import { noGraph } from '@handoff/kit/testing/graph';
import type { Evaluating } from '../alert/evaluation.ts';
import { openPrometheus } from '../monitor/prometheus/prometheus.ts';

/** What evaluating takes, for tests: the rest of the graph as they have it, and servers on this machine. */
export function evaluatingOn(db: Db, graph: GraphClient = noGraph): Evaluating {
  return {
    tools: { db, graph, prometheus: openPrometheus({ networks: ['127.0.0.1'], tokens: {} }) },
    log: silentLog(),
  };
}
