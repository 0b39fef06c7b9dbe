/** A person, a team or a service account by name. */
export interface Named {
  id: string;
  name: string;
}

/** Why the graph did not do what was asked. */
export interface Problem {
  __typename: 'NotFound' | 'NotAllowed' | 'WrongState' | 'InvalidInput' | 'Conflict';
  message: string;
  /** Of NotAllowed: its stable name. */
  rule?: string;
  whoCan?: Named[] | null;
  /** Of Conflict: STALE_REVISION, EVIDENCE_CHANGED and others. */
  reason?: string;
}

/** The beginning of a long list, and how many there are in all. */
export interface Page<T> {
  totalCount: number;
  nodes: T[];
}

/** Something that happened to a thing. by: null where it was Handoff itself. Moments are RFC 3339. */
export interface HappenedView {
  at: string;
  by: Named | null;
  /** A move as the graph names it: APPROVE, or a word of its own. */
  move: string;
  note: string | null;
}
