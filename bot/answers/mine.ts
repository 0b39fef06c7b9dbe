import type { AlertView } from './alert.ts';
import type { AssignmentView } from './assignment.ts';
import type { ModelLine } from './model.ts';
import type { PromotionView } from './promotion.ts';
import type { Named, Page } from './shared.ts';

/** What waits for somebody, and their models; null: cannot be read just now. */
export interface MineView {
  me:
    | (Named & {
        assignments?: Page<AssignmentView>;
        decisions?: Page<PromotionView> | null;
        openAlerts?: Page<AlertView> | null;
      })
    | null;
  models: Page<ModelLine> | null;
}

/** What the operations of operations/mine.graphql take and answer. */
export interface MineOperations {
  ReadMine: { variables: Record<string, never>; data: MineView };
}
