import { riseP } from '../quality/rise.ts';
import { chiSquareOf } from './distance.ts';

/** With fewer rows to expect in it on either side, a bin is too rare for the chi-square test (Cochran 1954). */
const fewExpected = 5;

/**
 * How likely two rows of counts on the same bins are by chance alone: the chi-square test, with the rare bins as one, and
 * for each rare bin the exact test of Fisher, the smallest of them all times their number (Bonferroni). A chi-square test
 * over rare bins would take one row in them for a sensation. Null where a side has no rows.
 */
export function significanceOf(reference: readonly number[], current: readonly number[]): number | null {
  const [before, now] = [totalOf(reference), totalOf(current)];
  if (!(before > 0 && now > 0)) return null;
  const bins = reference.map((count, i) => ({ before: count, now: current[i] ?? 0 }));
  const isRare = (bin: Pair) => ((bin.before + bin.now) * Math.min(before, now)) / (before + now) < fewExpected;
  const rare = bins.filter(bin => bin.before + bin.now > 0 && isRare(bin));
  const usual = bins.filter(bin => !isRare(bin));
  const together = { before: totalOf(rare.map(bin => bin.before)), now: totalOf(rare.map(bin => bin.now)) };
  const pooled = isRare(together) ? usual : [...usual, together];
  const tested = chiSquareOf(
    pooled.map(bin => bin.before),
    pooled.map(bin => bin.now),
  );
  const exact = rare.map(bin => exactP(bin, { before, now }));
  return Math.min(1, Math.min(tested?.p ?? 1, ...exact) * (1 + rare.length));
}

interface Pair {
  before: number;
  now: number;
}

/** Two-sided; counts that are not whole, as sketches have them, are taken for the nearest that are. */
function exactP(bin: Pair, of: Pair): number {
  const part = (side: keyof Pair) => ({ rows: Math.round(bin[side]), of: Math.round(of[side]) });
  return Math.min(1, 2 * Math.min(riseP(part('before'), part('now')), riseP(part('now'), part('before'))));
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
