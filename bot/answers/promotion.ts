import type { HappenedView, Named, Page, Problem } from './shared.ts';

/** How a promotion stands. */
export type PromotionState =
  | 'REQUESTED'
  | 'BLOCKED'
  | 'PENDING'
  | 'APPROVED'
  | 'ROLLING_OUT'
  | 'LIVE'
  | 'REJECTED'
  | 'WITHDRAWN'
  | 'EXPIRED'
  | 'SUPERSEDED'
  | 'FAILED'
  | 'ROLLED_BACK';

/** One condition of a promotion, and who can clear it when it fails. */
export interface CheckView {
  kind: string;
  passed: boolean;
  detail: string;
  waivedBy: Named | null;
  waiverReason: string | null;
  whoCanClear: Named[] | null;
}

/** So many people of a role. */
export interface RequirementView {
  role: string;
  count: number;
}

/** A decision somebody has given. stands: false once the evidence changed after it. */
export interface ApprovalView {
  by: Named | null;
  role: string;
  decision: 'APPROVE' | 'REJECT';
  comment: string | null;
  at: string;
  stands: boolean;
}

/** An input or output that differs between two versions. */
export interface FieldChangeView {
  name: string;
  change: 'ADDED' | 'REMOVED' | 'CHANGED';
  before: string | null;
  after: string | null;
  breaking: boolean;
}

/** A measured figure of both versions; better: null where nobody knows which way is better. */
export interface EvaluationChangeView {
  metric: string;
  /** Whose figures differ where the versions were measured on different data. */
  dataset?: string | null;
  split: string | null;
  left: number | null;
  right: number | null;
  /** As the source wrote it: also what is no plain number. */
  leftText: string | null;
  rightText: string | null;
  better: boolean | null;
  significant: boolean | null;
}

/** What changes from the version on the left to the one on the right. */
export interface ComparisonView {
  breaking: boolean;
  left: { version: string };
  features: FieldChangeView[];
  labels: FieldChangeView[];
  evaluations: EvaluationChangeView[];
}

/** How a rollout stands. steps: the shares of traffic in order; step: the one it is at, from 0. */
export interface RolloutView {
  strategy: string;
  step: number;
  steps: { percent: number }[];
  executor: string;
  externalUrl: string | null;
  detail: string | null;
  waitingFor: string | null;
}

/** All that a promotion's card shows. Moments are RFC 3339. */
export interface PromotionView {
  id: string;
  revision: number;
  kind: 'PROMOTE' | 'RETIRE';
  state: PromotionState;
  reason: string;
  model: { id: string; name: string; title: string; riskTier: string } | null;
  version: { id: string; version: string } | null;
  environment: { name: string; title: string };
  replaces: { version: string } | null;
  rollbackTarget: { version: string } | null;
  requestedBy: Named | null;
  requestedAt: string;
  expiresAt: string | null;
  evidenceDigest: string;
  policy: { riskTier: string };
  checks: CheckView[];
  approvals: ApprovalView[];
  missingApprovals: RequirementView[];
  whoCanApprove: Named[] | null;
  comparison: ComparisonView | null;
  rollout: RolloutView | null;
  history: HappenedView[];
  /** What somebody may do now. */
  moves: string[];
}

/** The dry run of a promotion: what would stand in its way. */
export interface PreviewView {
  wouldBe: PromotionState;
  checks: CheckView[];
  approvals: RequirementView[];
  whoCanApprove: Named[] | null;
  comparison: ComparisonView | null;
}

/** A model with what its promotion form shows, and what else may have been meant. */
export interface PromotableView {
  id: string;
  name: string;
  title: string;
  riskTier: string;
  aliases: { name: string }[];
  versions: { nodes: { version: string }[] };
  /** What runs there now; null: it cannot be read just now. */
  live: { kind: string; version: { version: string } | null }[] | null;
  version: { id: string; version: string; promotionPreview: PreviewView | null } | null;
}

interface PromotionPayload {
  promotion: PromotionView | null;
  problem: Problem | null;
}

interface Changing {
  promotionId: string;
  idempotencyKey: string;
}

/** What the operations of operations/promotion.graphql take and answer. */
export interface PromotionOperations {
  ReadPromotable: {
    variables: { id?: string; name?: string; version: string; environment: string };
    data: { model: PromotableView | null; environments: { name: string; title: string }[] | null };
  };
  ReadPromotion: { variables: { id: string }; data: { promotion: PromotionView | null } };
  ReadPending: {
    variables: Record<string, never>;
    data: { me: { decisions?: Page<PromotionView> | null } | null };
  };
  RequestPromotion: {
    variables: {
      input: { model: string; version: string; environment: string; reason: string; idempotencyKey: string };
    };
    data: { requestPromotion: PromotionPayload | null };
  };
  Decide: {
    variables: {
      input: Changing & { decision: 'APPROVE' | 'REJECT'; evidenceDigest: string; comment?: string };
    };
    data: { decidePromotion: PromotionPayload | null };
  };
  Recheck: { variables: { input: Changing }; data: { recheckPromotion: PromotionPayload | null } };
  Withdraw: {
    variables: { input: Changing & { reason?: string } };
    data: { withdrawPromotion: PromotionPayload | null };
  };
  StartRollout: { variables: { input: Changing }; data: { startRollout: PromotionPayload | null } };
  AdvanceRollout: {
    variables: { input: Changing & { fromStep: number } };
    data: { advanceRollout: PromotionPayload | null };
  };
  ReportRollout: {
    variables: { input: Changing & { succeeded: boolean; detail?: string } };
    data: { reportRollout: PromotionPayload | null };
  };
  RollBack: { variables: { input: Changing & { reason: string } }; data: { rollBack: PromotionPayload | null } };
}
