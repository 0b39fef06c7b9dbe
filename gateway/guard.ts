import type { DocumentNode, GraphQLSchema } from 'graphql';
import { type LimitName, limits, tooCostly } from './guard/limits.ts';
import { defaultsOf, type VariableValues } from './guard/lists.ts';
import { type Measure, measure } from './guard/measure.ts';
import type { Refusal } from './refusal.ts';

/** What is measured of each operation and fragment, and the limit that it is held to. */
const held: readonly (readonly [keyof Measure, LimitName])[] = [
  ['depth', 'depth'],
  ['aliases', 'aliases'],
  ['fields', 'fields'],
  ['directives', 'directives'],
  ['repeats', 'repeats'],
  ['width', 'rootFields'],
  ['cost', 'cost'],
];

/**
 * Whether a parsed document asks for more than one request may: the one rule for depth, aliases, fields, directives
 * and cost, judged before validation, which would be slow on a hostile document.
 */
export function refuseDocument(schema: GraphQLSchema, document: DocumentNode, sent: VariableValues): Refusal | null {
  if (document.definitions.some(each => 'variableDefinitions' in each && each.variableDefinitions?.length))
    return judge(schema, document, sent);
  const known = judged.get(document);
  if (known?.schema === schema) return known.refusal;
  const refusal = judge(schema, document, {});
  judged.set(document, { schema, refusal });
  return refusal;
}

/** What became of documents without variables, which ask for as much each time. */
const judged = new WeakMap<DocumentNode, { schema: GraphQLSchema; refusal: Refusal | null }>();

function judge(schema: GraphQLSchema, document: DocumentNode, sent: VariableValues): Refusal | null {
  const { length } = document.definitions;
  if (length > limits.definitions.most) return tooCostly('definitions', length);
  const measures = measure(schema, document, { ...defaultsOf(document), ...sent });
  for (const [figure, limit] of held) {
    const most = Math.max(0, ...measures.map(each => each[figure]));
    if (most > limits[limit].most) return tooCostly(limit, most);
  }
  return null;
}
