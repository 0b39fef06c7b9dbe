import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';

/** One input that both implementations were given, and what each answered. */
export interface ConversionCase {
  input?: unknown;
  original: number;
  converted: number;
}

/** A model that was rewritten for production, and the cases that shall prove that both agree. */
export interface ConversionInput {
  /** What it was written in, such as R. */
  from: string;
  /** What it is written in now, such as Java. */
  to: string;
  /** How far two answers may be apart: 0 or more, in the unit of the answers. */
  tolerance: number;
  cases: ConversionCase[];
}

/** What was computed from the cases. */
export interface Conversion {
  from: string;
  to: string;
  /** How many there were. */
  cases: number;
  maxAbsoluteDifference: number;
  /** The first of those that are furthest apart. */
  worstCase: { input: unknown; original: number; converted: number };
  tolerance: number;
  agrees: boolean;
}

const mostCases = 10_000;
const mostCharacters = 20_000;
const mostDepth = 20;

/** How far two answers are apart: |original - converted|. */
function differenceOf({ original, converted }: ConversionCase): number {
  return Math.abs(original - converted);
}

/** Compares both implementations: they agree when no case is further apart than the tolerance. Needs one case at least. */
export function conversionOf({ from, to, tolerance, cases }: ConversionInput): Conversion {
  const worst = cases.reduce((found, next) => (differenceOf(next) > differenceOf(found) ? next : found));
  const { input = null, original, converted } = worst;
  const maxAbsoluteDifference = differenceOf(worst);
  return {
    from,
    to,
    cases: cases.length,
    maxAbsoluteDifference,
    worstCase: { input, original, converted },
    tolerance,
    agrees: maxAbsoluteDifference <= tolerance,
  };
}

/** What is wrong with a conversion that somebody tells of, or null. */
export function conversionProblem({ from, to, tolerance, cases }: ConversionInput): Problem | null {
  if (tolerance < 0) {
    return invalid('conversion.tolerance', `A tolerance is 0 or more: ${tolerance} is not.`);
  }
  if (cases.length === 0) {
    return invalid('conversion.cases', 'There is no case: send at least one input with what both answered.');
  }
  if (cases.length > mostCases) {
    const most = mostCases.toLocaleString('en');
    return invalid('conversion.cases', `There are ${cases.length} cases: choose up to ${most} of them.`);
  }
  return textProblem('conversion.from', from, 200) ?? textProblem('conversion.to', to, 200) ?? caseProblem(cases);
}

function caseProblem(cases: readonly ConversionCase[]): Problem | null {
  for (const [index, each] of cases.entries()) {
    const path = `conversion.cases[${index}]`;
    if (!Number.isFinite(differenceOf(each))) {
      return invalid(path, 'These answers are too far apart to be compared: check both numbers.');
    }
    const problem = inputProblem(each.input);
    if (problem) return invalid(`${path}.input`, problem);
  }
  return null;
}

/** What keeps an input from being kept, or null. */
function inputProblem(input: unknown): string | null {
  const problem = contentProblem(input ?? null, 0);
  if (problem) return problem;
  const { length } = JSON.stringify(input ?? null);
  return length > mostCharacters ? `This input has ${length} characters: ${mostCharacters} are the most.` : null;
}

function contentProblem(value: unknown, depth: number): string | null {
  if (depth > mostDepth) return `This input is deeper than ${mostDepth} levels: make it flatter.`;
  if (typeof value === 'string') {
    return value.includes('\u0000') ? 'This input contains a NUL character: leave it out.' : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const inner of [...Object.keys(value), ...Object.values(value)]) {
    const problem = contentProblem(inner, depth + 1);
    if (problem) return problem;
  }
  return null;
}
