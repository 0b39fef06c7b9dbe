import type { Operations } from '../answers/operations.ts';
import type { GraphState } from './graph-state.ts';

/** How the test graph answers some of the bot's operations. me: the id of the person it acts for. */
export type ResolversOf<O> = {
  [K in keyof O]: O[K] extends { variables: infer V; data: infer D }
    ? (state: GraphState, variables: V, me?: string) => D | Promise<D>
    : never;
};

/** How it answers all of them. */
export type Resolvers = ResolversOf<Operations>;

/** The answer that was given under a key already, or what `work` answers now. */
export function remembered<T>({ answered }: GraphState, key: string, work: () => T): T {
  if (!answered.has(key)) answered.set(key, work());
  return answered.get(key) as T;
}
