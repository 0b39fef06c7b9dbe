import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

interface Of {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

type Type = GraphQLNamedType | null | undefined;

/**
 * The same document without fragments of the type that they stand in, and with each field once: of a list that is asked
 * for twice beside each other, such as by a fragment and beside it, Hive's router runtime 1.4.23 answers all that was
 * asked first and then all that was asked second, one list after the other.
 */
export function merged(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const all = document.definitions.filter(each => each.kind === Kind.FRAGMENT_DEFINITION);
  const of = { schema, fragments: new Map(all.map(each => [each.name.value, each])) };
  const definitions = document.definitions
    .filter(each => each.kind === Kind.OPERATION_DEFINITION)
    .map(each => ({ ...each, selectionSet: once(of, schema.getRootType(each.operation), each.selectionSet) }));
  return { kind: Kind.DOCUMENT, definitions };
}

function once(of: Of, type: Type, { selections }: SelectionSetNode): SelectionSetNode {
  const found = new Map<string, { node: FieldNode | InlineFragmentNode; below: SelectionNode[] }>();
  for (const node of flat(of, type, selections)) {
    const key = keyOf(node);
    const known = found.get(key) ?? { node, below: [] };
    known.below.push(...(node.selectionSet?.selections ?? []));
    found.set(key, known);
  }
  const kept = [...found.values()].map(({ node, below }) =>
    below.length === 0
      ? node
      : { ...node, selectionSet: once(of, typeBelow(of, type, node), { kind: Kind.SELECTION_SET, selections: below }) },
  );
  return { kind: Kind.SELECTION_SET, selections: kept as SelectionNode[] };
}

function* flat(of: Of, type: Type, selections: readonly SelectionNode[]): Generator<FieldNode | InlineFragmentNode> {
  for (const each of selections) {
    const node = each.kind === Kind.FRAGMENT_SPREAD ? inlined(of, each) : each;
    const isSame = node.kind === Kind.INLINE_FRAGMENT && (node.typeCondition?.name.value ?? type?.name) === type?.name;
    if (isSame && !node.directives?.length) yield* flat(of, type, node.selectionSet.selections);
    else yield node;
  }
}

function inlined(
  { fragments }: Of,
  { name, directives }: Extract<SelectionNode, { kind: Kind.FRAGMENT_SPREAD }>,
): InlineFragmentNode {
  const found = fragments.get(name.value);
  if (!found) throw new Error(`There is no fragment ${name.value}.`);
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: found.typeCondition,
    directives,
    selectionSet: found.selectionSet,
  };
}

/** What makes two selections one: all of them but what lies below. */
function keyOf(node: FieldNode | InlineFragmentNode): string {
  if (node.kind === Kind.FIELD) return print({ ...node, selectionSet: undefined });
  return `... ${node.typeCondition?.name.value} ${node.directives?.map(print).join(' ')}`;
}

function typeBelow({ schema }: Of, type: Type, node: FieldNode | InlineFragmentNode): Type {
  if (node.kind === Kind.INLINE_FRAGMENT)
    return node.typeCondition ? schema.getType(node.typeCondition.name.value) : type;
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  const field = type.getFields()[node.name.value];
  return field && getNamedType(field.type);
}
