import type { Categories } from './categories.ts';

/**
 * How many of as many rows again would be of a category that did not come: as many as came once (Good 1953, "The
 * population frequencies of species"). 0 where categories were counted together, which says nothing of them.
 */
export function expectedUnseen({ counts, other }: Categories): number {
  if (other > 0) return 0;
  let once = 0;
  for (const count of counts.values()) if (count === 1) once++;
  return once;
}
