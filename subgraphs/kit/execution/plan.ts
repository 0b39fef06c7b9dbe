import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { Collected, type Values } from './collect.ts';
import { type Read, readOf, type Steps, stepsOf } from './plain.ts';

/** How values of a type are completed. required: null is an error. */
export type Shape =
  | { kind: 'Leaf'; required: boolean; type: GraphQLLeafType }
  | { kind: 'List'; required: boolean; item: Shape }
  | { kind: 'Object'; required: boolean; type: GraphQLObjectType; inside: Selection }
  | { kind: 'Abstract'; required: boolean; type: GraphQLAbstractType; inside: Selection };

/** A field that is asked of objects of one type. */
export interface Field {
  /** The name by which it is answered. */
  name: string;
  /** Wherever it is asked for in the document, at least once. */
  nodes: readonly [FieldNode, ...FieldNode[]];
  definition: GraphQLField<unknown, unknown>;
  parent: GraphQLObjectType;
  shape: Shape;
  /** Undefined: graphql's own way. */
  resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  /** What is made of the objects that it answers; null: nothing. */
  makeFor: Steps['makeFor'] | null;
  /** Null: its resolver is always asked. */
  read: Read | null;
}

/** An operation, as far as it has been carried out before: what is asked of each type is found out once. */
export interface Plan {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  root: Selection;
}

/** Wherever something is asked of one value. */
type Nodes = readonly { selectionSet?: FieldNode['selectionSet'] }[];

/** What is asked of a value, whatever its type turns out to be. */
export class Selection {
  readonly #plan: () => Plan;
  readonly #nodes: Nodes;
  readonly #values: Values;
  readonly #byType = new Map<GraphQLObjectType, readonly Field[]>();

  constructor(plan: () => Plan, nodes: Nodes, values: Values) {
    this.#plan = plan;
    this.#nodes = nodes;
    this.#values = values;
  }

  /** The fields that are asked of an object of a type, in their order. */
  fieldsOf(type: GraphQLObjectType): readonly Field[] {
    const known = this.#byType.get(type);
    if (known) return known;
    const { schema, fragments } = this.#plan();
    const collected = new Collected({ schema, fragments, values: this.#values, type });
    for (const { selectionSet } of this.#nodes) if (selectionSet) collected.add(selectionSet);
    const fields = [...collected.fields].flatMap(([name, nodes]) => this.#field(type, name, nodes) ?? []);
    this.#byType.set(type, fields);
    return fields;
  }

  #field(parent: GraphQLObjectType, name: string, nodes: Field['nodes']): Field | null {
    const definition = definitionOf(this.#plan().schema, parent, nodes[0].name.value);
    if (!definition) return null;
    const inside = new Selection(this.#plan, nodes, this.#values);
    const shape = shapeOf(definition.type, inside);
    const read = definition === TypeNameMetaFieldDef ? () => parent.name : readOf(definition.resolve, definition.name);
    const { answer: resolve, makeFor } = stepsOf(definition.resolve) ?? { answer: definition.resolve, makeFor: null };
    const isRead = shape.kind === 'Leaf';
    return { name, nodes, definition, parent, shape, resolve, makeFor, read: isRead ? read : null };
  }
}

function shapeOf(type: GraphQLOutputType, inside: Selection, required = false): Shape {
  if (isNonNullType(type)) return shapeOf(type.ofType, inside, true);
  if (isListType(type)) return { kind: 'List', required, item: shapeOf(type.ofType, inside) };
  if (isLeafType(type)) return { kind: 'Leaf', required, type };
  return isObjectType(type) ? { kind: 'Object', required, type, inside } : { kind: 'Abstract', required, type, inside };
}

function definitionOf(schema: GraphQLSchema, parent: GraphQLObjectType, name: string): Field['definition'] | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parent.getFields()[name];
}

/** What is known of a document for one schema. */
interface Known {
  /** The variables on which it hangs what is asked for: those of @skip and @include. */
  deciding: readonly string[];
  plans: Map<string, Plan>;
}

/** So many plans of one document are kept: one for each operation and each set of what @skip and @include decide by. */
const mostPlans = 32;

const known = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, Known>>();

/** The plan of an operation with variables that fit it. */
export function planOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  of: { operation: OperationDefinitionNode; values: Values },
): Plan {
  const { deciding, plans } = knownOf(schema, document);
  const { operation, values } = of;
  const key = JSON.stringify([operation.name?.value ?? null, ...deciding.map(name => values[name] ?? null)]);
  const found = plans.get(key);
  if (found) return found;
  const decided = Object.fromEntries(deciding.flatMap(name => (name in values ? [[name, values[name]]] : [])));
  const plan: Plan = {
    ...{ schema, operation, fragments: fragmentsOf(document) },
    root: new Selection(() => plan, [operation], decided),
  };
  if (plans.size < mostPlans) plans.set(key, plan);
  return plan;
}

function knownOf(schema: GraphQLSchema, document: DocumentNode): Known {
  const ofSchema = known.get(schema) ?? new WeakMap<DocumentNode, Known>();
  known.set(schema, ofSchema);
  const found = ofSchema.get(document) ?? { deciding: decidingIn(document), plans: new Map() };
  ofSchema.set(document, found);
  return found;
}

function decidingIn(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function fragmentsOf({ definitions }: DocumentNode): Plan['fragments'] {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  return fragments;
}
