import { EntitySchema } from 'typeorm';

/** The one currency that a model's costs and its budget are in. */
export interface CostAccountRow {
  modelId: string;
  currency: string;
}

/** What a model may cost in a calendar month. */
export interface BudgetRow {
  modelId: string;
  currency: string;
  amount: number;
  /** Null: the system. */
  setById: string | null;
  setAt: Date;
}

/** What was sent at once. */
export interface CostBatchRow {
  modelId: string;
  batchId: string;
  /** Null: the system. */
  recordedById: string | null;
  recordedAt: Date;
}

/** One line of a bill; position: among those of its batch that were taken, from 0. */
export interface CostLineRow {
  modelId: string;
  batchId: string;
  position: number;
  fromAt: Date;
  toAt: Date;
  amount: number;
  currency: string;
  environment: string | null;
  item: string | null;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string) => ({ type: 'timestamptz', precision: 3, name }) as const;
const model = { ...text, name: 'model_id', primary: true } as const;
const batch = { ...text, name: 'batch_id', primary: true } as const;

export const costAccounts = new EntitySchema<CostAccountRow>({
  name: 'cost_account',
  schema: 'monitoring',
  columns: { modelId: model, currency: text },
});

export const budgets = new EntitySchema<BudgetRow>({
  name: 'budget',
  schema: 'monitoring',
  columns: {
    modelId: model,
    currency: text,
    amount: { type: 'numeric' },
    setById: { ...optional, name: 'set_by_id' },
    setAt: time('set_at'),
  },
});

export const costBatches = new EntitySchema<CostBatchRow>({
  name: 'cost_batch',
  schema: 'monitoring',
  columns: {
    modelId: model,
    batchId: batch,
    recordedById: { ...optional, name: 'recorded_by_id' },
    recordedAt: time('recorded_at'),
  },
});

export const costLines = new EntitySchema<CostLineRow>({
  name: 'cost',
  schema: 'monitoring',
  columns: {
    modelId: model,
    batchId: batch,
    position: { type: 'int', primary: true },
    fromAt: time('from_at'),
    toAt: time('to_at'),
    amount: { type: 'numeric' },
    currency: text,
    environment: optional,
    item: optional,
  },
});
