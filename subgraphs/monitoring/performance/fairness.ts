import { type Confusion, confusionOf, type Rates, ratesOf } from './confusion.ts';

/** The rows of one group of a task with two classes. */
export interface GroupRates {
  group: string;
  n: number;
  confusion: Confusion;
  rates: Rates;
}

/** The rates that groups are compared by: who is selected, and how often rightly and wrongly. */
export const fairnessRates = ['selectionRate', 'recall', 'falsePositiveRate'] as const;
export type FairnessRate = (typeof fairnessRates)[number];

/** The groups furthest apart in a rate. */
export interface Gap {
  lowest: GroupRates;
  highest: GroupRates;
  difference: number;
  /** The lowest over the highest; null where the highest is 0. Below 0.8 is the four-fifths rule (EEOC 1978). */
  ratio: number | null;
}

/** Rows with the group of each; 1 is the positive class. */
export interface Grouped {
  truth: ArrayLike<number>;
  predicted: ArrayLike<number>;
  groups: readonly string[];
}

/** The rates of each group, by name. */
export function ratesByGroup({ truth, predicted, groups }: Grouped): GroupRates[] {
  const places = new Map<string, number[]>();
  for (const [i, group] of groups.entries()) {
    const own = places.get(group) ?? [];
    own.push(i);
    places.set(group, own);
  }
  return [...places].sort(byName).map(([group, own]) => {
    const pick = (list: ArrayLike<number>) => own.map(i => list[i] ?? 0);
    const confusion = confusionOf(pick(truth), pick(predicted));
    return { group, n: own.length, confusion, rates: ratesOf(confusion) };
  });
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}

/** How far the groups are apart in a rate (Hardt, Price & Srebro 2016); null where no group has it. */
export function gapIn(rate: FairnessRate, groups: readonly GroupRates[]): Gap | null {
  const known = groups.filter(({ rates }) => rates[rate] !== null);
  const rateOf = (group: GroupRates) => group.rates[rate] ?? 0;
  const [first] = known;
  if (!first) return null;
  const lowest = known.reduce((least, each) => (rateOf(each) < rateOf(least) ? each : least), first);
  const highest = known.reduce((most, each) => (rateOf(each) > rateOf(most) ? each : most), first);
  const ratio = rateOf(highest) > 0 ? rateOf(lowest) / rateOf(highest) : null;
  return { lowest, highest, difference: rateOf(highest) - rateOf(lowest), ratio };
}
