/** What is reviewed of a version, in the order it is shown. */
export const reviewSections = [
  'FEATURES',
  'LABELS',
  'ASSUMPTIONS',
  'TRAINING_DATA',
  'CHANGE_HISTORY',
  'DOCUMENTATION',
] as const;
export type ReviewSection = (typeof reviewSections)[number];

export const reviewVerdicts = ['OPEN', 'ACCEPTED', 'QUESTION', 'REJECTED'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

/** What was found of one section; a section without one is open. */
export interface SectionRow {
  handoverId: string;
  section: ReviewSection;
  verdict: ReviewVerdict;
  byId: string;
  at: Date;
  /** sha256 of what the section rests on, as it was when it was judged. */
  print: string;
}

export interface CommentRow {
  handoverId: string;
  /** Counts from 0 over all sections. */
  position: number;
  section: ReviewSection;
  byId: string;
  at: Date;
  text: string;
}

/** sha256 in hexadecimal of what a version is made of, of its documents, and of its assumptions with their status. */
export interface Content {
  version: string;
  documents: string;
  assumptions: string;
}

/** What a section rests on: only documents and assumptions of a version can change. */
export function printOf(section: ReviewSection, content: Content): string {
  if (section === 'ASSUMPTIONS') return content.assumptions;
  return section === 'DOCUMENTATION' ? content.documents : content.version;
}

/** A verdict that counts: one that accepted what has changed since does not. */
function counts(found: SectionRow, content: Content): boolean {
  return found.verdict !== 'ACCEPTED' || found.print === printOf(found.section, content);
}

/** The sections that are not accepted as they stand now, in their order. */
export function openSections(found: readonly SectionRow[], content: Content): ReviewSection[] {
  const accepted = found.filter(one => one.verdict === 'ACCEPTED' && counts(one, content));
  return reviewSections.filter(section => !accepted.some(one => one.section === section));
}

/** One section with its thread, as people see it. */
export interface ShownSection {
  section: ReviewSection;
  verdict: ReviewVerdict;
  byId: string | null;
  at: Date | null;
  comments: CommentRow[];
}

/**
 * All six sections. With the content of now, a verdict that counts no more shows as OPEN; without it, as it was given:
 * what was answered stays as it was.
 */
export function shownSections(
  found: readonly SectionRow[],
  comments: readonly CommentRow[],
  content: Content | null,
): ShownSection[] {
  return reviewSections.map(section => {
    const row = found.find(one => one.section === section);
    const judged = row && (content === null || counts(row, content)) ? row : null;
    return {
      section,
      verdict: judged?.verdict ?? 'OPEN',
      byId: judged?.byId ?? null,
      at: judged?.at ?? null,
      comments: comments.filter(comment => comment.section === section),
    };
  });
}

/** What people call a section. */
export function titleOf(section: ReviewSection): string {
  return section.toLowerCase().replace('_', ' ');
}
