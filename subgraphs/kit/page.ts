import { GraphQLError } from 'graphql';

export interface PageArgs {
  /** Null like left out: 25. */
  first?: number | null;
  after?: string | null;
}

/** One page of a list. The total is counted only when somebody asks for it. */
export interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: () => Promise<number>;
}

/** The values a list is sorted by, of the last row of a page. */
export type Position = readonly (string | number)[];

export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** What a sort value is: a text (ids too), an instant as ISO 8601 in UTC, or a whole number of 32 bits. */
export type SortKind = 'text' | 'time' | 'whole';

// PostgreSQL knows no year 0 and takes no NUL character: what it would refuse is refused here, as the caller's mistake.
const isOfKind: Record<SortKind, (value: unknown) => boolean> = {
  text: value => typeof value === 'string' && !value.includes('\u0000'),
  time: value => typeof value === 'string' && /^(?!0000)\d{4}-/.test(value) && isoOf(value) === value,
  whole: value => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31,
};

function isoOf(text: string): string | null {
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

/**
 * Where a page begins: null for the first one. Throws BAD_USER_INPUT when the text is no cursor of a list that is
 * sorted by values of these kinds.
 */
export function decodeCursor(cursor: string | null | undefined, kinds: readonly SortKind[]): Position | null {
  if (cursor === null || cursor === undefined) return null;
  try {
    const found: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isPosition(found, kinds)) return found;
  } catch {
    // What is no JSON is no cursor either: said below.
  }
  throw badInput('"after" is no cursor of this list: take it from the pageInfo.endCursor of the page before.');
}

function isPosition(found: unknown, kinds: readonly SortKind[]): found is Position {
  return Array.isArray(found) && found.length === kinds.length && kinds.every((kind, i) => isOfKind[kind](found[i]));
}

/** Throws BAD_USER_INPUT unless 1 ≤ first ≤ 100. */
export function checkFirst(given: number | null | undefined): number {
  const first = given ?? 25;
  if (first >= 1 && first <= 100) return first;
  throw badInput(`"first" is ${first}: ask for 1 to 100, and for the rest with "after".`);
}

/** An error for what no Problem can carry: an argument of a query that makes no sense. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Makes a page of the rows that a query with LIMIT first + 1 found. */
export function pageOf<T>(
  found: readonly T[],
  first: number,
  of: { position: (row: T) => Position; count: () => Promise<number> },
): Page<T> {
  const nodes = found.slice(0, first);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: {
      hasNextPage: found.length > first,
      endCursor: last === undefined ? null : encodeCursor(of.position(last)),
    },
    totalCount: of.count,
  };
}
