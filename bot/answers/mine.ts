import type { AdviceView } from './advice.ts';
import type { AlertView } from './alert.ts';
import type { AssignmentView } from './assignment.ts';
import type { HandoverView } from './handover.ts';
import type { HealthView } from './health.ts';
import type { ModelLine } from './model.ts';
import type { PromotionView, RequirementView } from './promotion.ts';
import type { Named, Page } from './shared.ts';

/** A promotion somebody asked for, in a line. requestedAt: RFC 3339. */
export type RequestLine = Pick<PromotionView, 'id' | 'state' | 'kind' | 'requestedAt' | 'environment' | 'version'> & {
  model: { id: string; name: string; title: string } | null;
  missingApprovals: RequirementView[];
};

/** A handover somebody offered, in a line. */
export type OfferLine = Pick<HandoverView, 'id' | 'state' | 'offeredAt' | 'to' | 'version'>;

/** An assignment somebody proposed, in a line. */
export type ProposalLine = Pick<
  AssignmentView,
  'id' | 'state' | 'scope' | 'proposedAt' | 'role' | 'assignee' | 'model' | 'team'
>;

/** What waits for somebody, and their models; null: cannot be read just now. */
export interface MineView {
  me:
    | (Named & {
        assignments?: Page<AssignmentView>;
        decisions?: Page<PromotionView> | null;
        openAlerts?: Page<AlertView> | null;
        handovers?: HandoverView[];
        openAdvice?: AdviceView[] | null;
        requests?: Page<RequestLine> | null;
        offers?: OfferLine[];
        proposals?: Page<ProposalLine>;
      })
    | null;
  models: Page<ModelLine & { health?: HealthView | null }> | null;
}

/** What the operations of operations/mine.graphql take and answer. */
export interface MineOperations {
  ReadMine: { variables: Record<string, never>; data: MineView };
}
