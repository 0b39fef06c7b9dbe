import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { pick, type Random } from './random.ts';
import { hostileObjects, hostileTexts } from './texts.ts';

const numbers = [0, -1, 1, 100, 101, 2_147_483_647, -2_147_483_648];
const floats = [0, -0.5, 1e308, -1e308, 5e-324, 0.1];
const times = ['2026-11-21T09:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'];

/** Rubbish of the right type, so that it gets past validation and into the commands. */
export function rubbish(type: GraphQLInputType, random: Random, depth = 0): unknown {
  if (isNonNullType(type)) return rubbish(type.ofType, random, depth) ?? 'x';
  if (random() < 0.15) return null;
  if (isListType(type))
    return Array.from({ length: Math.floor(random() * 4) }, () => rubbish(type.ofType, random, depth + 1));
  if (isEnumType(type)) return pick(type.getValues(), random).name;
  if (isInputObjectType(type)) {
    if (depth > 6) return {};
    const fields = Object.values(type.getFields()).filter(field => isNonNullType(field.type) || random() < 0.6);
    return Object.fromEntries(fields.map(field => [field.name, rubbish(field.type, random, depth + 1)]));
  }
  return ofScalar(getNamedType(type).name, random);
}

function ofScalar(name: string, random: Random): unknown {
  if (name === 'Int') return pick(numbers, random);
  if (name === 'Float') return pick([...numbers, ...floats], random);
  if (name === 'Boolean') return random() < 0.5;
  if (name === 'JSON') return pick(hostileObjects, random);
  if (name === 'DateTime') return pick(times, random);
  return pick(hostileTexts, random);
}

/** One operation over a root field, with rubbish for its arguments. */
export function operation(kind: 'query' | 'mutation', field: GraphQLField<unknown, unknown>, random: Random) {
  const given = field.args.filter(argument => isNonNullType(argument.type) || random() < 0.7);
  const declared = given.map(argument => `$${argument.name}: ${argument.type}`).join(', ');
  const passed = given.map(argument => `${argument.name}: $${argument.name}`).join(', ');
  const variables = Object.fromEntries(given.map(argument => [argument.name, rubbish(argument.type, random)]));
  const query = `${kind} ${declared === '' ? '' : `(${declared})`} { ${field.name}${passed === '' ? '' : `(${passed})`} ${selection(field)} }`;
  return { query, variables };
}

function selection(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return isEnumType(type) || !('getFields' in type) ? '' : '{ __typename }';
  return 'problem' in type.getFields() ? '{ __typename problem { __typename message } }' : '{ __typename }';
}

/** All root fields of a kind. */
export function rootFields(schema: GraphQLSchema, kind: 'query' | 'mutation'): GraphQLField<unknown, unknown>[] {
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(type?.getFields() ?? {});
}
