/** How well scores put the positive rows first; null where a class that it needs has no row. */
export interface Ranking {
  /** The chance that a positive row has the higher score, ties half (Hanley & McNeil 1982). */
  rocAuc: number | null;
  /** Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the distinct scores, not interpolated: the area under precision and recall. */
  averagePrecision: number | null;
  positives: number;
  negatives: number;
}

/** Ranks rows by their scores; 1 in `truth` is the positive class. */
export function rankingOf(truth: ArrayLike<number>, scores: ArrayLike<number>): Ranking {
  const order = byScore(scores);
  let [tp, fp, pairs, precisionSum] = [0, 0, 0, 0];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] ?? 0];
    let [positives, negatives] = [0, 0];
    for (; at < order.length && scores[order[at] ?? 0] === score; at++) {
      if (truth[order[at] ?? 0] === 1) positives++;
      else negatives++;
    }
    pairs += negatives * (tp + positives / 2);
    tp += positives;
    fp += negatives;
    precisionSum += positives * (tp / (tp + fp));
  }
  return {
    rocAuc: tp > 0 && fp > 0 ? pairs / (tp * fp) : null,
    averagePrecision: tp > 0 ? precisionSum / tp : null,
    positives: tp,
    negatives: fp,
  };
}

/** Places of the scores, the highest first. */
export function byScore(scores: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  return order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}
