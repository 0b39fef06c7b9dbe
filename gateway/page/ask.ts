import type { Actor } from '@handoff/kit/actor';
import type { Code } from '@handoff/kit/errors';
import type { Graph } from '../graph.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** A question of a page, for whoever looks at it. */
export interface Question {
  query: string;
  variables: Record<string, unknown>;
  actor: Actor;
  signal: AbortSignal;
}

/** What the graph answered; `missing` says in its words what could not be had. */
export interface Answered {
  data: Record<string, unknown>;
  missing: readonly string[];
}

/** Asks the graph once. A part that is away leaves its fields empty; a refusal comes when nothing was answered at all. */
export async function ask(graph: Graph, { query, variables, actor, signal }: Question): Promise<Answered | Refusal> {
  const caller = { actor, signal, loaders: new Map() };
  const context = { requestId: actor.requestId, caller, ofSubgraph: new Map() };
  const { result } = await graph.execute({ query, variables, operationName: undefined }, { method: 'POST', context });
  const errors = result.errors ?? [];
  const { data } = result;
  if (data && (errors.length === 0 || Object.values(data).some(value => value !== null)))
    return { data, missing: [...new Set(errors.map(error => error.message))] };
  const code = (errors[0]?.extensions?.code ?? 'INTERNAL') as Code;
  return refuse(statuses[code] ?? 500, code, errors[0]?.message ?? 'The graph gave no answer: try again.');
}

const statuses: Readonly<Partial<Record<Code, number>>> = { UNAVAILABLE: 503, RATE_LIMITED: 429, BAD_USER_INPUT: 400 };
