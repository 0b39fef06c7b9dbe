import { isIdOfAnyKind } from '@handoff/kit/id';
import { invalid, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';

const clean = (text: string) => !text.includes('\u0000');
const noNul = 'holds a NUL character, which cannot be kept: take it out.';
const tooLong = (most: number) => `has more than ${most.toLocaleString('en')} characters: shorten it.`;

/** A text that must say something, of so many characters at most. */
export function words(most: number) {
  return z
    .string('is missing: give a text.')
    .max(most, tooLong(most))
    .refine(clean, noNul)
    .refine(text => text.trim() !== '', 'is empty: give a text.');
}

/** A text that may be left out; an empty one counts as left out. */
export function maybe(most: number) {
  return z
    .string()
    .max(most, tooLong(most))
    .refine(clean, noNul)
    .nullish()
    .transform(text => (text === undefined || text === null || text.trim() === '' ? null : text));
}

/** What a thing that is found by its name, too, must not be called: an id would stand for another thing. */
export const notAnId = [
  (name: string | null) => name === null || !isIdOfAnyKind(name),
  'has the form of an id and would stand for something else: use a name.',
] as const;

/** A list that may be left out, of so many entries at most. */
export function listOf<Schema extends z.ZodType>(entry: Schema, most: number) {
  return z
    .array(entry)
    .max(most, `has more than ${most.toLocaleString('en')} entries: give fewer.`)
    .nullish()
    .transform(list => list ?? []);
}

/** Anything that may be left out: null then. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform(value => value ?? null);
}

export const finite = z.number('is no finite number: give one or leave it out.');
export const countable = finite.min(0, 'is negative: give 0 or more.');

/** Tags: each once, in code-unit order. */
export const tagList = listOf(words(200), 500).transform(tags => [...new Set(tags.map(tag => tag.trim()))].toSorted());

/** What the first thing wrong with a value is, as a problem at `prefix` and the path within the value; or the value. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  prefix = '',
): { value: z.output<Schema>; problem: null } | { value: null; problem: Problem } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problem: null };
  const [issue] = result.error.issues;
  const path = pathOf(prefix, issue?.path ?? []);
  return { value: null, problem: invalid(path, `"${path}" ${issue?.message ?? 'makes no sense.'}`) };
}

/** A path as people read it: content.features[3].dtype. */
function pathOf(prefix: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    prefix,
  );
}
