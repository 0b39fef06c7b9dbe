import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { columnNames } from './columns.ts';
import type { Table } from './database.ts';

/**
 * The properties of a table's rows that a request asks of the nodes of a connection, in the order of the table and with
 * "id"; null where it asks for anything else of them, or for edges: that may be computed from any column.
 */
export function askedOfNodes(info: GraphQLResolveInfo, table: Table): string[] | null {
  const names = new Set(['id']);
  for (const { selectionSet } of info.fieldNodes) {
    for (const { name, selectionSet: below } of fieldsIn(selectionSet, info)) {
      if (name.value === 'edges') return null;
      if (name.value === 'nodes') for (const field of fieldsIn(below, info)) names.add(field.name.value);
    }
  }
  names.delete('__typename');
  const known = columnNames(table).map(([property]) => property);
  const asked = known.filter(property => names.has(property));
  return asked.length === names.size ? asked : null;
}

function fieldsIn(set: SelectionSetNode | undefined, info: GraphQLResolveInfo): FieldNode[] {
  return (set?.selections ?? []).flatMap(each => flattened(each, info));
}

function flattened(node: SelectionNode, info: GraphQLResolveInfo): FieldNode[] {
  if (node.kind === Kind.FIELD) return [node];
  const inner = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
  return fieldsIn(inner?.selectionSet, info);
}
