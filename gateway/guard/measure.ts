import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldOf, timesAnswered, type VariableValues } from './lists.ts';

/** What an operation or a fragment asks for, with the fragments in it written out. Counts may be Infinity. */
export interface Measure {
  depth: number;
  aliases: number;
  fields: number;
  directives: number;
  /** Fields at the root of an operation, fragments written out; 0 for a fragment. */
  width: number;
  /** The most fields of one response name in one selection as it is written. */
  repeats: number;
  /** How often the whole schema is asked for. */
  schemas: number;
  cost: number;
}

/** What measuring needs to know of the document and the request. */
interface Frame {
  schema: GraphQLSchema;
  variables: VariableValues;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fragments already measured; null while that is going on, so that a circle ends. */
  measured: Map<string, Measure | null>;
  /** Selections open at this moment. */
  open: number;
}

/** Selections inside each other, through fragments, after which counting stops: far over the limit of depth. */
const tooDeep = 200;

type Definition = OperationDefinitionNode | FragmentDefinitionNode;

const nothing: Measure = { depth: 0, aliases: 0, fields: 0, directives: 0, width: 0, repeats: 0, schemas: 0, cost: 0 };

/** Measures every operation and fragment of a document that was parsed but not yet validated. */
export function measure(schema: GraphQLSchema, document: DocumentNode, variables: VariableValues): Measure[] {
  const definitions = document.definitions.filter(isDefinition);
  const fragments = new Map(definitions.filter(isFragment).map(each => [each.name.value, each]));
  const frame: Frame = { schema, variables, fragments, measured: new Map(), open: 0 };
  return definitions.map(each => ofDefinition(each, frame));
}

function ofDefinition(definition: Definition, frame: Frame): Measure {
  if (definition.kind === Kind.FRAGMENT_DEFINITION) return { ...ofSpread(definition.name.value, frame), width: 0 };
  const type = frame.schema.getRootType(definition.operation);
  const inside = ofSelections(definition.selectionSet, type ?? undefined, frame);
  const onVariables = definition.variableDefinitions?.reduce((sum, each) => sum + count(each.directives), 0) ?? 0;
  return { ...inside, directives: inside.directives + count(definition.directives) + onVariables };
}

function ofSelections(set: SelectionSetNode, type: GraphQLNamedType | undefined, frame: Frame): Measure {
  if (frame.open > tooDeep) return { ...nothing, depth: tooDeep };
  const sum = { ...nothing };
  frame.open++;
  for (const selection of set.selections) add(sum, ofSelection(selection, type, frame));
  frame.open--;
  sum.repeats = Math.max(sum.repeats, mostRepeated(set));
  return sum;
}

function ofSelection(selection: SelectionNode, type: GraphQLNamedType | undefined, frame: Frame): Measure {
  const inside = inSelection(selection, type, frame);
  return { ...inside, directives: inside.directives + count(selection.directives) };
}

function inSelection(selection: SelectionNode, type: GraphQLNamedType | undefined, frame: Frame): Measure {
  if (selection.kind === Kind.FIELD) return ofField(selection, type, frame);
  if (selection.kind === Kind.FRAGMENT_SPREAD) return ofSpread(selection.name.value, frame);
  const condition = selection.typeCondition;
  return ofSelections(selection.selectionSet, condition ? frame.schema.getType(condition.name.value) : type, frame);
}

function ofField(node: FieldNode, parent: GraphQLNamedType | undefined, frame: Frame): Measure {
  const field = fieldOf(frame.schema, parent, node.name.value);
  const type = field ? getNamedType(field.type) : undefined;
  const inside = node.selectionSet ? ofSelections(node.selectionSet, type, frame) : nothing;
  return {
    ...inside,
    depth: inside.depth + 1,
    aliases: inside.aliases + (node.alias ? 1 : 0),
    fields: inside.fields + 1,
    width: 1,
    schemas: inside.schemas + (node.name.value === '__schema' ? 1 : 0),
    cost: 1 + inside.cost * timesAnswered({ node, field, parent }, frame.variables),
  };
}

function ofSpread(name: string, frame: Frame): Measure {
  const known = frame.measured.get(name);
  if (known !== undefined) return known ?? nothing;
  const fragment = frame.fragments.get(name);
  if (!fragment) return nothing;
  frame.measured.set(name, null);
  const inside = ofSelections(fragment.selectionSet, frame.schema.getType(fragment.typeCondition.name.value), frame);
  const found = { ...inside, directives: inside.directives + count(fragment.directives) };
  frame.measured.set(name, found);
  return found;
}

function add(sum: Measure, other: Measure): void {
  sum.depth = Math.max(sum.depth, other.depth);
  sum.aliases += other.aliases;
  sum.fields += other.fields;
  sum.directives += other.directives;
  sum.width += other.width;
  sum.repeats = Math.max(sum.repeats, other.repeats);
  sum.schemas += other.schemas;
  sum.cost += other.cost;
}

function mostRepeated(set: SelectionSetNode): number {
  const times = new Map<string, number>();
  for (const each of set.selections) {
    const name = each.kind === Kind.FIELD ? (each.alias ?? each.name).value : '...';
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  times.delete('...');
  return Math.max(0, ...times.values());
}

function count(list: readonly unknown[] | undefined): number {
  return list?.length ?? 0;
}

function isDefinition(node: DocumentNode['definitions'][number]): node is Definition {
  return node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION;
}

function isFragment(node: Definition): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}
