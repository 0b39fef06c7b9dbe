import { invalid, type Problem } from '@handoff/kit/problem';
import type { PrometheusQuery } from '../monitor.ts';

const mostQuery = 4_000;
const mostServer = 500;

/** What is wrong with where a query goes, or with the query itself, or null. Whether the server takes it, it says later. */
export function queryProblem({ server, query }: PrometheusQuery): Problem | null {
  const url = URL.canParse(server) ? new URL(server) : null;
  if (!url || !/^https?:$/.test(url.protocol) || server.length > mostServer || url.search || url.hash) {
    return invalid('monitor.prometheus.server', 'Give the address of the server, e.g. https://prometheus.example.com.');
  }
  if (url.username || url.password) {
    const message = 'No password belongs into the address: HANDOFF_PROMETHEUS_TOKENS names a token for a server.';
    return invalid('monitor.prometheus.server', message);
  }
  if (query.trim() === '' || query.length > mostQuery || query.includes('\u0000')) {
    return invalid('monitor.prometheus.query', `Give a query in PromQL, of up to ${mostQuery} characters.`);
  }
  return null;
}
