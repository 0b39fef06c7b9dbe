import { canonical } from '@handoff/kit/canonical';
import { isSameDtype } from '@handoff/kit/dtype';
import type { Input, Output } from '../version/parts.ts';
import { fitsInto } from './dtype.ts';

/** One side of a field that can change, and when that breaks who calls the old version and meets the new one. */
export interface Facet<Field> {
  name: string;
  text(field: Field): string;
  differs(before: Field, after: Field): boolean;
  breaks(before: Field, after: Field): boolean;
}

/** The rules for inputs or outputs: what comes new, what goes, and each side of what stays. */
export interface FieldRules<Field> {
  addedBreaks(field: Field): boolean;
  removedBreaks(field: Field): boolean;
  facets: readonly Facet<Field>[];
}

interface Told<Field, Value> {
  value(field: Field): Value;
  text(value: Value): string;
  breaks(before: Value, after: Value): boolean;
}

function facet<Field, Value>(name: string, { value, text, breaks }: Told<Field, Value>): Facet<Field> {
  return {
    name,
    text: field => text(value(field)),
    differs: (before, after) => canonical(value(before)) !== canonical(value(after)),
    breaks: (before, after) => breaks(value(before), value(after)),
  };
}

const never = () => false;
const always = () => true;
/** Said for the first time, or no longer said: nothing that a caller relied on became something else. */
const becameOther = (before: string | null, after: string | null) =>
  before !== null && after !== null && before !== after;

type Shape = number[] | null;
const shapeText = (shape: Shape) => (shape === null ? 'any shape' : `shape [${shape.join(', ')}]`);

/** Whether whatever fits one shape fits the other: -1 is any length, null is any shape at all. */
export function shapeFitsInto(given: Shape, asked: Shape): boolean {
  if (asked === null) return true;
  if (given === null || given.length !== asked.length) return false;
  return given.every((length, i) => asked[i] === -1 || asked[i] === length);
}

const describedAs = facet<Output, string | null>('description', {
  value: field => field.description,
  text: description => (description === null ? 'no description' : `"${description}"`),
  breaks: never,
});

/** A caller of the old version gives what that one asks for: it breaks when the new one asks for more or something else. */
export const inputRules: FieldRules<Input> = {
  addedBreaks: ({ required }) => required,
  removedBreaks: always,
  facets: [
    facet('type', {
      value: field => field.dtype,
      text: dtype => dtype,
      breaks: (before, after) => !fitsInto(before, after),
    }),
    facet('shape', {
      value: field => field.shape,
      text: shapeText,
      breaks: (before, after) => !shapeFitsInto(before, after),
    }),
    facet('required', {
      value: field => field.required,
      text: required => (required ? 'required' : 'optional'),
      breaks: (before, after) => !before && after,
    }),
    facet('unit', {
      value: field => field.unit,
      text: unit => (unit === null ? 'no unit' : `in ${unit}`),
      breaks: becameOther,
    }),
    facet('shared feature', {
      value: field => field.definition,
      text: name => (name === null ? 'read from no shared feature' : `read from ${name}`),
      breaks: becameOther,
    }),
    facet('personal data', {
      value: field => field.sensitive,
      text: sensitive => (sensitive ? 'personal data' : 'no personal data'),
      breaks: never,
    }),
    facet('transformations', {
      value: field => field.transformations,
      text: steps => (steps.length === 0 ? 'not transformed' : `transformed: ${steps.join('; ')}`),
      breaks: never,
    }),
    describedAs,
  ],
};

/** A caller reads what the old version answers: anything else, also something wider, is not what it was written for. */
export const outputRules: FieldRules<Output> = {
  addedBreaks: never,
  removedBreaks: always,
  facets: [
    facet('type', {
      value: field => field.dtype,
      text: dtype => dtype,
      breaks: (before, after) => !isSameDtype(before, after),
    }),
    facet('shape', {
      value: field => field.shape,
      text: shapeText,
      // A shape told for the first time keeps to what was told before: nothing.
      breaks: before => before !== null,
    }),
    describedAs,
  ],
};
