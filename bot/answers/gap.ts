import type { Named } from './shared.ts';

/** All that the card of an assigned gap shows. Moments are RFC 3339. */
export interface GapView {
  id: string;
  point: string;
  /** What is missing, and how it is filled, as sentences; null for a point that there is no more. */
  missing: string | null;
  mend: string | null;
  note: string | null;
  at: string;
  dueAt: string | null;
  model: { id: string; name: string; title: string } | null;
  to: Named | null;
  by: Named | null;
}

/** What the operations of operations/gap.graphql take and answer. */
export interface GapOperations {
  ReadGap: { variables: { id: string }; data: { assignedGap: GapView | null } };
}
