import { rangeOf } from '@handoff/kit/http/address';
import { targetHttp } from '@handoff/kit/http/target';
import type { PrometheusQuery } from '../monitor.ts';
import { type Said, type Sample, samplesOf } from './answer.ts';

/** A time, and how far apart its samples are. */
export interface Range {
  from: Date;
  to: Date;
  stepSeconds: number;
}

/** Servers that speak the HTTP API of Prometheus: Prometheus itself, Mimir, Thanos, VictoriaMetrics. */
export interface Prometheus {
  /** The value of a query at an instant: one sample, or none where there is no data. */
  instant(query: PrometheusQuery, at: Date): Promise<Said<Sample[]>>;
  /** Its values over a time. */
  range(query: PrometheusQuery, range: Range): Promise<Said<Sample[]>>;
  close(): Promise<void>;
}

export interface PrometheusOptions {
  /** Private networks and addresses that servers may be at. */
  networks: readonly string[];
  /** Bearer tokens, by the address of the server that each is for. */
  tokens: Readonly<Record<string, string>>;
}

const timeoutMs = 10_000;

/** Asks servers that people name: never private addresses that are not allowed, never for longer than ten seconds. */
export function openPrometheus({ networks, tokens }: PrometheusOptions): Prometheus {
  const http = targetHttp(networks.map(rangeOf).filter(range => range !== null));
  const ask = async (server: string, path: string, form: Record<string, string>): Promise<Said<Sample[]>> => {
    const base = bare(server);
    const token = Object.hasOwn(tokens, base) ? tokens[base] : undefined;
    const answer = await http.request(`${base}/api/v1/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: new URLSearchParams({ ...form, timeout: `${timeoutMs / 1000}s` }).toString(),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.kind === 'Problem') return { kind: 'Problem', message: answer.message };
    if (answer.status === 401 || answer.status === 403)
      return { kind: 'Problem', message: refused(base, answer.status) };
    return samplesOf(answer.status, answer.text, base);
  };
  return {
    instant: ({ server, query }, at) => ask(server, 'query', { query, time: seconds(at) }),
    range: ({ server, query }, { from, to, stepSeconds }) =>
      ask(server, 'query_range', { query, start: seconds(from), end: seconds(to), step: String(stepSeconds) }),
    close: () => http.close(),
  };
}

function seconds(at: Date): string {
  return (at.getTime() / 1000).toFixed(3);
}

/** The address of a server as it is known: without a slash at its end. */
export function bare(server: string): string {
  return server.replace(/\/+$/, '');
}

function refused(server: string, status: number): string {
  return `${server} lets nobody in without a token that it knows (HTTP ${status}): name one for it in HANDOFF_PROMETHEUS_TOKENS.`;
}
