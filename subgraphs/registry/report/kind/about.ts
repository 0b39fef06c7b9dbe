import { fact } from '../part/evidence.ts';
import type { Fact } from '../report.ts';
import type { Subject } from '../subject.ts';

/** What a report of one model is about. */
export function aboutModel({ model, version }: Subject): Fact[] {
  const title = model.title === model.name ? model.name : `${model.title} (${model.name})`;
  return [
    fact('Model', title),
    fact('Version', version?.version ?? null),
    fact('Digest of the version', version?.digest ?? null),
  ];
}

/** How citations are read, for every report. */
export const citing =
  'Numbers such as #12 are entries of the audit trail, by which it was decided: the query auditTrail shows them, and "handoff audit verify" proves that none was altered.';

/** What gaps mean, for reports that have some. */
export const onGaps =
  'What is missing is said where it belongs, with who can fill it. Nothing is made up: what the catalogue does not hold is a gap. Somebody can be asked to fill it, by the word in brackets: "handoff report assign", or the mutation assignGap.';
