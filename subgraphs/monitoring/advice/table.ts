import { EntitySchema } from 'typeorm';
import type { Advice } from './advice.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const advices = new EntitySchema<Advice>({
  name: 'advice',
  schema: 'monitoring',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    versionId: { ...text, name: 'version_id' },
    action: text,
    state: text,
    reasons: { type: 'text', array: true },
    alertIds: { type: 'text', array: true, name: 'alert_ids' },
    suggestedAt: time('suggested_at'),
    discussion: optional,
    discussedById: { ...optional, name: 'discussed_by_id' },
    discussedAt: time('discussed_at', true),
    decision: optional,
    decidedByIds: { type: 'text', array: true, name: 'decided_by_ids', nullable: true },
    decidedAt: time('decided_at', true),
    rationale: optional,
    revision: { type: 'int' },
  },
});
