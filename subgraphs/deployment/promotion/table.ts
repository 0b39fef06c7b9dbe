import type { Via } from '@handoff/kit/actor';
import { EntitySchema } from 'typeorm';
import type { PolicyRow } from '../environment/table.ts';
import type { ExecutorKind } from '../environment/target.ts';
import type { Evidence, Waiver } from './evidence.ts';
import type { Given, PromotionKind, PromotionState } from './promotion.ts';
import type { Halt, RolloutStep, RolloutStrategy } from './steps.ts';

export interface PromotionRow {
  id: string;
  kind: PromotionKind;
  modelId: string;
  versionId: string;
  environmentId: string;
  targetId: string | null;
  /** What was live there when the evidence was taken. */
  replacesId: string | null;
  state: PromotionState;
  reason: string;
  requestedById: string;
  involvedIds: string[];
  requestedAt: Date;
  expiresAt: Date | null;
  revision: number;
  evidenceDigest: string;
  evidence: Evidence;
  policyId: string;
  policy: PolicyRow;
  waivers: Waiver[];
  strategy: RolloutStrategy;
  steps: RolloutStep[];
  step: number;
  executor: ExecutorKind;
  rolloutStartedAt: Date | null;
  /** Null while the step it is at is being put in place. */
  stepStartedAt: Date | null;
  /** Since when what it replaced is on its way back; null: it is not. */
  returningSince: Date | null;
  /** Why its rollout does not go on; null: nothing holds it. */
  halt: Halt | null;
  externalUrl: string | null;
  rolloutDetail: string | null;
  decidedAt: Date | null;
  endedAt: Date | null;
}

export interface ApprovalRow extends Given {
  id: string;
  promotionId: string;
  comment: string | null;
  at: Date;
  via: Via;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const promotions = new EntitySchema<PromotionRow>({
  name: 'promotion',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    kind: text,
    modelId: { ...text, name: 'model_id' },
    versionId: { ...text, name: 'version_id' },
    environmentId: { ...text, name: 'environment_id' },
    targetId: { ...optional, name: 'target_id' },
    replacesId: { ...optional, name: 'replaces_id' },
    state: text,
    reason: text,
    requestedById: { ...text, name: 'requested_by_id' },
    involvedIds: { type: 'text', array: true, name: 'involved_ids' },
    requestedAt: time('requested_at'),
    expiresAt: time('expires_at', true),
    revision: { type: 'int' },
    evidenceDigest: { ...text, name: 'evidence_digest' },
    evidence: { type: 'jsonb' },
    policyId: { ...text, name: 'policy_id' },
    policy: { type: 'jsonb' },
    waivers: { type: 'jsonb' },
    strategy: text,
    steps: { type: 'jsonb' },
    step: { type: 'int' },
    executor: text,
    rolloutStartedAt: time('rollout_started_at', true),
    stepStartedAt: time('step_started_at', true),
    returningSince: time('returning_since', true),
    halt: { type: 'jsonb', nullable: true },
    externalUrl: { ...optional, name: 'external_url' },
    rolloutDetail: { ...optional, name: 'rollout_detail' },
    decidedAt: time('decided_at', true),
    endedAt: time('ended_at', true),
  },
});

export const approvals = new EntitySchema<ApprovalRow>({
  name: 'approval',
  schema: 'deployment',
  columns: {
    id: { ...text, primary: true },
    promotionId: { ...text, name: 'promotion_id' },
    personId: { ...text, name: 'person_id' },
    role: text,
    decision: text,
    comment: optional,
    at: time('at'),
    via: text,
    evidenceDigest: { ...text, name: 'evidence_digest' },
  },
});
