import { type Refusal, refuse } from '../refusal.ts';

interface Limit {
  most: number;
  /** What is counted, as it reads after "at most 60". */
  of: string;
  mend: string;
}

const split = 'Split it into several requests.';
const values = 'Send values as variables instead of writing them into the document.';

/** What one request may ask for at most. Fragments count wherever they are spread, repeated fields each time. */
export const limits = Object.freeze({
  /** Names, brackets and values of the document. */
  tokens: { most: 10_000, of: 'tokens in the document', mend: values },
  /** Brackets of any kind inside each other, in the document. */
  nesting: { most: 64, of: 'levels of brackets in the document', mend: values },
  /** Operations and fragments of the document. */
  definitions: { most: 200, of: 'operations and fragments in one document', mend: 'Leave out what is not used.' },
  /** Of one operation: each is checked by itself. */
  variables: { most: 100, of: 'variables', mend: 'Send them as fields of one input.' },
  /** Fields below each other. The introspection query of common tools is 15 deep. */
  depth: { most: 16, of: 'levels of fields', mend: 'Ask for what lies deeper by its id, in a second request.' },
  aliases: { most: 60, of: 'aliases', mend: split },
  fields: { most: 1_500, of: 'fields, with fragments written out', mend: split },
  directives: { most: 50, of: 'directives', mend: 'Leave out the fields that are not needed.' },
  rootFields: { most: 20, of: 'fields at the root', mend: split },
  /** Times the same name is answered in one selection: more makes merging them slow. */
  repeats: { most: 10, of: 'fields of the same name in one selection', mend: 'Write the field once.' },
  /** Each takes milliseconds in which nobody else is served. */
  schemas: {
    most: 2,
    of: 'looks at the whole schema (__schema)',
    mend: 'Ask for it once: one answer holds all of it.',
  },
  /** Values that the answer may hold: a list of `first` things counts so many times. */
  cost: { most: 100_000, of: 'values in the answer', mend: 'Ask for shorter lists (first) and page on with after.' },
  /** Objects and lists inside each other, in the JSON of a request. */
  jsonNesting: { most: 64, of: 'levels of objects and lists in the JSON body', mend: 'Send flatter values.' },
  /** Names and values of it, as many as there are commas and opening brackets. */
  jsonValues: { most: 250_000, of: 'values in the JSON body', mend: split },
  /** Each is checked against the schema: 11 microseconds, measured with features of versions. */
  jsonObjects: { most: 20_000, of: 'objects in the JSON body', mend: split },
} satisfies Record<string, Limit>);

export type LimitName = keyof typeof limits;

/** The refusal of a request that asks for too much; met null: counting stopped when the limit was passed. */
export function tooCostly(name: LimitName, met: number | null = null): Refusal {
  const { most, of, mend } = limits[name];
  const found = met === null ? `more than ${readable(most)}` : readable(met);
  return refuse(400, 'TOO_COSTLY', `This request has ${found} ${of}; at most ${readable(most)} are allowed. ${mend}`);
}

function readable(count: number): string {
  const billion = 1_000_000_000;
  return count > billion ? `more than ${billion.toLocaleString('en')}` : count.toLocaleString('en');
}
