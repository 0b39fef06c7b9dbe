import { grouped } from '@handoff/kit/loader';
import type { EntryFacts } from './facts.ts';

/** The actions that are cited: by them something was decided, or is shown to have happened. */
export const citedActions: readonly string[] = [
  ...['model.registered', 'model.imported', 'model.validated', 'model.archived', 'version.registered'],
  ...['version.imported', 'document.written', 'document.changed', 'hosting.decided'],
  ...['assignment.proposed', 'assignment.accepted', 'assignment.granted'],
  ...['handover.offered', 'handover.accepted', 'handover.returned', 'handover.withdrawn'],
  ...['promotion.requested', 'promotion.approval_given', 'promotion.approved', 'promotion.rejected'],
  ...['promotion.check_waived', 'promotion.live', 'promotion.rolled_back', 'alert.fired', 'alert.resolved'],
];

/** Finds the entries of the trail by which something was decided. */
export interface Cites {
  /** Numbers of the entries about a thing whose action is one of these; all of its entries where none is named. */
  of(subjectId: string, ...actions: readonly string[]): number[];
  /** Numbers of the entries that tell of a document. */
  ofDocument(documentId: string): number[];
  /** Likewise, whole. */
  entries(subjectId: string, ...actions: readonly string[]): EntryFacts[];
}

/** Looks entries up; those that have no number yet, in the second before they are sealed, are not cited. Pure. */
export function citesOf(all: readonly EntryFacts[]): Cites {
  const bySubject = grouped(all, entry => entry.subjectId);
  const byDocument = grouped(all, entry => String(entry.detail?.documentId ?? ''));
  const entries: Cites['entries'] = (subjectId, ...actions) =>
    (bySubject.get(subjectId) ?? []).filter(
      ({ action, refused }) => !refused && (actions.length === 0 || actions.includes(action)),
    );
  return {
    entries,
    of: (subjectId, ...actions) => numbers(entries(subjectId, ...actions)),
    ofDocument: id => numbers((byDocument.get(id) ?? []).filter(({ action }) => action.startsWith('document.'))),
  };
}

/** The numbers of entries, in their order. */
export function numbers(entries: readonly EntryFacts[]): number[] {
  return entries.flatMap(({ seq }) => (seq === null ? [] : [Number(seq)])).sort((a, b) => a - b);
}
