import type { Named } from './shared.ts';

export type AdviceAction = 'RETRAIN' | 'RE_ENGINEER_FEATURES' | 'FIX_DATA' | 'ROLL_BACK' | 'KEEP';

/** All that an advice's card shows. Moments are RFC 3339. */
export interface AdviceView {
  id: string;
  revision: number;
  state: 'OPEN' | 'DISCUSSING' | 'DECIDED';
  action: AdviceAction;
  reasons: string[];
  suggestedAt: string;
  /** Null although it is decided: what spoke for it was over. */
  decision: AdviceAction | null;
  decidedAt: string | null;
  rationale: string | null;
  discussion: string | null;
  model: { id: string; name: string; title: string } | null;
  version: { id: string; version: string } | null;
  participants: Named[] | null;
  decidedBy: Named[] | null;
}

/** What the operations of operations/advice.graphql take and answer. */
export interface AdviceOperations {
  ReadAdvice: { variables: { id: string }; data: { advice: AdviceView | null } };
}
