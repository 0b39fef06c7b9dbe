import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { keptDocuments } from '@handoff/kit/documents';
import type { GraphRequest } from '@handoff/kit/graph-request';
import type { Log } from '@handoff/kit/log';
import { type Piece, tracing } from '@handoff/kit/trace/trace';
import { type DocumentNode, type FormattedExecutionResult, type GraphQLSchema, getOperationAST, parse } from 'graphql';
import { type How, openDirect } from './direct.ts';
import { limits } from './guard/limits.ts';
import type { Join, Joined } from './join.ts';
import { fewMistakes, mostMistakes } from './mistakes.ts';
import { introspection, oneOperation, plainErrors } from './plugins.ts';
import type { RequestContext } from './request-context.ts';

/** The federated graph: it carries out requests that the door let in. */
export interface Graph {
  schema: GraphQLSchema;
  /** The parsed document, kept for the next request; null when it is no GraphQL. */
  document(query: string): DocumentNode | null;
  /** Throws on a fault of ours only. */
  execute(request: GraphRequest, how: How): Promise<Executed>;
  close(): Promise<void>;
}

/** An answer of the graph, with the status of the media type application/graphql-response+json. */
export interface Executed {
  status: number;
  headers: Record<string, string>;
  result: FormattedExecutionResult;
}

export interface GraphOptions {
  supergraph: string;
  /** How the subgraphs become one graph: in this process or over HTTP. */
  join: Join;
  log: Log;
}

/** Starts the federated graph. */
export async function startGraph({ supergraph, join, log }: GraphOptions): Promise<Graph> {
  const { engine, schema } = join(supergraph, log);
  const direct = 'schema' in engine ? openDirect(engine.schema, log) : null;
  const server = openServer(engine, direct ? [direct.plugin] : [], log);
  await server.start();
  const document = documents();
  const carryOut = async (request: GraphRequest, how: How): Promise<Executed> => {
    const result = await direct?.carryOut(request, how);
    return result ? { status: 200, headers: {}, result } : execute(server, request, how);
  };
  return {
    schema: schema(),
    document,
    execute: (request, how) => tracedOperation(document, request, () => carryOut(request, how)),
    close: () => server.stop(),
  };
}

type Plugins = readonly ApolloServerPlugin<RequestContext>[];

function openServer(engine: Joined['engine'], plugins: Plugins, log: Log): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    ...engine,
    logger: log,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // The door takes JSON with a bearer token only, which no browser sends by itself.
    csrfPrevention: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens.most },
    validationOptions: { maxErrors: mostMistakes },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      oneOperation,
      fewMistakes,
      introspection,
      plainErrors(log),
      ...plugins,
    ],
  });
}

async function execute(
  server: ApolloServer<RequestContext>,
  { query, variables, operationName }: GraphRequest,
  { method, context }: How,
): Promise<Executed> {
  const http = { method, headers: new HeaderMap(), search: '', body: undefined };
  const answer = await server.executeOperation({ query, variables, operationName, http }, { contextValue: context });
  if (answer.body.kind !== 'single') throw new Error('An answer in parts is not supported.');
  const { status = 200, headers } = answer.http;
  const allow = headers.get('allow');
  return { status, headers: allow ? { allow } : {}, result: answer.body.singleResult as FormattedExecutionResult };
}

/** Carries out an operation as a piece of a trace, where one is kept. Its text and its variables are no part of it. */
function tracedOperation(
  document: Graph['document'],
  { query, operationName }: GraphRequest,
  carryOut: () => Promise<Executed>,
): Promise<Executed> {
  const where = tracing();
  if (!where) return carryOut();
  const parsed = document(query);
  const operation = parsed && getOperationAST(parsed, operationName);
  const type = operation?.operation;
  const name = operation?.name?.value;
  const attributes = {
    ...(type && { 'graphql.operation.type': type }),
    ...(name && { 'graphql.operation.name': name }),
  };
  const piece: Piece = { name: type ?? 'GraphQL Operation', kind: 'INTERNAL', attributes };
  return where.during(piece, async begun => {
    const executed = await carryOut();
    const code = executed.result.errors?.[0]?.extensions?.code;
    if (code !== undefined) begun.fail(String(code));
    return executed;
  });
}

function documents(): Graph['document'] {
  const parsed = keptDocuments(query => parse(query, { noLocation: true }));
  return query => {
    try {
      return parsed(query);
    } catch {
      return null;
    }
  };
}
