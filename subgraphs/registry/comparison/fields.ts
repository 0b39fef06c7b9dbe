import type { FieldRules } from './signature.ts';

/** What became of one input or output. */
export interface FieldChange {
  name: string;
  change: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** As people read it; of a change only what differs. */
  before: string | null;
  after: string | null;
  breaking: boolean;
}

type Named = { name: string };
interface Placed<Field> {
  field: Field;
  /** Counts from 1. */
  place: number;
}

/**
 * What became of the fields of one version in another: those of the left in their order, then those that are new in
 * theirs. What stayed as it is, is left out. A field that only moved past others is named too: it breaks nobody who
 * calls by name.
 */
export function fieldChanges<Field extends Named>(
  left: readonly Field[],
  right: readonly Field[],
  rules: FieldRules<Field>,
): FieldChange[] {
  const before = placed(left);
  const after = placed(right);
  const moved = movedNames([...before.keys()], after);
  const stayed = [...before].flatMap(([name, was]) => {
    const is = after.get(name);
    if (!is) return [gone(was.field, rules)];
    const change = changed({ was, is, moved: moved.has(name) }, rules);
    return change ? [change] : [];
  });
  return [...stayed, ...right.filter(({ name }) => !before.has(name)).map(field => came(field, rules))];
}

function placed<Field extends Named>(fields: readonly Field[]): Map<string, Placed<Field>> {
  return new Map(fields.map((field, i) => [field.name, { field, place: i + 1 }]));
}

function came<Field extends Named>(field: Field, rules: FieldRules<Field>): FieldChange {
  const after = all(field, rules);
  return { name: field.name, change: 'ADDED', before: null, after, breaking: rules.addedBreaks(field) };
}

function gone<Field extends Named>(field: Field, rules: FieldRules<Field>): FieldChange {
  const before = all(field, rules);
  return { name: field.name, change: 'REMOVED', before, after: null, breaking: rules.removedBreaks(field) };
}

function all<Field>(field: Field, { facets }: FieldRules<Field>): string {
  return facets.map(({ text }) => text(field)).join(', ');
}

interface Pair<Field> {
  was: Placed<Field>;
  is: Placed<Field>;
  moved: boolean;
}

function changed<Field extends Named>({ was, is, moved }: Pair<Field>, rules: FieldRules<Field>): FieldChange | null {
  const facets = rules.facets.filter(({ differs }) => differs(was.field, is.field));
  if (facets.length === 0 && !moved) return null;
  const told = ({ field, place }: Placed<Field>) =>
    [...facets.map(({ text }) => text(field)), ...(moved ? [`at place ${place}`] : [])].join(', ');
  const breaking = facets.some(({ breaks }) => breaks(was.field, is.field));
  return { name: was.field.name, change: 'CHANGED', before: told(was), after: told(is), breaking };
}

/**
 * The fewest names that must move so that those on both sides come in one order: all but a longest increasing
 * subsequence of their new places (patience sorting, Fredman 1975).
 */
function movedNames<Field>(names: readonly string[], after: ReadonlyMap<string, Placed<Field>>): Set<string> {
  const common = names.filter(name => after.has(name));
  const place = (name: string) => after.get(name)?.place ?? 0;
  /** Of the runs of each length, the last name of the one that ends earliest. */
  const ends: string[] = [];
  const previous = new Map<string, string | undefined>();
  for (const name of common) {
    const length = firstNotBefore(ends, { place, wanted: place(name) });
    previous.set(name, ends[length - 1]);
    ends[length] = name;
  }
  const moved = new Set(common);
  for (let name = ends.at(-1); name !== undefined; name = previous.get(name)) moved.delete(name);
  return moved;
}

function firstNotBefore(names: readonly string[], of: { place: (name: string) => number; wanted: number }): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of.place(names[middle] ?? '') < of.wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
