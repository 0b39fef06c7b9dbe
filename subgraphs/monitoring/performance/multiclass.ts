/** How well one class was told from the others; null where no row is of it, or none was predicted to be. */
export interface ClassScore {
  name: string;
  precision: number | null;
  recall: number | null;
  /** 0 where a row is of the class or predicted to be, and none rightly. */
  f1: number;
  /** Rows that are of it. */
  support: number;
  predicted: number;
  right: number;
}

/** The classes of some rows, by name, whether true or predicted. */
export function classScores(truth: readonly string[], predicted: readonly string[]): ClassScore[] {
  const counts = new Map<string, { support: number; predicted: number; right: number }>();
  const countOf = (name: string) => {
    const found = counts.get(name) ?? { support: 0, predicted: 0, right: 0 };
    counts.set(name, found);
    return found;
  };
  for (const [i, name] of truth.entries()) {
    const guess = predicted[i] ?? '';
    countOf(name).support += 1;
    countOf(guess).predicted += 1;
    if (guess === name) countOf(name).right += 1;
  }
  const names = [...counts.keys()].sort();
  return names.map(name => {
    const { support, predicted: guessed, right } = countOf(name);
    return {
      ...{ name, support, predicted: guessed, right, f1: (2 * right) / (support + guessed) },
      ...{ precision: guessed > 0 ? right / guessed : null, recall: support > 0 ? right / support : null },
    };
  });
}

/** What follows from all classes; null of no rows. */
export interface Overall {
  accuracy: number | null;
  /** The mean over the classes, each counting once (Sokolova & Lapalme 2009). */
  macroF1: number | null;
  /** The mean over the classes by their rows. */
  weightedF1: number | null;
  /** Means over the classes that have it, each counting once. */
  macroPrecision: number | null;
  macroRecall: number | null;
  /** Cohen 1960; null where chance alone would be right always. */
  kappa: number | null;
}

/** What the classes say together. */
export function overall(classes: readonly ClassScore[]): Overall {
  const n = total(classes, ({ support }) => support);
  const right = total(classes, each => each.right);
  const byChance = n > 0 ? total(classes, each => each.support * each.predicted) / n : 0;
  return {
    accuracy: n > 0 ? right / n : null,
    macroF1: meanOf(classes.map(({ f1 }) => f1)),
    weightedF1: n > 0 ? total(classes, ({ f1, support }) => f1 * support) / n : null,
    macroPrecision: meanOf(classes.map(({ precision }) => precision)),
    macroRecall: meanOf(classes.map(({ recall }) => recall)),
    kappa: n - byChance > 0 ? (right - byChance) / (n - byChance) : null,
  };
}

function total(classes: readonly ClassScore[], of: (one: ClassScore) => number): number {
  return classes.reduce((sum, each) => sum + of(each), 0);
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}
