import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  execute as graphqlExecute,
  isObjectType,
  OperationTypeNode,
} from 'graphql';
import { Carrying } from './carrying.ts';
import { planOf } from './plan.ts';

/** What is to be carried out: a document that was found valid for the schema. */
export interface Asked {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null;
  variableValues?: Readonly<Record<string, unknown>>;
  contextValue: object;
}

/**
 * Carries out a query or a change as graphql's own execute does, and answers the same. What an operation asks of each
 * type is found out once and not each time, and what a field reads from its object is read without anything around it.
 * What is none of these two, or has no place in the schema, is left to graphql.
 */
export async function execute(asked: Asked): Promise<ExecutionResult> {
  const { schema, document, operationName, variableValues = {} } = asked;
  const operation = getOperationAST(document, operationName);
  const type = operation && schema.getRootType(operation.operation);
  if (!type || operation.operation === OperationTypeNode.SUBSCRIPTION || asksForTypes(schema))
    return graphqlExecute(asked);
  const { errors, coerced: values = {} } = operation.variableDefinitions?.length
    ? getVariableValues(schema, operation.variableDefinitions, variableValues, mostMistakes)
    : {};
  if (errors) return { errors };
  const plan = planOf(schema, document, { operation, values });
  const carrying = new Carrying(plan, values, asked.contextValue);
  const fields = plan.root.fieldsOf(type);
  return operation.operation === OperationTypeNode.MUTATION ? carrying.inTurn(fields) : carrying.atOnce(fields);
}

/** As many as graphql tells. */
const mostMistakes = { maxErrors: 50 };

const asking = new WeakMap<GraphQLSchema, boolean>();

/** Whether types of a schema look at each object, which nothing here has. */
function asksForTypes(schema: GraphQLSchema): boolean {
  const known = asking.get(schema);
  if (known !== undefined) return known;
  const found = Object.values(schema.getTypeMap()).some(type => isObjectType(type) && Boolean(type.isTypeOf));
  asking.set(schema, found);
  return found;
}
