import {
  type FieldNode,
  type GraphQLResolveInfo,
  getNamedType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { columnNames } from './columns.ts';
import type { Table } from './database.ts';

/** What fields that are no columns of a table read of its rows, beside "id"; a field that is not here may read anything. */
export type Reads = Readonly<Record<string, readonly string[]>>;

/** Fields that need to know only which row it is. */
export function ofId(...fields: string[]): Reads {
  return Object.fromEntries(fields.map(field => [field, ['id']]));
}

/** The properties that are needed of rows, "id" among them, in the order of their table; null: all. */
export type AskedProperties = readonly string[] | null;

/**
 * The properties of a table's rows that a request needs of what a field answers, of the nodes of a connection or of the
 * rows themselves, in the order of the table and with "id"; null where it asks for what may be computed from any column,
 * or for edges.
 */
export function askedOfRows(info: GraphQLResolveInfo, table: Table, reads: Reads = {}): AskedProperties {
  const ofTable = found.get(table) ?? new WeakMap<GraphQLResolveInfo['fieldNodes'], AskedProperties>();
  found.set(table, ofTable);
  const known = ofTable.get(info.fieldNodes);
  if (known !== undefined) return known;
  const asked = lookedUp(info, table, reads);
  ofTable.set(info.fieldNodes, asked);
  return asked;
}

/** By what is asked in the document: our executor tells the same list of fields each time that it is carried out. */
const found = new WeakMap<Table, WeakMap<GraphQLResolveInfo['fieldNodes'], AskedProperties>>();

function lookedUp(info: GraphQLResolveInfo, table: Table, reads: Reads): AskedProperties {
  const names = new Set(['id']);
  const answered = info.fieldNodes.flatMap(({ selectionSet }) => fieldsIn(selectionSet, info));
  if (answered.some(({ name }) => name.value === 'edges')) return null;
  const nodes = answered.filter(({ name }) => name.value === 'nodes');
  const ofRows = isConnection(info) ? nodes.flatMap(({ selectionSet }) => fieldsIn(selectionSet, info)) : answered;
  for (const { name } of ofRows) for (const read of readBy(name.value, reads)) names.add(read);
  names.delete('__typename');
  const known = columnNames(table).map(([property]) => property);
  const asked = known.filter(property => names.has(property));
  return asked.length === names.size ? Object.freeze(asked) : null;
}

function isConnection({ returnType }: GraphQLResolveInfo): boolean {
  const type = getNamedType(returnType);
  return 'getFields' in type && 'nodes' in type.getFields();
}

function readBy(field: string, reads: Reads): readonly string[] {
  return (Object.hasOwn(reads, field) && reads[field]) || [field];
}

/** Whether a request asks below a field for one with such a name, however deep. */
export function asksFor(info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>, names: readonly string[]): boolean {
  const below = (set: SelectionSetNode | undefined): boolean =>
    fieldsIn(set, info).some(({ name, selectionSet }) => names.includes(name.value) || below(selectionSet));
  return info.fieldNodes.some(({ selectionSet }) => below(selectionSet));
}

function fieldsIn(set: SelectionSetNode | undefined, info: Pick<GraphQLResolveInfo, 'fragments'>): FieldNode[] {
  return (set?.selections ?? []).flatMap(each => flattened(each, info));
}

function flattened(node: SelectionNode, info: Pick<GraphQLResolveInfo, 'fragments'>): FieldNode[] {
  if (node.kind === Kind.FIELD) return [node];
  const inner = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
  return fieldsIn(inner?.selectionSet, info);
}
