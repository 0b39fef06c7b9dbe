import type { VersionRow } from '../version/version.ts';

/** Two versions side by side; what differs is read when it is asked for. */
export interface Comparison {
  /** `<left version id>:<right version id>`. */
  id: string;
  left: VersionRow;
  right: VersionRow;
}

/** The comparison of two versions that were found; null when one of them was not. */
export function comparisonOf(left: VersionRow | null, right: VersionRow | null): Comparison | null {
  return left && right ? { id: `${left.id}:${right.id}`, left, right } : null;
}

/** The ids of the two versions that an id of a comparison names; null when it is no such id. */
export function sidesOf(id: string): { leftId: string; rightId: string } | null {
  const [leftId, rightId, ...more] = id.split(':');
  return leftId && rightId && more.length === 0 ? { leftId, rightId } : null;
}
