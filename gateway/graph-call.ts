import type { Actor } from '@handoff/kit/actor';
import type { Code } from '@handoff/kit/errors';
import type { Graph } from './graph.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A question that the gateway itself puts to the graph, for somebody. */
export interface Call {
  query: string;
  variables: object;
  actor: Actor;
  /** Ends when nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/** What the graph answered to a question of ours, or the refusal to pass on when it could not. */
export async function callGraph<T>(graph: Graph, { query, variables, actor, signal }: Call): Promise<T | Refusal> {
  const { requestId } = actor;
  const caller = { actor, signal, loaders: new Map() };
  const context = { requestId, caller, ofSubgraph: new Map() };
  const asked = { query, variables: { ...variables }, operationName: undefined };
  const { result } = await graph.execute(asked, { method: 'POST', context });
  const [error] = result.errors ?? [];
  if (!error && result.data) return result.data as T;
  const code = (error?.extensions?.code ?? 'INTERNAL') as Code;
  return refuse(statuses[code] ?? 500, code, error?.message ?? 'The graph gave no answer: send it again.');
}

const statuses: Readonly<Partial<Record<Code, number>>> = { UNAVAILABLE: 503, RATE_LIMITED: 429, BAD_USER_INPUT: 400 };
