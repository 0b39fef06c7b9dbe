import { EntitySchema } from 'typeorm';

export type DeliveryState = 'DUE' | 'LEASED' | 'DELIVERED' | 'DEAD';

/** One event that somebody must be told. It carries ids only. */
export interface NotificationRow {
  id: string;
  entryId: string;
  /** The audit action that caused it. */
  kind: string;
  /** What it is about; the prefix says what that is. */
  subjectId: string;
  modelId: string | null;
  detail: Record<string, unknown> | null;
  at: Date;
  dueAt: Date;
  state: DeliveryState;
  attempt: number;
  /** Who claimed it last. */
  consumer: string | null;
  leasedUntil: Date | null;
  lastFailure: string | null;
  deliveredAt: Date | null;
  /** Of what caused it; null: no trace was kept of that. */
  traceparent: string | null;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;

export const notifications = new EntitySchema<NotificationRow>({
  name: 'notification',
  schema: 'event',
  columns: {
    id: { ...text, primary: true },
    entryId: { ...text, name: 'entry_id' },
    kind: text,
    subjectId: { ...text, name: 'subject_id' },
    modelId: { ...optional, name: 'model_id' },
    detail: { type: 'jsonb', nullable: true },
    at: { type: 'timestamptz' },
    dueAt: { type: 'timestamptz', name: 'due_at' },
    state: text,
    attempt: { type: 'int' },
    consumer: optional,
    leasedUntil: { type: 'timestamptz', name: 'leased_until', nullable: true },
    lastFailure: { ...optional, name: 'last_failure' },
    deliveredAt: { type: 'timestamptz', name: 'delivered_at', nullable: true },
    traceparent: optional,
  },
});
