import { EntitySchema } from 'typeorm';
import type { Kind, Role, Summary } from '../summary/summary.ts';

/** The training profile of a version. The newest of a version counts. */
export interface ReferenceProfile {
  /** ref_…. */
  id: string;
  versionId: string;
  modelId: string;
  /** Rows. */
  n: number;
  /** Null: the system. */
  savedById: string | null;
  savedAt: Date;
}

/** A column of a profile. */
export interface ReferenceColumn {
  role: Role;
  name: string;
  kind: Kind;
  summary: Summary;
}

const text = { type: 'text' } as const;

export const references = new EntitySchema<ReferenceProfile>({
  name: 'reference',
  schema: 'monitoring',
  columns: {
    id: { ...text, primary: true },
    versionId: { ...text, name: 'version_id' },
    modelId: { ...text, name: 'model_id' },
    n: { type: 'double precision' },
    savedById: { ...text, name: 'saved_by_id', nullable: true },
    savedAt: { type: 'timestamptz', precision: 3, name: 'saved_at' },
  },
});
