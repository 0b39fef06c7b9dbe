import { EntitySchema } from 'typeorm';
import type { Environment } from './environment.ts';
import type { GovernedTier, PolicyTerms } from './promotion-policy.ts';
import type { Target } from './target.ts';

export interface PolicyRow extends PolicyTerms {
  id: string;
  environmentId: string;
  /** As its environment has it: the database holds policies of production to four eyes. */
  production: boolean;
  riskTier: GovernedTier;
  revision: number;
}

/** A freeze as it was planned, and how it ended when somebody ended it before its time. */
export interface FreezeRow {
  id: string;
  environmentId: string;
  reason: string;
  fromAt: Date;
  toAt: Date;
  exceptRoles: string[];
  endedAt: Date | null;
  endReason: string | null;
}

const text = { type: 'text' } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const environments = new EntitySchema<Environment>({
  name: 'environment',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    name: text,
    title: text,
    rank: { type: 'int' },
    production: { type: 'boolean' },
  },
});

export const targets = new EntitySchema<Target>({
  name: 'target',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    environmentId: { ...text, name: 'environment_id' },
    name: text,
    kind: text,
    executor: text,
    config: { type: 'jsonb', nullable: true },
  },
});

export const policies = new EntitySchema<PolicyRow>({
  name: 'promotion_policy',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    environmentId: { ...text, name: 'environment_id' },
    production: { type: 'boolean' },
    riskTier: { ...text, name: 'risk_tier' },
    approvals: { type: 'jsonb' },
    fourEyes: { type: 'boolean', name: 'four_eyes' },
    checks: { type: 'text', array: true },
    expiresAfterHours: { type: 'int', name: 'expires_after_hours' },
    approvalValidHours: { type: 'int', name: 'approval_valid_hours' },
    revision: { type: 'int' },
  },
});

export const freezes = new EntitySchema<FreezeRow>({
  name: 'freeze',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    environmentId: { ...text, name: 'environment_id' },
    reason: text,
    fromAt: time('from_at'),
    toAt: time('to_at'),
    exceptRoles: { type: 'text', array: true, name: 'except_roles' },
    endedAt: time('ended_at', true),
    endReason: { ...text, name: 'end_reason', nullable: true },
  },
});
