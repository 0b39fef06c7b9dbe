import type { DatasetRow } from '../dataset/dataset.ts';
import type { DatasetPurpose, EvaluationRow, FeatureRow, LabelRow } from './version.ts';

/** An input; definition: name of the shared feature it is read from. */
export type Input = Omit<FeatureRow, 'versionId' | 'position' | 'definitionId'> & { definition: string | null };

/** An output or target. */
export type Output = Omit<LabelRow, 'versionId' | 'position'>;

/** A figure, with the name of the data set it was measured on. */
export type Figure = Omit<EvaluationRow, 'versionId' | 'position'> & { dataset: string | null };

/** A data set that a version used, and for what. */
export interface UsedData {
  dataset: DatasetRow;
  purpose: DatasetPurpose;
}
