import type { Summary } from '../summary/summary.ts';

/** Gathers the values of one column one by one, as JSON has them. Nothing is made for a value. */
export interface GatheredColumn {
  /** How many values were told, null too; rows that do not name the column are missing as well. */
  readonly told: number;
  add(value: unknown): void;
  /** What was gathered, of so many rows. To be asked once. */
  summary(rows: number): Summary;
}
