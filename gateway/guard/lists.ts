import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type ValueNode,
} from 'graphql';

/** The values sent along with a document, defaults of the operation not filled in. */
export type VariableValues = Readonly<Record<string, unknown>>;

type Field = GraphQLField<unknown, unknown>;

/** How many things a page holds when `first` is not given, as in the graph. */
const defaultFirst = 25;
/** How many things a list that has no pages is taken to hold. */
const shortList = 4;
/** The same for a list of the schema itself: types, their fields, and the arguments of those are many. */
const schemaList = 10;

const metaFields: Readonly<Record<string, Field>> = {
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
  __typename: TypeNameMetaFieldDef,
};

/** The definition of a field, or undefined where there is none: the document may not be valid. */
export function fieldOf(schema: GraphQLSchema, parent: GraphQLNamedType | undefined, name: string): Field | undefined {
  if (name.startsWith('__')) return parent === schema.getQueryType() ? metaFields[name] : undefined;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** A field where it is asked for. */
export interface Asked {
  node: FieldNode;
  field: Field | undefined;
  parent: GraphQLNamedType | undefined;
}

/** How many times what lies below a field is answered: `first` for a connection, a few for a plain list, else once. */
export function timesAnswered({ node, field, parent }: Asked, variables: VariableValues): number {
  if (!field) return 1;
  const first = field.args.find(each => each.name === 'first');
  if (first) return firstOf(node, variables) ?? numberOr(first.defaultValue, defaultFirst);
  if (!isListType(getNullableType(field.type)) || isConnection(parent)) return 1;
  return parent?.name.startsWith('__') ? schemaList : shortList;
}

function firstOf(node: FieldNode, variables: VariableValues): number | undefined {
  const value = node.arguments?.find(each => each.name.value === 'first')?.value;
  return value && literalOrVariable(value, variables);
}

function literalOrVariable(value: ValueNode, variables: VariableValues): number | undefined {
  if (value.kind === Kind.INT) return within(Number(value.value));
  if (value.kind !== Kind.VARIABLE) return undefined;
  const sent = variables[value.name.value];
  return typeof sent === 'number' ? within(sent) : undefined;
}

/** Kept finite, so that counting on with it stays a number. */
function within(first: number): number {
  return Math.min(Math.max(1, first), 1e9);
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function isConnection(type: GraphQLNamedType | undefined): boolean {
  return isObjectType(type) && 'pageInfo' in type.getFields();
}

/** What the variables of a document hold when nothing is sent for them; whole numbers only, as nothing else is counted. */
export function defaultsOf(document: DocumentNode): VariableValues {
  const variables = document.definitions.flatMap(each =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : [],
  );
  const pairs = variables.flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)] as const] : [],
  );
  return Object.fromEntries(pairs);
}
