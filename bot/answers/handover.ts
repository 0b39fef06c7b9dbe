import type { Named } from './shared.ts';

export type HandoverState = 'OFFERED' | 'IN_REVIEW' | 'ACCEPTED' | 'RETURNED' | 'WITHDRAWN';

/** One section of the review; comments: the oldest first. */
export interface SectionView {
  section: string;
  verdict: 'OPEN' | 'ACCEPTED' | 'QUESTION' | 'REJECTED';
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
  /** False once what was accepted has changed. */
  stands: boolean;
  sections: SectionView[];
}

/** What the operations of operations/handover.graphql take and answer. */
export interface HandoverOperations {
  ReadHandover: { variables: { id: string }; data: { handover: HandoverView | null } };
}
