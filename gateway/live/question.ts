import type { Wanted } from '@handoff/kit/event/sealed';
import type { GraphRequest } from '@handoff/kit/graph-request';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  separateOperations,
  validate,
  visit,
} from 'graphql';
import { type Refusal, refuse } from '../refusal.ts';

/** How a field of the contract's Subscription is read: which things it tells of, and by which field one of them is found. */
const readBy = {
  modelChanged: { prefix: 'mdl', field: 'model' },
  promotionChanged: { prefix: 'pro', field: 'promotion' },
  alertChanged: { prefix: 'alr', field: 'alert' },
} as const satisfies Record<string, { prefix: Wanted['prefix']; field: string }>;

/** A subscription, and the query that reads what it asks of a thing that changed. */
export interface LiveQuestion {
  prefix: Wanted['prefix'];
  /** The field by which one thing is found: model, promotion, alert. */
  field: string;
  /** What the answer is called. */
  key: string;
  /** The thing that was named; null: any. */
  id: string | null;
  /** The model that was named, by its id or name; null: any. */
  model: string | null;
  query: string;
  /** The variables for the query, for a thing of this id. */
  variablesFor(id: string): Record<string, unknown>;
}

/** Reads a subscription. The refusal says what of it is wrong. */
export function liveQuestion(
  schema: GraphQLSchema,
  document: DocumentNode,
  asked: GraphRequest,
): LiveQuestion | Refusal {
  const operation = getOperationAST(document, asked.operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return bad(noSubscription);
  const [mistake] = validate(schema, document, undefined, { maxErrors: 1 });
  if (mistake) return { ...bad(mistake.message), code: 'GRAPHQL_VALIDATION_FAILED' };
  const [node] = operation.selectionSet.selections;
  const field = node?.kind === Kind.FIELD ? schema.getSubscriptionType()?.getFields()[node.name.value] : undefined;
  if (node?.kind !== Kind.FIELD || !field || !Object.hasOwn(readBy, field.name)) return bad(notPlain);
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables, {
    maxErrors: 1,
  });
  if (!coerced) return bad(errors[0]?.message ?? 'The variables are wrong.');
  const given = getArgumentValues(field, node, coerced) as { id?: string | null; model?: string | null };
  const { prefix, field: found } = readBy[field.name as keyof typeof readBy];
  const alone = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  const { query, variable, used } = asQuery(alone, node, found);
  const kept = Object.fromEntries(Object.entries(asked.variables).filter(([name]) => used.has(name)));
  const key = (node.alias ?? node.name).value;
  const variablesFor = (id: string) => ({ ...kept, [variable]: id });
  return { prefix, field: found, key, id: given.id ?? null, model: given.model ?? null, query, variablesFor };
}

const noSubscription =
  'Live updates are for subscriptions, such as subscription { modelChanged { id revision } }. Send queries and changes to POST /graphql.';
const notPlain = 'Write the field of the subscription into it directly, without a fragment.';

function bad(message: string): Refusal {
  return refuse(400, 'BAD_USER_INPUT', message);
}

/** The document with a query in the place of its one subscription, the field of which finds a thing by its id. */
function asQuery(document: DocumentNode, field: FieldNode, by: string) {
  const asked: FieldNode = { ...field, name: nameOf(by), alias: field.alias ?? field.name, arguments: [] };
  const rest = document.definitions.filter(each => each.kind === Kind.FRAGMENT_DEFINITION);
  const used = new Set<string>();
  for (const each of [asked, ...rest])
    visit(each, { enter: node => void (node.kind === Kind.VARIABLE && used.add(node.name.value)) });
  let variable = 'changed';
  while (used.has(variable)) variable += '_';
  const definitions = document.definitions.map(each =>
    each.kind === Kind.OPERATION_DEFINITION ? queryOf(each, { asked, variable, used }) : each,
  );
  return { query: print({ kind: Kind.DOCUMENT, definitions }), variable, used };
}

function queryOf(
  { variableDefinitions = [], name }: OperationDefinitionNode,
  { asked, variable, used }: { asked: FieldNode; variable: string; used: ReadonlySet<string> },
): OperationDefinitionNode {
  const reference = { kind: Kind.VARIABLE, name: nameOf(variable) } as const;
  const id = { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: nameOf('ID') } } as const;
  return {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    name,
    variableDefinitions: [
      ...variableDefinitions.filter(each => used.has(each.variable.name.value)),
      { kind: Kind.VARIABLE_DEFINITION, variable: reference, type: id },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [{ ...asked, arguments: [{ kind: Kind.ARGUMENT, name: nameOf('id'), value: reference }] }],
    },
  };
}

function nameOf(value: string) {
  return { kind: Kind.NAME, value } as const;
}
