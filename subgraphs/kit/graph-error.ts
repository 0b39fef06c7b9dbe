import type { GraphAnswer } from './graph-client.ts';

/** The graph could not be asked: whoever waits for it should try again. The gateway answers it as UNAVAILABLE. */
export class GraphOutage extends Error {
  override readonly name = 'GraphOutage';
  readonly code = 'ECONNREFUSED';
}

/** What to throw for an answer that holds no data: an outage when it may pass, else a fault of ours. */
export function errorOf(answer: Exclude<GraphAnswer<unknown>, { kind: 'Data' }>): Error {
  if (answer.kind === 'Unreachable') return new GraphOutage(answer.message);
  const passing = answer.code === 'UNAVAILABLE' || answer.code === 'RATE_LIMITED' || answer.status >= 502;
  return passing ? new GraphOutage(answer.message) : new Error(`${answer.code}: ${answer.message}`);
}
