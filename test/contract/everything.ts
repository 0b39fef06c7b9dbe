import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

const deepest = 4;

/**
 * All that can be asked of a type, as a selection of GraphQL: every field, and what each leads to, but no type inside
 * itself. An argument that must be given is 1, "1", a time or the first of its names.
 */
export function everythingOf(schema: GraphQLSchema, type: GraphQLNamedType, path: readonly string[] = []): string {
  if (isAbstractType(type)) {
    const kinds = schema.getPossibleTypes(type).filter(({ name }) => !path.includes(name));
    return kinds
      .map(kind => fragment(schema, kind, path))
      .join(' ')
      .trim();
  }
  return isObjectType(type) ? fields(schema, type, { path, alias: '' }) : '';
}

function fragment(schema: GraphQLSchema, type: GraphQLObjectType, path: readonly string[]): string {
  const asked = fields(schema, type, { path, alias: `${type.name}_` });
  return asked === '' ? '' : `... on ${type.name} { ${asked} }`;
}

function fields(schema: GraphQLSchema, type: GraphQLObjectType, of: { path: readonly string[]; alias: string }) {
  if (of.path.length === deepest) return '';
  const path = [...of.path, type.name];
  const asked = Object.values(type.getFields()).map(field => {
    const call = `${of.alias === '' ? '' : `${of.alias}${field.name}: `}${field.name}${givenOf(field)}`;
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return call;
    const selection = path.includes(inner.name) ? '' : everythingOf(schema, inner, path);
    return selection === '' ? '' : `${call} { ${selection} }`;
  });
  return asked.filter(Boolean).join(' ');
}

/** The arguments that a field must be given, in brackets, or nothing. */
export function givenOf({ args }: Field): string {
  const given = args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${literal(getNamedType(type))}`);
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

function literal(type: GraphQLNamedType): string {
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (type.name === 'DateTime') return '"2090-01-01T00:00:00Z"';
  return type.name === 'Int' ? '1' : '"1"';
}

/** Questions for all that a root field of a schema leads to, for each value that could be what is sought. */
export function questionsOf(schema: GraphQLSchema, sought: readonly string[]): string[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {})
    .filter(({ name }) => !name.startsWith('_'))
    .flatMap(field =>
      callsOf(field, sought).map(call => `{ ${call} { ${everythingOf(schema, getNamedType(field.type))} } }`),
    );
}

const naming = /^(id|name|model|version|subjectId|actorId|search)$/;

// Without arguments, and with each argument that could name what is sought, on its own and with a version's number.
function callsOf(field: Field, sought: readonly string[]): string[] {
  const names = field.args.map(({ name }) => name).filter(name => naming.test(name));
  const bare = field.args.some(isRequiredArgument) ? [] : [field.name];
  const told = names.flatMap(name =>
    sought.map(value => {
      const number = name === 'model' && names.includes('version') ? ', version: "1"' : '';
      const others = field.args.filter(argument => isRequiredArgument(argument) && argument.name !== name);
      const given = others.map(argument => `, ${argument.name}: ${literal(getNamedType(argument.type))}`).join('');
      return `${field.name}(${name}: ${JSON.stringify(value)}${number}${given})`;
    }),
  );
  return [...bare, ...told];
}

/** The types that other subgraphs may refer to by id. */
export function referredTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  const entity = schema.getType('_Entity');
  return entity && isAbstractType(entity) ? [...schema.getPossibleTypes(entity)] : [];
}

/** A change of a schema with its input as $input, asking for all of its payload. */
export function changeOf(schema: GraphQLSchema, name: string): string {
  const field = schema.getMutationType()?.getFields()[name];
  const input = field?.args.find(argument => argument.name === 'input');
  if (!field || !input) throw new Error(`There is no change "${name}" with an input.`);
  return `mutation ($input: ${input.type}) { ${name}(input: $input) { ${everythingOf(schema, getNamedType(field.type))} } }`;
}
