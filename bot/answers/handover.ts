import type { Named, Problem } from './shared.ts';

export type HandoverState = 'OFFERED' | 'IN_REVIEW' | 'ACCEPTED' | 'RETURNED' | 'WITHDRAWN';

export type Verdict = 'OPEN' | 'ACCEPTED' | 'QUESTION' | 'REJECTED';

/** One section of the review; comments: the oldest first. */
export interface SectionView {
  section: string;
  verdict: Verdict;
  by: Named | null;
  comments: { at: string; by: Named; text: string }[];
}

/** All that a handover's card shows. Moments are RFC 3339. */
export interface HandoverView {
  id: string;
  revision: number;
  state: HandoverState;
  version: { version: string; model: { id: string; name: string; title: string } };
  from: Named;
  to: Named;
  note: string | null;
  closingNote: string | null;
  offeredAt: string;
  dueAt: string | null;
  answeredAt: string | null;
  answeredBy: Named | null;
  /** Over all that is reviewed, as it stands now; an answer names it. */
  digest: string;
  /** False once what was accepted has changed. */
  stands: boolean;
  sections: SectionView[];
  /** What somebody may do now. */
  moves: string[];
}

/** What is reviewed of a version. rows: of a data set, null where nobody tells. completeness: 0 to 1. */
export interface ReviewedContent {
  algorithm: string | null;
  framework: string | null;
  changeNote: string | null;
  parent: { version: string } | null;
  features: { name: string; dtype: string; required: boolean; unit: string | null; sensitive: boolean }[];
  labels: { name: string; dtype: string; description: string | null }[];
  assumptions: { text: string; status: string }[];
  trainingData: { purpose: string; dataset: { name: string; rows: number | null } }[];
  documents: { title: string; kind: string }[];
  card: { completeness: number; missing: string[] };
}

/** A handover with what is reviewed. */
export type ReviewView = HandoverView & { content: ReviewedContent };

interface HandoverPayload {
  handover: HandoverView | null;
  problem: Problem | null;
}

interface Changing {
  handoverId: string;
  idempotencyKey: string;
}

/** What the operations of operations/handover.graphql take and answer. */
export interface HandoverOperations {
  ReadHandover: { variables: { id: string }; data: { handover: HandoverView | null } };
  ReadReview: { variables: { id: string }; data: { handover: ReviewView | null } };
  OfferHandover: {
    variables: { input: { model: string; version: string; toId: string; note?: string; idempotencyKey: string } };
    data: { offerHandover: HandoverPayload | null };
  };
  ReviewSection: {
    variables: { input: Changing & { section: string; verdict?: Verdict; comment?: string; revision?: number } };
    data: { reviewHandover: HandoverPayload | null };
  };
  AnswerHandover: {
    variables: { input: Changing & { accept: boolean; digest: string; comment?: string } };
    data: { answerHandover: HandoverPayload | null };
  };
  WithdrawHandover: {
    variables: { input: Changing & { reason?: string } };
    data: { withdrawHandover: HandoverPayload | null };
  };
}
