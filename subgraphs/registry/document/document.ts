/** A text about a model, or about one version of it. */
export interface DocumentRow {
  id: string;
  modelId: string;
  /** null: about the model. */
  versionId: string | null;
  title: string;
  kind: string;
  uri: string | null;
  body: string | null;
  updatedAt: Date;
  updatedById: string;
  /** Removed ones stay for the history and are no longer listed. */
  removedAt: Date | null;
}
