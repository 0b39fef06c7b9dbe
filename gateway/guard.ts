import { type DocumentNode, type GraphQLSchema, Kind } from 'graphql';
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
  ['schemas', 'schemas'],
  ['cost', 'cost'],
];

/** What a document asks for: why it is too much, and what each of its operations costs. */
export interface Judged {
  refusal: Refusal | null;
  /** Values that the answer may hold, by the name of the operation. */
  costs: ReadonlyMap<string | undefined, number>;
}

/** Whether a parsed document asks for more than one request may. */
export function refuseDocument(schema: GraphQLSchema, document: DocumentNode, sent: VariableValues): Refusal | null {
  return judgeDocument(schema, document, sent).refusal;
}

/**
 * What a parsed document asks for, and whether that is more than one request may: the one rule for depth, aliases,
 * fields, directives and cost, judged before validation, which would be slow on a hostile document.
 */
export function judgeDocument(schema: GraphQLSchema, document: DocumentNode, sent: VariableValues): Judged {
  if (document.definitions.some(each => 'variableDefinitions' in each && each.variableDefinitions?.length))
    return judge(schema, document, sent);
  const known = kept.get(document);
  if (known?.schema === schema) return known.judged;
  const judged = judge(schema, document, {});
  kept.set(document, { schema, judged });
  return judged;
}

/** What became of documents without variables, which ask for as much each time. */
const kept = new WeakMap<DocumentNode, { schema: GraphQLSchema; judged: Judged }>();

/** What the operation that is asked for costs; of a name that no operation has, as much as the dearest. */
export function costOf({ costs }: Judged, operationName: string | undefined): number {
  return costs.get(operationName) ?? Math.max(1, ...costs.values());
}

function judge(schema: GraphQLSchema, document: DocumentNode, sent: VariableValues): Judged {
  const refusal = refuseDefinitions(document);
  if (refusal) return { refusal, costs: new Map() };
  const measures = measure(schema, document, { ...defaultsOf(document), ...sent });
  for (const [figure, limit] of held) {
    const most = Math.max(0, ...measures.map(each => each[figure]));
    if (most > limits[limit].most) return { refusal: tooCostly(limit, most), costs: new Map() };
  }
  return { refusal: null, costs: costsIn(document, measures) };
}

function refuseDefinitions({ definitions }: DocumentNode): Refusal | null {
  if (definitions.length > limits.definitions.most) return tooCostly('definitions', definitions.length);
  const variables = definitions.map(each => ('variableDefinitions' in each && each.variableDefinitions?.length) || 0);
  const most = Math.max(0, ...variables);
  return most > limits.variables.most ? tooCostly('variables', most) : null;
}

function costsIn(document: DocumentNode, measures: readonly Measure[]): Judged['costs'] {
  const measured = document.definitions.filter(each => 'selectionSet' in each);
  const operations = measured.flatMap((each, at) =>
    each.kind === Kind.OPERATION_DEFINITION ? [[each.name?.value, measures[at]?.cost ?? 0] as const] : [],
  );
  return new Map(operations);
}
