import type { ChangeOver, CheckLine } from '../part/checks.ts';
import type { ModelName, Named } from '../part/name.ts';

/** What the page of a promotion asks for. */
export interface PromotionPage {
  promotion: PromotionData | null;
}

export interface PromotionData {
  id: string;
  kind: string;
  state: string;
  reason: string;
  requestedAt: string;
  expiresAt: string | null;
  requestedBy: Named;
  evidenceDigest: string;
  revision: number;
  model: (ModelName & { riskTier: string }) | null;
  version: { id: string; version: string } | null;
  replaces: { id: string; version: string } | null;
  rollbackTarget: { id: string; version: string } | null;
  environment: { title: string };
  policy: { fourEyes: boolean; approvals: { role: string; count: number }[] };
  checks: CheckLine[];
  approvals: {
    by: Named;
    role: string;
    decision: string;
    comment: string | null;
    at: string;
    stands: boolean;
  }[];
  missingApprovals: { role: string; count: number }[];
  whoCanApprove: { id: string; name: string }[] | null;
  comparison: ChangeOver | null;
  rollout: {
    strategy: string;
    step: number;
    steps: { percent: number; minMinutes: number; startedAt: string | null }[];
    executor: string;
    detail: string | null;
    waitingFor: string | null;
    nextStepAt: string | null;
  } | null;
  moves: string[];
  history: { at: string; by: Named; move: string; to: string; note: string | null }[];
}
