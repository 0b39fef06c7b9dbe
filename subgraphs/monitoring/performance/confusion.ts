/** Rows of a task with two classes, by what was predicted and what was true. Expected ones need not be whole. */
export interface Confusion {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
}

/** What follows from a confusion; null where the rows that it is a share of are none. */
export interface Rates {
  accuracy: number | null;
  precision: number | null;
  /** The true positive rate. */
  recall: number | null;
  /** The true negative rate. */
  specificity: number | null;
  falsePositiveRate: number | null;
  /** The share that was predicted positive. */
  selectionRate: number | null;
  f1: number | null;
  balancedAccuracy: number | null;
  /** Matthews 1975. */
  mcc: number | null;
  /** Cohen 1960. */
  kappa: number | null;
}

/** Counts rows: 1 is the positive class, in both lists. */
export function confusionOf(truth: ArrayLike<number>, predicted: ArrayLike<number>): Confusion {
  const counts: Confusion = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (let i = 0; i < truth.length; i++) {
    const isPositive = truth[i] === 1;
    if (predicted[i] === 1) counts[isPositive ? 'tp' : 'fp'] += 1;
    else counts[isPositive ? 'fn' : 'tn'] += 1;
  }
  return counts;
}

/** The rates of a confusion (Fawcett 2006, "An introduction to ROC analysis"). */
export function ratesOf({ tp, fp, fn, tn }: Confusion): Rates {
  const [positive, negative, selected, left] = [tp + fn, fp + tn, tp + fp, fn + tn];
  const n = positive + negative;
  const [recall, specificity] = [share(tp, positive), share(tn, negative)];
  const margins = Math.sqrt(positive) * Math.sqrt(negative) * Math.sqrt(selected) * Math.sqrt(left);
  const byChance = n > 0 ? (positive * selected + negative * left) / n : 0;
  return {
    accuracy: share(tp + tn, n),
    precision: share(tp, selected),
    recall,
    specificity,
    falsePositiveRate: share(fp, negative),
    selectionRate: share(selected, n),
    f1: share(2 * tp, 2 * tp + fp + fn),
    balancedAccuracy: recall === null || specificity === null ? null : (recall + specificity) / 2,
    mcc: share(tp * tn - fp * fn, margins),
    kappa: share(tp + tn - byChance, n - byChance),
  };
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
