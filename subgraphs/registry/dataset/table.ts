import { EntitySchema } from 'typeorm';
import type { DatasetRow } from './dataset.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = { type: 'timestamp with time zone', precision: 3, nullable: true } as const;

export const datasets = new EntitySchema<DatasetRow>({
  name: 'registry_dataset',
  schema: 'registry',
  tableName: 'dataset',
  columns: {
    id: { ...text, primary: true },
    name: text,
    uri: optional,
    digest: optional,
    rows: { type: 'double precision', nullable: true },
    from: { ...time, name: 'from_at' },
    to: { ...time, name: 'to_at' },
    description: optional,
    revision: { type: 'int' },
  },
});
