/** A feature that many versions may read: the shared definition, apart from any one version. */
export interface FeatureDefinitionRow {
  id: string;
  name: string;
  dtype: string;
  source: string | null;
  ownerId: string | null;
  description: string | null;
  revision: number;
}
