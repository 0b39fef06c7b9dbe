/** What came of one bucket of time: rows in all, and those of them that were bad. */
export interface Tally {
  total: number;
  bad: number;
}

/** A pair of windows that must both burn this fast; in buckets. The short one ends the alarm soon after the burning. */
export interface BurnWindows {
  long: number;
  short: number;
  factor: number;
}

/** How fast both windows burn that end with a bucket, and whether that is an alarm. */
export interface Burn {
  long: number;
  short: number;
  fires: boolean;
}

/**
 * The pairs of the SRE workbook (Beyer et al. 2018, "The site reliability workbook", ch. 5), in minutes: 2 % of a budget
 * for 30 days gone in an hour, 5 % in six hours, 10 % in three days.
 */
export const usualBurnWindows: readonly BurnWindows[] = [
  { long: 60, short: 5, factor: 14.4 },
  { long: 360, short: 30, factor: 6 },
  { long: 4320, short: 360, factor: 1 },
];

/**
 * How many times faster than allowed the bad comes: its share over 1 − objective. 0 without rows, Infinity for anything
 * bad when the objective allows nothing.
 */
export function burnRate({ total, bad }: Tally, objective: number): number {
  return total > 0 && bad > 0 ? bad / total / (1 - objective) : 0;
}

/** The burn at each bucket, the oldest first; a window that reaches back before the first has what there is so far. */
export function burnsOf(tallies: readonly Tally[], objective: number, windows: BurnWindows): Burn[] {
  const long = trailing(tallies, windows.long).map(tally => burnRate(tally, objective));
  const short = trailing(tallies, windows.short).map(tally => burnRate(tally, objective));
  const isOver = (burn: number) => burn > 0 && burn >= windows.factor;
  return long.map((burn, i) => {
    const ofShort = short[i] ?? 0;
    return { long: burn, short: ofShort, fires: isOver(burn) && isOver(ofShort) };
  });
}

/** The sums over so many buckets up to each. */
function trailing(tallies: readonly Tally[], size: number): Tally[] {
  let [total, bad] = [0, 0];
  return tallies.map((tally, i) => {
    const gone = tallies[i - size];
    total += tally.total - (gone?.total ?? 0);
    bad += tally.bad - (gone?.bad ?? 0);
    return { total, bad };
  });
}
