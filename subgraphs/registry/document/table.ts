import { EntitySchema } from 'typeorm';
import type { DocumentRow } from './document.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = { type: 'timestamp with time zone', precision: 3 } as const;

export const documents = new EntitySchema<DocumentRow>({
  name: 'registry_document',
  schema: 'registry',
  tableName: 'document',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    versionId: { ...optional, name: 'version_id' },
    title: text,
    kind: text,
    uri: optional,
    body: optional,
    updatedAt: { ...time, name: 'updated_at' },
    updatedById: { ...text, name: 'updated_by_id' },
    removedAt: { ...time, name: 'removed_at', nullable: true },
  },
});
