import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Caller } from '@handoff/kit/caller';
import { type Executor, executorOf } from '@handoff/kit/executor';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from './request-context.ts';

/** A subgraph that runs in this process. */
export interface LocalSubgraph {
  name: 'registry' | 'deployment' | 'monitoring';
  schema: GraphQLSchema;
  /** A fresh context with loaders of its own: made once for each request. */
  context(caller: Caller): object;
}

type Response = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Where the gateway asks each of these subgraphs. Throws an Error for a name that is not among them. */
export function inProcess(subgraphs: readonly LocalSubgraph[]): (name: string) => GraphQLDataSource<RequestContext> {
  const sources = new Map(subgraphs.map(each => [each.name as string, new InProcess(each)]));
  return name => {
    const source = sources.get(name);
    if (source) return source;
    throw new Error(`The supergraph names a subgraph "${name}" that is not here. Compose it again: npm run compose.`);
  };
}

/** Carries out what the gateway asks of a subgraph in this process: no HTTP, no JSON, parsed documents kept. */
class InProcess implements GraphQLDataSource<RequestContext> {
  readonly #subgraph: LocalSubgraph;
  readonly #execute: Executor;

  constructor(subgraph: LocalSubgraph) {
    this.#subgraph = subgraph;
    this.#execute = executorOf(subgraph.schema);
  }

  process({ request, context }: GraphQLDataSourceProcessOptions<RequestContext>): Promise<Response> {
    const { query = '', variables, operationName } = request;
    const own = this.#context(context as RequestContext);
    return this.#execute({ query, variables, operationName }, own) as Promise<Response>;
  }

  #context({ caller, ofSubgraph }: RequestContext): object {
    const { name } = this.#subgraph;
    const made = ofSubgraph.get(name) ?? this.#subgraph.context(caller);
    ofSubgraph.set(name, made);
    return made;
  }
}
