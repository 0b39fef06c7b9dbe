import { type DocumentNode, GraphQLInt, type GraphQLSchema, Kind, type TypeNode } from 'graphql';
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
  const before = kept.get(document);
  const known = before?.schema === schema ? before : { schema, deciding: decidingIn(document), judged: new Map() };
  const key = known.deciding
    .map(name => (typeof sent[name] === 'number' ? sent[name] : String(Object.hasOwn(sent, name))))
    .join();
  const judged = known.judged.get(key) ?? judge(schema, document, sent);
  if (known.judged.size < mostJudged) kept.set(document, { ...known, judged: known.judged.set(key, judged) });
  return judged;
}

interface Known {
  schema: GraphQLSchema;
  /** The variables by which it hangs how much is asked for. */
  deciding: readonly string[];
  /** What became of it, by their values. */
  judged: Map<string, Judged>;
}

/** What became of documents: the same is asked for as much each time. */
const kept = new WeakMap<DocumentNode, Known>();
const mostJudged = 32;

/** What the operation that is asked for costs; of a name that no operation has, as much as the dearest. */
export function costOf({ costs }: Judged, operationName: string | undefined): number {
  return costs.get(operationName) ?? Math.max(1, ...costs.values());
}

/** Whole numbers: how much is asked for hangs on `first` alone. */
function decidingIn({ definitions }: DocumentNode): string[] {
  const declared = definitions.flatMap(each => ('variableDefinitions' in each && each.variableDefinitions) || []);
  return declared.filter(({ type }) => isNamedInt(type)).map(({ variable }) => variable.name.value);
}

function isNamedInt(type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return isNamedInt(type.type);
  return type.kind === Kind.NAMED_TYPE && type.name.value === GraphQLInt.name;
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
