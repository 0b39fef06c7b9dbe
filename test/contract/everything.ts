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

const deepest = 5;

/**
 * All that can be asked of a type, as a selection of GraphQL: every field, and what each leads to, but no type inside
 * itself. An argument that must be given is 1, "1", a time or the first of its names.
 */
export function everythingOf(schema: GraphQLSchema, type: GraphQLNamedType): string {
  return partsOf(schema, type, []).join(' ');
}

// In parts of which each fits into a document: a field that leads to more than that is asked for several times.
function partsOf(schema: GraphQLSchema, type: GraphQLNamedType, path: readonly string[]): string[] {
  if (isObjectType(type)) return fieldsOf(schema, type, { path, alias: '' });
  if (!isAbstractType(type)) return [];
  const kinds = schema.getPossibleTypes(type).filter(({ name }) => !path.includes(name));
  return kinds.flatMap(kind => {
    const fields = fieldsOf(schema, kind, { path, alias: `${kind.name}_` });
    return packed(fields).map(selection => `... on ${kind.name} { ${selection} }`);
  });
}

function fieldsOf(schema: GraphQLSchema, type: GraphQLObjectType, of: { path: readonly string[]; alias: string }) {
  if (of.path.length === deepest) return [];
  const path = [...of.path, type.name];
  const own = Object.values(type.getFields()).filter(field => !isOfOthers(field));
  return own.flatMap(field => {
    const call = `${of.alias === '' ? '' : `${of.alias}${field.name}: `}${field.name}${givenOf(field)}`;
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [call];
    const parts = path.includes(inner.name) ? [] : partsOf(schema, inner, path);
    return packed(parts).map(selection => `${call} { ${selection} }`);
  });
}

// A document may have 10,000 tokens, of which a word and a bracket are one each.
const most = 9000;
function tokensOf(selection: string): number {
  return selection.match(/[\w"]+|[^\s\w"]/g)?.length ?? 0;
}

/** Parts put together into as few selections as fit into a document each. */
function packed(parts: readonly string[]): string[] {
  const selections: string[] = [];
  for (const part of parts) {
    const last = selections.at(-1);
    if (last === undefined || tokensOf(last) + tokensOf(part) > most) selections.push(part);
    else selections[selections.length - 1] = `${last} ${part}`;
  }
  return selections;
}

/** A field that the subgraph only names because another one knows it: the gateway never asks it here. */
function isOfOthers({ astNode }: Field): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'external') ?? false;
}

/** The arguments that a field must be given, in brackets, or nothing. */
export function givenOf({ args }: Field): string {
  const given = args
    .filter(isRequiredArgument)
    .map(({ name, type }) => `${name}: ${literal(name, getNamedType(type))}`);
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

const dayMs = 86_400_000;
/** The day so many days from today, as a literal. */
function dayFromNow(days: number): string {
  return `"${new Date(Math.floor(Date.now() / dayMs + days) * dayMs).toISOString()}"`;
}

function literal(name: string, type: GraphQLNamedType): string {
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  // A period is the last month, of which there is something to tell; an instant is one that has not come.
  if (type.name === 'DateTime') return dayFromNow({ from: -30, to: 2 }[name] ?? 20_000);
  return type.name === 'Int' ? '1' : '"1"';
}

/** A question whether there is something, and what to ask it with, one after the other: so it is validated once. */
export interface Question {
  source: string;
  /** Everything of what that finds, in as many documents as it needs. */
  more: string[];
  variables: Record<string, string>[];
}

/** Questions for all that a root field of a schema leads to, for each value that could be what is sought. */
export function questionsOf(schema: GraphQLSchema, sought: readonly string[]): Question[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {})
    .filter(({ name }) => !name.startsWith('_'))
    .flatMap(field => {
      const selections = packed(partsOf(schema, getNamedType(field.type), []));
      return callsOf(field).map(({ head, call, isNamed }) => {
        const [source = '', ...more] = ['__typename', ...selections].map(each => `${head} { ${call} { ${each} } }`);
        return { source, more, variables: isNamed ? sought.map(value => ({ sought: value })) : [{}] };
      });
    });
}

const naming = /^(id|name|model|version|subjectId|actorId|search)$/;

// Without arguments, and with each argument that could name what is sought, on its own and with a version's number.
function callsOf(field: Field): { head: string; call: string; isNamed: boolean }[] {
  const named = field.args.filter(({ name }) => naming.test(name));
  const bare = field.args.some(isRequiredArgument) ? [] : [{ head: 'query', call: field.name, isNamed: false }];
  const told = named.map(({ name, type }) => {
    const number = name === 'model' && named.some(one => one.name === 'version') ? ', version: "1"' : '';
    const others = field.args.filter(argument => isRequiredArgument(argument) && argument.name !== name);
    const given = others
      .map(argument => `, ${argument.name}: ${literal(argument.name, getNamedType(argument.type))}`)
      .join('');
    const head = `query ($sought: ${getNamedType(type).name}!)`;
    return { head, call: `${field.name}(${name}: $sought${number}${given})`, isNamed: true };
  });
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
