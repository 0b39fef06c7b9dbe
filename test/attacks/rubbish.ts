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

/** A source of numbers from 0 to 1 that is the same at every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const texts = [
  '',
  ' ',
  "'; DROP TABLE registry.model; --",
  '%_\\',
  'x'.repeat(50_000),
  '\u202Eevil\u200B',
  '<!channel> *bold* <@U1>',
  'mdl_00000000000000000000000000',
  'asg_zzzz',
  '../../etc/passwd',
  '__proto__',
  '{{7*7}}',
  '2026-02-30T00:00:00Z',
  'churn',
  '😀'.repeat(300),
];
const numbers = [0, -1, 1, 100, 101, 2_147_483_647, -2_147_483_648];
const floats = [0, -0.5, 1e308, -1e308, 5e-324, 0.1];

/** Rubbish of the right type, so that it gets past validation and into the commands. */
export function rubbish(type: GraphQLInputType, random: () => number, depth = 0): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  if (isNonNullType(type)) return rubbish(type.ofType, random, depth) ?? 'x';
  if (random() < 0.15) return null;
  if (isListType(type))
    return Array.from({ length: Math.floor(random() * 4) }, () => rubbish(type.ofType, random, depth + 1));
  if (isEnumType(type)) return pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    if (depth > 6) return {};
    const fields = Object.values(type.getFields()).filter(field => isNonNullType(field.type) || random() < 0.6);
    return Object.fromEntries(fields.map(field => [field.name, rubbish(field.type, random, depth + 1)]));
  }
  const named = getNamedType(type).name;
  if (named === 'Int') return pick(numbers);
  if (named === 'Float') return pick([...numbers, ...floats]);
  if (named === 'Boolean') return random() < 0.5;
  if (named === 'DateTime') return pick(['2026-11-21T09:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z']);
  return pick(texts);
}

/** One operation over a root field, with rubbish for its arguments. */
export function operation(kind: 'query' | 'mutation', field: GraphQLField<unknown, unknown>, random: () => number) {
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
