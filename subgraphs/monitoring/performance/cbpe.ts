import type { Confusion } from './confusion.ts';
import { byScore } from './ranking.ts';

/** What scores let one expect before any label comes, if each is the chance that it stands for. */
export interface Expectation {
  confusion: Confusion;
  /** Null where all is expected to be of one class. */
  rocAuc: number | null;
}

/**
 * The confusion and the AUC that are expected of calibrated scores (confidence-based performance estimation; Kivimäki et
 * al. 2024, "Confidence-based estimators for predictive performance in model monitoring"). When what the scores mean has
 * changed, it does not notice. `predicted`: 1 is the positive class.
 */
export function expectedOf(scores: ArrayLike<number>, predicted: ArrayLike<number>): Expectation {
  const confusion: Confusion = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0;
    if (predicted[i] === 1) {
      confusion.tp += score;
      confusion.fp += 1 - score;
    } else {
      confusion.fn += score;
      confusion.tn += 1 - score;
    }
  }
  return { confusion, rocAuc: expectedAuc(scores) };
}

/** The area under the curve that expected true and false positives draw, the highest score first, by trapezoids. */
function expectedAuc(scores: ArrayLike<number>): number | null {
  const order = byScore(scores);
  let [tp, fp, area] = [0, 0, 0];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] ?? 0] ?? 0;
    let rows = 0;
    while (at < order.length && scores[order[at] ?? 0] === score) {
      rows++;
      at++;
    }
    const [positives, negatives] = [rows * score, rows * (1 - score)];
    area += negatives * (tp + positives / 2);
    tp += positives;
    fp += negatives;
  }
  return tp > 0 && fp > 0 ? area / (tp * fp) : null;
}
