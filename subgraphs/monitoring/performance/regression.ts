import { sumOf } from '@handoff/kit/statistics/moments';

/** How far predicted numbers are from true ones; null where something is undefined for them. */
export interface Errors {
  mae: number | null;
  rmse: number | null;
  /** The mean of prediction less truth: above 0 it says too much. */
  meanError: number | null;
  /** The mean error over the size of the truth, rows with a truth of 0 left out. */
  mape: number | null;
  mapeExcluded: number;
  /** 1 − Σ error² / Σ (truth − mean)²; null where all that is true is the same. */
  r2: number | null;
}

/** The errors of rows that have both numbers (Hyndman & Koehler 2006, "Another look at measures of forecast accuracy"). */
export function errorsOf(truth: readonly number[], predicted: readonly number[]): Errors {
  const n = truth.length;
  if (n === 0) return { mae: null, rmse: null, meanError: null, mape: null, mapeExcluded: 0, r2: null };
  const errors = truth.map((value, i) => (predicted[i] ?? value) - value);
  const mean = sumOf(truth) / n;
  const [squares, spread] = [sumOf(errors.map(e => e * e)), sumOf(truth.map(value => (value - mean) ** 2))];
  const relative = truth.flatMap((value, i) => (value === 0 ? [] : [Math.abs((errors[i] ?? 0) / value)]));
  return {
    mae: sumOf(errors.map(Math.abs)) / n,
    rmse: Math.sqrt(squares / n),
    meanError: sumOf(errors) / n,
    mape: relative.length > 0 ? sumOf(relative) / relative.length : null,
    mapeExcluded: n - relative.length,
    r2: spread > 0 ? 1 - squares / spread : null,
  };
}
