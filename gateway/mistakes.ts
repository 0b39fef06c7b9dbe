import type { ApolloServerPlugin } from '@apollo/server';
import {
  coerceInputValue,
  GraphQLError,
  type GraphQLSchema,
  type GraphQLType,
  isInputType,
  isNonNullType,
  type NamedTypeNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { RequestContext } from './request-context.ts';

/** A caller reads no more mistakes than this; finding and telling each of a million would stop the process for all. */
export const mostMistakes = 20;
/** Of a wrong value, in characters. */
const shownMost = 200;

/**
 * Refuses variables that do not fit, in one error with up to 20 mistakes told. graphql would write the whole value out
 * with each of its mistakes: a second for every few that an object of some thousand wrong names has.
 */
export const fewMistakes: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    async didResolveOperation({ schema, operation, request }) {
      const mistakes = mistakesIn(schema, operation?.variableDefinitions ?? [], request.variables ?? {});
      if (mistakes.length === 0) return;
      const [first] = mistakes;
      const many = `The variables hold more than ${mostMistakes} mistakes. The first: ${first}`;
      const message = mistakes.length > mostMistakes ? many : mistakes.join(' ');
      throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
    },
  }),
};

type Sent = Readonly<Record<string, unknown>>;

class Enough extends Error {}

/** What is wrong with the variables of an operation; after one more than are told nothing else is looked at. */
export function mistakesIn(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  sent: Sent,
): readonly string[] {
  const mistakes: string[] = [];
  const tell = (mistake: string) => {
    mistakes.push(mistake);
    if (mistakes.length > mostMistakes) throw new Enough();
  };
  try {
    for (const definition of definitions) look(schema, definition, { sent, tell });
  } catch (thrown) {
    if (!(thrown instanceof Enough)) throw thrown;
  }
  return mistakes;
}

interface Look {
  sent: Sent;
  tell(mistake: string): void;
}

function look(schema: GraphQLSchema, { variable, type: node, defaultValue }: VariableDefinitionNode, to: Look): void {
  const name = variable.name.value;
  const type: GraphQLType | undefined = typeFromAST(schema, node as NamedTypeNode);
  // Validation says what is no input type.
  if (!isInputType(type)) return;
  const isGiven = Object.hasOwn(to.sent, name);
  if (isNonNullType(type) && !isGiven && !defaultValue)
    to.tell(`Variable "$${name}" of required type "${type}" was not provided.`);
  if (!isGiven) return;
  coerceInputValue(
    to.sent[name],
    type,
    (path, wrong, { message }) => {
      const where = path.length > 0 ? ` at "${name}${shownPath(path)}"` : '';
      to.tell(`Variable "$${name}" got invalid value ${shown(wrong)}${where}; ${shortened(message)}`);
    },
    true,
  );
}

function shownPath(path: readonly (string | number)[]): string {
  return shortened(path.map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join(''));
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  return typeof value === 'string' ? JSON.stringify(shortened(value)) : String(value);
}

function shortened(text: string): string {
  return text.length > shownMost ? `${text.slice(0, shownMost)}…` : text;
}
