import { EntitySchema } from 'typeorm';
import type { HostingDecision } from './hosting.ts';
import type { ProductionRequirement } from './requirement.ts';

/** A decision as it is kept. */
export type HostingRow = HostingDecision;
/** One wording of a requirement as it is kept. */
export type RequirementRow = ProductionRequirement;

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const hostingDecisions = new EntitySchema<HostingRow>({
  name: 'hosting_decision',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    environmentId: { ...text, name: 'environment_id' },
    targetId: { ...text, name: 'target_id' },
    serving: text,
    integration: optional,
    conversion: { type: 'jsonb', nullable: true },
    options: { type: 'jsonb' },
    rationale: text,
    decidedById: { ...optional, name: 'decided_by_id' },
    decidedAt: time('decided_at'),
    supersededAt: time('superseded_at', true),
    supersededById: { ...optional, name: 'superseded_by_id' },
  },
});

export const requirements = new EntitySchema<RequirementRow>({
  name: 'requirement',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    environmentId: { ...text, name: 'environment_id' },
    metric: text,
    comparator: text,
    value: { type: 'float8' },
    unit: optional,
    reason: optional,
    since: { ...time('since'), primary: true },
    until: time('until', true),
  },
});
