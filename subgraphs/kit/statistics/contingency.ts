import { chiSquaredTail } from './chi-squared.ts';
import { noMoreLikely } from './fisher.ts';
import { sumOf } from './moments.ts';

/** A test of independence in a table of counts; null where something is undefined, with the reason. */
export interface Contingency {
  chi2: number | null;
  p: number | null;
  dof: number | null;
  /** How strong the relation is, 0 to 1 (Cramér 1946, 21.9). */
  cramersV: number | null;
  reason?: string;
}

/** Tests of independence in a table of two by two. */
export interface Fourfold {
  /** With the continuity correction of Yates 1934. */
  chi2Yates: number | null;
  pYates: number | null;
  /** Fisher's exact p, two-sided: all tables that are no more likely than this one (Fisher 1935). */
  fisherP: number | null;
  /** Of the sample: ad / bc; Infinity where only bc is 0, null where both are. */
  oddsRatio: number | null;
  reason?: string;
}

type Table = readonly (readonly number[])[];

/** Pearson's chi-squared test of a table of counts (Pearson 1900). */
export function contingency(table: Table): Contingency {
  const expected = expectedOf(table);
  if (!expected) {
    const reason = 'A row or a column of the table is empty: leave it out.';
    return { chi2: null, p: null, dof: null, cramersV: null, reason };
  }
  const [height, width] = [table.length, table[0]?.length ?? 0];
  const chi2 = distance(table, expected, 0);
  const dof = (height - 1) * (width - 1);
  const total = sumOf(table.flat());
  const smaller = Math.min(height, width) - 1;
  const cramersV = smaller > 0 ? Math.sqrt(chi2 / (total * smaller)) : null;
  return { chi2, p: chiSquaredTail(chi2, dof), dof, cramersV };
}

/** What independence would let one expect in each cell; null where a row or column is empty. */
function expectedOf(table: Table): number[][] | null {
  const rows = table.map(row => sumOf(row));
  const columns = (table[0] ?? []).map((_, i) => sumOf(table.map(row => row[i] ?? 0)));
  const total = sumOf(rows);
  if ([...rows, ...columns].some(sum => sum === 0)) return null;
  return rows.map(row => columns.map(column => (row * column) / total));
}

function distance(table: Table, expected: readonly number[][], correction: number): number {
  const cells = table.flatMap((row, i) =>
    row.map((count, j) => {
      const wanted = expected[i]?.[j] ?? 0;
      const apart = Math.abs(count - wanted);
      return (apart - Math.min(correction, apart)) ** 2 / wanted;
    }),
  );
  return sumOf(cells);
}

/** Yates' and Fisher's tests of a table of two by two; null for one of another size. */
export function fourfoldOf(table: Table): Fourfold | null {
  const [first, second] = table;
  if (table.length !== 2 || first?.length !== 2 || second?.length !== 2) return null;
  const [a = 0, b = 0, c = 0, d = 0] = [...first, ...second];
  const expected = expectedOf(table);
  const chi2Yates = expected && distance(table, expected, 0.5);
  const pYates = chi2Yates === null ? null : chiSquaredTail(chi2Yates, 1);
  const odds = (a * d) / (b * c);
  const isCounted = [a, b, c, d].every(count => Number.isSafeInteger(count) && count >= 0);
  return {
    ...{ chi2Yates, pYates, oddsRatio: Number.isNaN(odds) ? null : odds },
    ...(isCounted ? { fisherP: noMoreLikely([a, b, c, d]) } : { fisherP: null, reason: notCounted }),
  };
}

const notCounted = "Fisher's exact test takes whole counts, of at most 2^53.";
