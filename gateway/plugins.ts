import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { Teller } from '@handoff/kit/errors';
import type { Log } from '@handoff/kit/log';
import { execute, GraphQLError, type GraphQLFormattedError, Kind, type OperationDefinitionNode } from 'graphql';
import { present } from './errors.ts';
import { Unseen } from './joined/sourced.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Answers questions about the schema itself without the federation planner, which knows
 * less of introspection than graphql does and refuses isOneOf.
 */
export const introspection: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    async responseForOperation({ schema, document, operation, request }) {
      if (!asksForSchemaOnly(operation)) return null;
      const { variables: variableValues, operationName } = request;
      const singleResult = await execute({ schema, document, variableValues, operationName });
      return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
    },
  }),
};

/** Refuses a document of several operations when it isn't said which one is meant, and an operation of a kind the graph has not. */
export const oneOperation: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    async didResolveOperation({ operation, schema, request: { operationName } }) {
      if (operation && schema.getRootType(operation.operation)) return;
      const message = operation
        ? `A ${operation.operation} is not answered here: ask with a query.`
        : operationName
          ? `The document has no operation "${operationName}".`
          : 'The document has several operations: name the one to run in operationName.';
      throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
    },
  }),
};

/** Errors as they are answered; what one does not see is no error. */
export function toldErrors(errors: readonly GraphQLError[], teller: Teller): GraphQLFormattedError[] {
  return errors.filter(each => !(each.originalError instanceof Unseen)).map(each => present(each, teller));
}

/** Answers errors without stack and SQL, each with the request's id; what was not expected goes to the log. */
export function plainErrors(log: Log): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      async willSendResponse({ response, errors, contextValue: { requestId } }) {
        if (response.body.kind !== 'single') return;
        const result = response.body.singleResult;
        const told = toldErrors(errors ?? [], { requestId, log });
        delete result.errors;
        if (told.length > 0) result.errors = told;
        if (result.extensions) log.error({ requestId, extensions: result.extensions }, 'a subgraph broke its schema');
        delete result.extensions;
      },
    }),
  };
}

function asksForSchemaOnly({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every(each => each.kind === Kind.FIELD && each.name.value.startsWith('__'));
}
