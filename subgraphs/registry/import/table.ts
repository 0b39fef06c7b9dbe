import { EntitySchema } from 'typeorm';
import type { ImportBaseRow, SourceRow } from './source.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const key = { type: 'text', primary: true } as const;

export const sources = new EntitySchema<SourceRow>({
  name: 'registry_source',
  schema: 'registry',
  tableName: 'source',
  columns: {
    system: key,
    kind: key,
    externalId: { ...key, name: 'external_id' },
    modelId: { ...text, name: 'model_id' },
    versionId: { ...optional, name: 'version_id' },
    url: optional,
    runId: { ...optional, name: 'run_id' },
    commit: { ...optional, name: 'commit' },
    importedAt: { type: 'timestamp with time zone', precision: 3, name: 'imported_at' },
  },
});

export const importBases = new EntitySchema<ImportBaseRow>({
  name: 'registry_import_base',
  schema: 'registry',
  tableName: 'import_base',
  columns: {
    subjectId: { ...key, name: 'subject_id' },
    system: key,
    externalId: { ...key, name: 'external_id' },
    base: text,
  },
});
