import type { Confusion } from './confusion.ts';
import { byScore } from './ranking.ts';

/** What scores let one expect before any label comes, if each is the chance that it stands for. */
export interface Expectation {
  confusion: Confusion;
  /** Null where all is expected to be of one class. */
  rocAuc: number | null;
}

/** Scores with how often each came; left out: once. */
export interface Scores {
  scores: ArrayLike<number>;
  times?: ArrayLike<number>;
}

/**
 * The confusion and the AUC that are expected of calibrated scores (confidence-based performance estimation; Kivimäki et
 * al. 2024, "Confidence-based estimators for predictive performance in model monitoring"). When what the scores mean has
 * changed, it does not notice. `predicted`: 1 is the positive class.
 */
export function expectedOf(of: Scores, predicted: ArrayLike<number>): Expectation {
  const confusion: Confusion = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (let i = 0; i < of.scores.length; i++) {
    const [score, times] = [of.scores[i] ?? 0, of.times?.[i] ?? 1];
    const isPositive = predicted[i] === 1;
    confusion[isPositive ? 'tp' : 'fn'] += times * score;
    confusion[isPositive ? 'fp' : 'tn'] += times * (1 - score);
  }
  return { confusion, rocAuc: expectedAuc(of) };
}

/** The area under the curve that expected true and false positives draw, the highest score first, by trapezoids. */
function expectedAuc({ scores, times }: Scores): number | null {
  const order = byScore(scores);
  let [tp, fp, area] = [0, 0, 0];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] ?? 0] ?? 0;
    let rows = 0;
    for (; at < order.length && scores[order[at] ?? 0] === score; at++) rows += times?.[order[at] ?? 0] ?? 1;
    const [positives, negatives] = [rows * score, rows * (1 - score)];
    area += negatives * (tp + positives / 2);
    tp += positives;
    fp += negatives;
  }
  return tp > 0 && fp > 0 ? area / (tp * fp) : null;
}
