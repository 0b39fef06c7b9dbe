import { canonical, sha256 } from '@handoff/kit/canonical';
import type { Draft, Report, Stamp } from '../report.ts';

/** A draft as a report in which Ana can fill every gap and was asked to. */
export function wholeReport(draft: Draft, name = 'Ana'): Report {
  const asked = { id: 'gap_1', to: name, on: '2026-11-21', due: '2026-12-31' };
  const sections = draft.sections.map(section => ({
    ...section,
    gaps: section.gaps.map(gap => ({ ...gap, whoCanFill: [{ id: 'per_ana', name }], asked })),
  }));
  return { ...draft, sections, digest: sha256(canonical(draft)) };
}

export const stamp: Stamp = {
  generatedAt: new Date('2026-11-21T09:00:00Z'),
  by: 'Ana',
  head: { seq: 9, hash: 'f'.repeat(64) },
};
