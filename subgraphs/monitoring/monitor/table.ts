import { EntitySchema } from 'typeorm';
import type { Monitor } from './monitor.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const minutes = (name: string) => ({ type: 'int', name }) as const;

export const monitors = new EntitySchema<Monitor>({
  name: 'monitor',
  schema: 'monitoring',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    name: text,
    kind: text,
    origin: text,
    environment: optional,
    metric: optional,
    feature: optional,
    slice: optional,
    comparator: optional,
    threshold: { type: 'float8', nullable: true },
    objective: { type: 'float8', nullable: true },
    prometheus: { type: 'jsonb', nullable: true },
    windowMinutes: minutes('window_minutes'),
    forMinutes: minutes('for_minutes'),
    keepFiringMinutes: minutes('keep_firing_minutes'),
    minimumRows: { type: 'float8', name: 'minimum_rows' },
    severity: text,
    reference: { type: 'jsonb', nullable: true },
    runbook: optional,
    enabled: { type: 'boolean' },
    revision: { type: 'int' },
    lastEvaluatedAt: { type: 'timestamptz', precision: 3, name: 'last_evaluated_at', nullable: true },
    focus: { type: 'int' },
    savedAt: { type: 'timestamptz', precision: 3, name: 'saved_at' },
    dueAt: { type: 'timestamptz', precision: 3, name: 'due_at', nullable: true },
    lease: optional,
    leasedUntil: { type: 'timestamptz', precision: 3, name: 'leased_until', nullable: true },
    trouble: optional,
    withdrawn: { type: 'boolean' },
  },
});
