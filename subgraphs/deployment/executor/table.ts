import { EntitySchema } from 'typeorm';
import type { Memory, OrderKind } from './order.ts';

export interface OrderRow {
  id: string;
  promotionId: string;
  place: string;
  kind: OrderKind;
  step: number;
  state: 'DUE' | 'DONE' | 'FAILED' | 'CANCELLED';
  attempt: number;
  fence: number;
  dueAt: Date;
  leasedUntil: Date | null;
  giveUpAt: Date;
  memory: Memory;
  detail: string | null;
  madeAt: Date;
  settledAt: Date | null;
}

const text = { type: 'text' } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const orders = new EntitySchema<OrderRow>({
  name: 'rollout_order',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    promotionId: { ...text, name: 'promotion_id' },
    place: text,
    kind: text,
    step: { type: 'int' },
    state: text,
    attempt: { type: 'int' },
    fence: { type: 'int' },
    dueAt: time('due_at'),
    leasedUntil: time('leased_until', true),
    giveUpAt: time('give_up_at'),
    memory: { type: 'jsonb' },
    detail: { ...text, nullable: true },
    madeAt: time('made_at'),
    settledAt: time('settled_at', true),
  },
});
