import type { ComparisonView, FieldChangeView } from './promotion.ts';

/** A setting, an assumption or a data set that differs between two versions. */
export type ValueChangeView = Omit<FieldChangeView, 'breaking'>;

/** All that differs between two versions. */
export interface WholeComparison extends ComparisonView {
  right: { version: string };
  hyperparameters: ValueChangeView[];
  assumptions: ValueChangeView[];
  trainingData: ValueChangeView[];
}

/** What a model has versions of. */
export interface VersionNames {
  title: string;
  aliases: { name: string }[];
  versions: { nodes: { version: string }[] };
}

/** What the operations of operations/compare.graphql take and answer. */
export interface CompareOperations {
  CompareVersions: {
    variables: { model: string; left: string; right: string };
    data: { compareVersions: WholeComparison | null };
  };
  ReadVersions: { variables: { id: string }; data: { model: VersionNames | null } };
}
