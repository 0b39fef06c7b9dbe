import { pathToFileURL } from 'node:url';
import { planned, type Source } from '@handoff/gateway/federation';
import type { RemoteSource } from '@handoff/gateway/http';
import type { Join } from '@handoff/gateway/join';
import type { RequestContext } from '@handoff/gateway/request-context';
import type { Caller } from '@handoff/kit/caller';
import { type DocumentNode, GraphQLError, parse, print as printed } from 'graphql';
import { merged } from './merged.ts';

/** What is used of the packages of Hive Gateway, which are no packages of this project. */
interface Runtime {
  /** context: what each question to a subgraph is asked with. Questions of two contexts are never put together. */
  fetch(url: string, request: object, context: Asking): Promise<{ json(): Promise<Answer> }>;
}

interface Packages {
  createGatewayRuntime(options: object): Runtime;
  unifiedGraphHandler: unknown;
  print(document: DocumentNode): string;
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** Who asks; nobody asks for the schema. */
interface Asking {
  caller?: Caller;
}

interface Asked {
  document: DocumentNode;
  variables?: object;
  operationName?: string;
  context?: Asking;
}

type Execute = (executing: Executing) => Promise<{ data?: unknown; errors?: readonly GraphQLError[] }>;

/** What Apollo Server asks of a gateway, as far as it is used. */
interface Engine {
  load(options: object): Promise<{ executor: Execute }>;
  onSchemaLoadOrUpdate(callback: (schema: object) => void): () => void;
  stop(): Promise<void>;
}

interface Executing {
  request: { query?: string; variables?: object; operationName?: string };
  contextValue?: RequestContext;
  context?: RequestContext;
}

/** An error as the Apollo gateway hands it to our door, which tells of it by its code. */
function errorOf({ message, path, extensions }: NonNullable<Answer['errors']>[number]): GraphQLError {
  return new GraphQLError(message, { path, extensions });
}

/** The packages of a folder that Hive Gateway is installed in. */
async function packagesIn(folder: string): Promise<Packages> {
  const from = (name: string, file = 'dist/index.js') =>
    import(pathToFileURL(`${folder}/node_modules/${name}/${file}`).href);
  return {
    ...((await from('@graphql-hive/gateway-runtime')) as Pick<Packages, 'createGatewayRuntime'>),
    ...((await from('@graphql-hive/router-runtime')) as Pick<Packages, 'unifiedGraphHandler'>),
    ...((await from('graphql', 'index.mjs')) as Pick<Packages, 'print'>),
  };
}

/** Questions to subgraphs, each signed for who asks. */
function signed(source: Source, print: Packages['print']) {
  return {
    getSubgraphExecutor: ({ subgraphName }: { subgraphName: string }) => {
      const asked = source(subgraphName.toLowerCase()) as RemoteSource;
      return ({ document, variables, operationName, context: { caller } = {} }: Asked) => {
        if (!caller) throw new Error('Hive Gateway asks a subgraph for nobody.');
        return asked.ask({ query: print(document), variables, operationName }, caller);
      };
    },
  };
}

/**
 * Behind our door Hive Gateway plans which subgraph is asked what, and puts the answers together; each question to a
 * subgraph is signed for who asks. Our own planner gives the schema, and plans what Hive's finds no way for, before which
 * nothing was asked: a line on standard error names each such operation.
 */
export async function hiveJoin(folder: string): Promise<(source: Source) => Join> {
  const { createGatewayRuntime, unifiedGraphHandler, print } = await packagesIn(folder);
  return source => (supergraph, log) => {
    const { engine, schema } = planned(source)(supergraph, log);
    if (!('gateway' in engine)) throw new Error('The gateway plans nothing.');
    const own: Engine = engine.gateway;
    const runtime = createGatewayRuntime({
      supergraph,
      unifiedGraphHandler,
      transports: { http: signed(source, print) },
      // Our door words what is told of errors.
      maskedErrors: false,
      logging: 'error',
      graphiql: false,
      landingPage: false,
    });
    const ask = async ({ query, variables, operationName }: Executing['request'], caller?: Caller) => {
      const body = JSON.stringify({ query, variables, operationName });
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const answer = await runtime.fetch('http://hive.example/graphql', { method: 'POST', headers, body }, { caller });
      const { data, errors } = await answer.json();
      return { data, errors: errors?.map(errorOf) };
    };
    const through =
      (ours: Execute): Execute =>
      async executing => {
        const { request, contextValue, context = contextValue } = executing;
        const query = printed(merged(schema(), parse(request.query ?? '')));
        const answer = await ask({ ...request, query }, context?.caller);
        const why = answer.errors?.find(({ message }) => message.startsWith('Failed to plan query'))?.message;
        if (why === undefined) return answer;
        process.stderr.write(`Hive Gateway plans no ${request.operationName ?? query}: ${why}\n`);
        return ours(executing);
      };
    const gateway: Engine = {
      load: async options => {
        const loaded = await own.load(options);
        return { ...loaded, executor: through(loaded.executor) };
      },
      onSchemaLoadOrUpdate: callback => own.onSchemaLoadOrUpdate(callback),
      stop: () => own.stop(),
    };
    return { engine: { gateway: gateway as never }, schema };
  };
}
