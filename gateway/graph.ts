import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { keptDocuments } from '@handoff/kit/documents';
import type { Log } from '@handoff/kit/log';
import { type DocumentNode, type FormattedExecutionResult, type GraphQLSchema, parse } from 'graphql';
import type { GraphRequest } from './body.ts';
import { limits } from './guard/limits.ts';
import { fewMistakes, introspection, oneOperation, plainErrors } from './plugins.ts';
import type { RequestContext } from './request-context.ts';

/** The federated graph: it carries out requests that the door let in. */
export interface Graph {
  schema: GraphQLSchema;
  /** The parsed document, kept for the next request; null when it is no GraphQL. */
  document(query: string): DocumentNode | null;
  /** Throws on a fault of ours only. */
  execute(request: GraphRequest, how: { method: string; context: RequestContext }): Promise<Executed>;
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
  /** Where each subgraph is asked: in this process or over HTTP. */
  source(name: string): GraphQLDataSource<RequestContext>;
  log: Log;
}

/** Plans and runs federated queries with the Apollo gateway. Nothing is reported to anybody outside. */
export async function startGraph({ supergraph, source, log }: GraphOptions): Promise<Graph> {
  // Unless told so, the gateway sends usage figures to its maker.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService: ({ name }) => source(name) as GraphQLDataSource,
    logger: log,
    __exposeQueryPlanExperimental: false,
  });
  const server = openServer(gateway, log);
  let schema: GraphQLSchema | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });
  await server.start();
  if (!schema) throw new Error('The gateway started without a schema: compose the supergraph again.');
  return {
    schema,
    document: documents(),
    execute: (request, how) => execute(server, request, how),
    close: () => server.stop(),
  };
}

function openServer(gateway: ApolloGateway, log: Log): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    gateway: gateway as never,
    logger: log,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // The door takes JSON with a bearer token only, which no browser sends by itself.
    csrfPrevention: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens.most },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      oneOperation,
      fewMistakes,
      introspection,
      plainErrors(log),
    ],
  });
}

async function execute(
  server: ApolloServer<RequestContext>,
  { query, variables, operationName }: GraphRequest,
  { method, context }: { method: string; context: RequestContext },
): Promise<Executed> {
  const http = { method, headers: new HeaderMap(), search: '', body: undefined };
  const answer = await server.executeOperation({ query, variables, operationName, http }, { contextValue: context });
  if (answer.body.kind !== 'single') throw new Error('An answer in parts is not supported.');
  const { status = 200, headers } = answer.http;
  const allow = headers.get('allow');
  return { status, headers: allow ? { allow } : {}, result: answer.body.singleResult as FormattedExecutionResult };
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
