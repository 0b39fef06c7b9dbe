import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Actor } from '@handoff/kit/actor';
import { type DocumentNode, type ExecutionResult, execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from './request-context.ts';

/** Who a request is carried out for, as a subgraph is told. */
export interface Caller {
  actor: Actor;
}

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
  readonly #documents = new LRUCache<string, DocumentNode>({
    maxSize: 2_000_000,
    sizeCalculation: (_, query) => query.length + 1,
  });

  constructor(subgraph: LocalSubgraph) {
    this.#subgraph = subgraph;
  }

  async process({ request, context }: GraphQLDataSourceProcessOptions<RequestContext>): Promise<Response> {
    const result = await execute({
      schema: this.#subgraph.schema,
      document: this.#document(request.query ?? ''),
      variableValues: request.variables,
      operationName: request.operationName,
      contextValue: this.#context(context as RequestContext),
    });
    return (result.data === undefined ? badInput(result) : result) as Response;
  }

  #context({ caller, ofSubgraph }: RequestContext): object {
    const { name } = this.#subgraph;
    const made = ofSubgraph.get(name) ?? this.#subgraph.context(caller);
    ofSubgraph.set(name, made);
    return made;
  }

  #document(query: string): DocumentNode {
    const known = this.#documents.get(query);
    if (known) return known;
    const document = parse(query, { noLocation: true });
    this.#documents.set(query, document);
    return document;
  }
}

/** Nothing was run: the gateway's operations are valid, so a variable is wrong in a way only the subgraph can see. */
function badInput({ errors = [] }: ExecutionResult): ExecutionResult {
  const extensions = { code: 'BAD_USER_INPUT' };
  return { errors: errors.map(({ message }) => new GraphQLError(message, { extensions })) };
}
