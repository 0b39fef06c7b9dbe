import { EntitySchema } from 'typeorm';

/** What was sent at once. */
export interface MetricBatchRow {
  /** The version or deployment that it was sent for. */
  scopeId: string;
  batchId: string;
  /** Null: the system. */
  recordedById: string | null;
  recordedAt: Date;
}

const text = { type: 'text' } as const;

export const metricBatches = new EntitySchema<MetricBatchRow>({
  name: 'metric_batch',
  schema: 'monitoring',
  columns: {
    scopeId: { ...text, name: 'scope_id', primary: true },
    batchId: { ...text, name: 'batch_id', primary: true },
    recordedById: { ...text, name: 'recorded_by_id', nullable: true },
    recordedAt: { type: 'timestamptz', precision: 3, name: 'recorded_at' },
  },
});
