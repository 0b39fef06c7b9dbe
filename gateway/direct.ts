import type { ApolloServerPlugin } from '@apollo/server';
import { textStore } from '@handoff/kit/documents';
import { execute } from '@handoff/kit/execution/execute';
import type { GraphRequest } from '@handoff/kit/graph-request';
import type { Log } from '@handoff/kit/log';
import { type DocumentNode, type FormattedExecutionResult, type GraphQLSchema, getOperationAST } from 'graphql';
import { mistakesIn } from './mistakes.ts';
import { toldErrors } from './plugins.ts';
import type { RequestContext } from './request-context.ts';

/** How a request arrived, and what is carried through it. */
export interface How {
  method: string;
  context: RequestContext;
}

/** Requests whose document has passed Apollo Server before. */
export interface Direct {
  /** Takes note of the documents that pass. */
  plugin: ApolloServerPlugin<RequestContext>;
  /**
   * Carries out a request without Apollo Server around it. Null, with nothing carried out:
   * its document has not passed yet, or anything about it is to be refused, which Apollo Server and its plugins word.
   */
  carryOut(request: GraphRequest, how: How): Promise<FormattedExecutionResult | null>;
}

/** Opens them for a schema with resolvers in this process. */
export function openDirect(schema: GraphQLSchema, log: Log): Direct {
  const passed = textStore<DocumentNode>();
  return {
    plugin: {
      requestDidStart: async () => ({
        async didResolveOperation({ source, document }) {
          passed.set(source, document);
        },
      }),
    },
    async carryOut({ query, variables, operationName }, { method, context }) {
      const document = passed.get(query);
      const operation = document && getOperationAST(document, operationName);
      if (!operation || !schema.getRootType(operation.operation)) return null;
      if (method !== 'POST' && operation.operation !== 'query') return null;
      const definitions = operation.variableDefinitions ?? [];
      if (definitions.length > 0 && mistakesIn(schema, definitions, variables).length > 0) return null;
      const request = { document, operationName, variableValues: variables, contextValue: context };
      const { data, errors } = await execute({ schema, ...request });
      if (data === undefined) return null;
      const told = errors ? toldErrors(errors, { requestId: context.requestId, log }) : [];
      return told.length > 0 ? { data, errors: told } : { data };
    },
  };
}
