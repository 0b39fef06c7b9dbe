import { EntitySchema } from 'typeorm';
import type { RefreshRow } from './refresh.ts';

const text = { type: 'text' } as const;
const time = { type: 'timestamp with time zone', precision: 3 } as const;

export const refreshes = new EntitySchema<RefreshRow>({
  name: 'registry_refresh',
  schema: 'registry',
  tableName: 'refresh',
  columns: {
    id: { ...text, primary: true },
    system: text,
    externalId: { ...text, name: 'external_id' },
    revision: { type: 'int' },
    requestedAt: { ...time, name: 'requested_at' },
    dueAt: { ...time, name: 'due_at', nullable: true },
    attempt: { type: 'int' },
    lastFailure: { ...text, name: 'last_failure', nullable: true },
  },
});
