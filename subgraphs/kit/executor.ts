import {
  type DocumentNode,
  type ExecutionResult,
  FieldsOnCorrectTypeRule,
  GraphQLError,
  type GraphQLSchema,
  KnownArgumentNamesRule,
  KnownTypeNamesRule,
  parse,
  validate,
} from 'graphql';
import { keptDocuments } from './documents.ts';
import { execute } from './execution/execute.ts';

/** What a subgraph is asked. */
export interface Asked {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** A document that is no GraphQL, or does not fit the schema: gateway and subgraph are of different versions. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}

/** Carries out a request with a context. Rejects with Unfit on a document that does not fit the schema: a fault of ours. */
export type Executor = (asked: Asked, context: object) => Promise<ExecutionResult>;

/** Carries out what the gateway asks of a subgraph; each document is parsed and checked once. */
export function executorOf(schema: GraphQLSchema): Executor {
  const document = keptDocuments(query => fitting(schema, query));
  return async ({ query, variables, operationName }, contextValue) => {
    const request = { document: document(query), variableValues: variables, operationName };
    const result = await execute({ schema, ...request, contextValue });
    return result.data === undefined ? badInput(result) : result;
  };
}

const known = [KnownTypeNamesRule, FieldsOnCorrectTypeRule, KnownArgumentNamesRule];

/** A field that is not here would be answered with null in silence: gateway and subgraph are of different versions. */
function fitting(schema: GraphQLSchema, query: string): DocumentNode {
  const document = parsed(query);
  const [first] = validate(schema, document, known, { maxErrors: 1 });
  if (!first) return document;
  throw new Unfit(`The gateway asks what this subgraph does not know; give both the same version. ${first.message}`);
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { noLocation: true });
  } catch (error) {
    throw new Unfit('The gateway asks what is no GraphQL; give both the same version.', { cause: error });
  }
}

/** Nothing was run: the gateway's operations are valid, so a variable is wrong in a way only the subgraph can see. */
function badInput({ errors = [] }: ExecutionResult): ExecutionResult {
  const extensions = { code: 'BAD_USER_INPUT' };
  return { errors: errors.map(({ message }) => new GraphQLError(message, { extensions })) };
}
