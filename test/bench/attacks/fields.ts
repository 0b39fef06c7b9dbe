import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { likely, type Slot, slotsOf } from './slots.ts';

type Field = GraphQLField<unknown, unknown>;

/** A place for a text in an argument of a field, and the operation that puts one there. */
export interface Place {
  /** Such as "Model.versions after". */
  name: string;
  operation(text: unknown): { query: string; variables: Record<string, unknown> };
}

/** A way from the root to an object: what stands before and behind a selection of its fields. */
interface Way {
  before: string;
  behind: string;
}

/** Fields that wait for something to happen, or act on everybody at once. */
const left: ReadonlySet<string> = new Set(['claimNotifications']);

/** Every place of every field of a schema where a text goes, in root fields and below. */
export function placesOf(schema: GraphQLSchema): Place[] {
  const ways = waysTo(schema);
  const places: Place[] = [];
  for (const [type, way] of ways)
    for (const field of Object.values(type.getFields())) {
      if (left.has(field.name)) continue;
      for (const argument of field.args)
        for (const slot of slotsOf(argument.type, argument.name))
          places.push(placeOf({ type, field, way, argument, slot }));
    }
  return places;
}

/** The shortest way to each type of object, through fields that need no argument; churn is a model of the demo. */
function waysTo(schema: GraphQLSchema): Map<GraphQLObjectType, Way> {
  const found = new Map<GraphQLObjectType, Way>();
  const [query, mutation, model] = [schema.getQueryType(), schema.getMutationType(), schema.getType('Model')];
  if (mutation) found.set(mutation, { before: 'mutation', behind: '' });
  if (query) found.set(query, { before: 'query', behind: '' });
  if (isObjectType(model)) found.set(model, { before: 'query { model(name: "churn")', behind: '}' });
  for (const [type, { before, behind }] of found) {
    if (type === mutation) continue;
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      if (!isObjectType(next) || found.has(next) || field.args.some(needed)) continue;
      found.set(next, { before: `${before} { ${field.name}`, behind: `} ${behind}` });
    }
  }
  return found;
}

function needed({ type, defaultValue }: GraphQLArgument): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

interface Put {
  type: GraphQLObjectType;
  field: Field;
  way: Way;
  argument: GraphQLArgument;
  slot: Slot;
}

function placeOf({ type, field, way, argument, slot }: Put): Place {
  const given = field.args.filter(each => each === argument || needed(each));
  const declared = given.map(each => `$${each.name}: ${each.type}`).join(', ');
  const passed = given.map(each => `${each.name}: $${each.name}`).join(', ');
  const [operation = 'query', ...rest] = way.before.split(' ');
  const query = `${operation} (${declared}) ${rest.join(' ')} { ${field.name}(${passed}) ${selectionOf(field)} } ${way.behind}`;
  const value = (each: GraphQLArgument, text: unknown) =>
    each === argument ? slot.fill(text) : likely(each.type, each.name);
  return {
    name: `${type.name}.${field.name} ${slot.path}`,
    operation: text => ({ query, variables: Object.fromEntries(given.map(each => [each.name, value(each, text)])) }),
  };
}

/** The least that can be asked of what a field answers, and why it was refused where it says so. */
function selectionOf(field: Field): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  return isObjectType(type) && 'problem' in type.getFields()
    ? '{ __typename problem { __typename message } }'
    : '{ __typename }';
}
