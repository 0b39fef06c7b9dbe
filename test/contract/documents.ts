import { readdir, readFile } from 'node:fs/promises';
import { allPages } from '@handoff/gateway/page/routes';
import * as exported from '@handoff/registry/export/questions';
import * as reported from '@handoff/registry/report/questions';
import {
  type DocumentNode,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  getOperationAST,
  isEnumType,
  isInputType,
  isListType,
  isNonNullType,
  parse,
  print,
  separateOperations,
  typeFromAST,
  type VariableDefinitionNode,
  validate,
} from 'graphql';

const root = new URL('../../', import.meta.url);

/** Every query of the project that fits a schema, as texts of one operation each: of the bot, pages, commands, docs. */
export async function projectQueries(schema: GraphQLSchema): Promise<string[]> {
  const bot = await Promise.all(
    (await filesIn('bot/operations/', '.graphql')).map(name => readFile(new URL(name, root), 'utf8')),
  );
  const commands = [...Object.values(exported), ...Object.values(reported)].filter(each => typeof each === 'string');
  const told = (await Promise.all(['README.md', ...(await filesIn('docs/', '.md'))].map(examplesIn))).flat();
  const texts = [bot.join('\n'), ...commands, ...told, ...allPages.map(({ query }) => query)];
  return [...new Set(texts.flatMap(queriesIn))].filter(text => validate(schema, parse(text)).length === 0);
}

async function filesIn(folder: string, end: string): Promise<string[]> {
  const names = await readdir(new URL(folder, root));
  return names.filter(name => name.endsWith(end)).map(name => folder + name);
}

async function examplesIn(file: string): Promise<string[]> {
  const text = await readFile(new URL(file, root), 'utf8');
  return [...text.matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(([, example = '']) => example);
}

function queriesIn(text: string): string[] {
  const documents = Object.values(separated(text));
  return documents.filter(each => getOperationAST(each)?.operation === 'query').map(print);
}

/** Nothing of a text that is no document by itself, such as parts that commands put together. */
function separated(text: string): Record<string, DocumentNode> {
  try {
    return separateOperations(parse(text));
  } catch {
    return {};
  }
}

/** Values for the variables of a query: what is sought where a text or an id is asked for, else the plainest there is. */
export function variablesFor(schema: GraphQLSchema, query: string, sought: string): Record<string, unknown> {
  const definitions = getOperationAST(parse(query))?.variableDefinitions ?? [];
  return Object.fromEntries(definitions.flatMap(each => givenFor(schema, each, sought)));
}

function givenFor(schema: GraphQLSchema, { variable, type }: VariableDefinitionNode, sought: string) {
  const wanted: GraphQLType | undefined = typeFromAST(schema, type as never);
  if (!isInputType(wanted) || /^(after|cursor)$/.test(variable.name.value)) return [];
  const value = plainest(wanted, sought);
  return value === undefined ? [] : [[variable.name.value, value] as const];
}

function plainest(type: GraphQLType, sought: string): unknown {
  if (isNonNullType(type)) return plainest(type.ofType, sought);
  if (isListType(type)) return [plainest(type.ofType, sought)];
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  const values: Record<string, unknown> = {
    ...{ ID: sought, String: sought, Int: 5, Float: 1, Boolean: true },
    ...{ DateTime: '2090-01-01T00:00:00Z' },
  };
  return values[named.name];
}
