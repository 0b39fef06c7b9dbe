import type { Named, Problem } from './shared.ts';

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
  /** What somebody may do now. */
  moves: string[];
}

/** An advice with whom to call, and the alerts that it rests on. */
export interface DiscussionView extends AdviceView {
  talkers: (Named & { slackUserId?: string | null })[] | null;
  evidence: { id: string; title: string; evidence: { sentence: string } }[];
}

interface AdvicePayload {
  advice: AdviceView | null;
  problem: Problem | null;
}

interface Changing {
  adviceId: string;
  idempotencyKey: string;
}

/** What the operations of operations/advice.graphql take and answer. */
export interface AdviceOperations {
  ReadAdvice: { variables: { id: string }; data: { advice: AdviceView | null } };
  ReadDiscussion: { variables: { id: string }; data: { advice: DiscussionView | null } };
  OpenDiscussion: {
    variables: { input: Changing & { discussion: string } };
    data: { openDiscussion: AdvicePayload | null };
  };
  DecideAdvice: {
    variables: {
      input: Changing & { decision: AdviceAction; rationale: string; decidedWith: string[]; revision: number };
    };
    data: { decideAdvice: AdvicePayload | null };
  };
}
