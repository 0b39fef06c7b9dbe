import type { HandoverState, HandoverView, SectionView } from '../answers/handover.ts';
import { safe, safeLine, when } from '../text.ts';
import { bold, context, controls, type Shown, section } from './blocks.ts';
import { handoverButtons } from './handover-buttons.ts';
import { inWords, nameOf } from './names.ts';

/**
 * A handover as a card: which version goes from whom to whom, how the review stands, what was asked, and what can be
 * done. from: the list it is in.
 */
export function handoverCard(handover: HandoverView, from?: string): Shown {
  const lines = [headline(handover), ...facts(handover), ...review(handover), ...next(handover)];
  return {
    text: sentence(handover),
    blocks: [section(lines.join('\n')), ...controls(handoverButtons(handover, from)), context(footer(handover))],
  };
}

/** The same in one full sentence of plain, safe text. */
export function sentence(handover: HandoverView): string {
  const { version, from, to, answeredBy } = handover;
  const { title, name } = version.model;
  const what = `version ${safeLine(version.version, 80)} of ${safeLine(title)} (${safeLine(name, 128)})`;
  return sentences[handover.state]({ what, from: nameOf(from), to: nameOf(to), by: nameOf(answeredBy ?? to) });
}

/** How it stands, for somebody who came too late. Safe text. */
export function latestOfHandover(handover: HandoverView): string {
  const at = handover.answeredAt ? ` Answered ${when(handover.answeredAt)}.` : '';
  return `Now: ${sentence(handover)}${at}`;
}

type Words = Readonly<Record<'what' | 'from' | 'to' | 'by', string>>;

const sentences: Record<HandoverState, (words: Words) => string> = {
  OFFERED: ({ what, from, to }) => `${from} asks ${to} to take over ${what}.`,
  IN_REVIEW: ({ what, from, to }) => `${to} reviews ${what}, which ${from} offered.`,
  ACCEPTED: ({ what, from, by }) => `${by} has taken over ${what} from ${from}.`,
  RETURNED: ({ what, from, by }) => `${by} has returned ${what} to ${from}.`,
  WITHDRAWN: ({ what, from, to }) => `${from} no longer asks ${to} to take over ${what}.`,
};

const signs: Record<HandoverState, string> = {
  OFFERED: 'Offered',
  IN_REVIEW: 'In review',
  ACCEPTED: 'Taken over',
  RETURNED: 'Returned',
  WITHDRAWN: 'Withdrawn',
};

function headline({ state, version, from, to, answeredBy }: HandoverView): string {
  const { title, name } = version.model;
  const what = `version ${bold(version.version, 80)} of ${bold(title)} (${safeLine(name, 128)})`;
  return `*${signs[state]}:* ${what}, from ${bold(from.name, 80)} to ${bold((answeredBy ?? to).name, 80)}`;
}

function facts({ state, note, closingNote, dueAt, stands }: HandoverView): string[] {
  return [
    ...(note ? [`Note: ${safe(note, 500)}`] : []),
    ...(closingNote ? [`Said at the end: ${safe(closingNote, 500)}`] : []),
    ...(isOpen(state) && dueAt ? [`Please answer by ${when(dueAt)}.`] : []),
    ...(stands ? [] : ['Its documents or assumptions have changed since: this review counts no more.']),
  ];
}

function isOpen(state: HandoverState): boolean {
  return state === 'OFFERED' || state === 'IN_REVIEW';
}

/** How each verdict reads. */
export const verdicts: Record<SectionView['verdict'], string> = {
  OPEN: 'open',
  ACCEPTED: 'accepted',
  QUESTION: 'question',
  REJECTED: 'rejected',
};

/** What was found of the sections: in words where something was asked or refused or said, else only counted. */
function review({ state, sections }: HandoverView): string[] {
  if (state === 'OFFERED' && sections.every(({ comments }) => comments.length === 0)) return [];
  const accepted = sections.filter(({ verdict }) => verdict === 'ACCEPTED').length;
  const told = sections.filter(
    ({ verdict, comments }) => verdict === 'QUESTION' || verdict === 'REJECTED' || comments.length > 0,
  );
  return [`*Review:* ${accepted} of ${sections.length} sections accepted.`, ...told.map(sectionLine)];
}

function sectionLine({ section: name, verdict, by, comments }: SectionView): string {
  const last = comments.at(-1);
  const said = last ? ` ${nameOf(last.by)} said last: ${safeLine(last.text, 180)}` : '';
  return `• ${sectionTitle(name)}: ${verdicts[verdict]}${by ? ` by ${nameOf(by)}` : ''}.${said}`;
}

/** A section's name with a capital: Training data. */
export function sectionTitle(name: string): string {
  const words = inWords(name);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Who has to act, and how. */
function next({ state, from, to, moves }: HandoverView): string[] {
  if (isOpen(state)) {
    const then = moves.includes('ACCEPT') ? 'can accept it now' : 'reviews its sections, and accepts once each holds';
    return [`Next: ${nameOf(to)} ${then}.`];
  }
  return state === 'RETURNED' ? [`Next: ${nameOf(from)} mends what was found, then offers it anew.`] : [];
}

function footer({ from, offeredAt, answeredAt, id }: HandoverView): string {
  const answered = answeredAt ? ` · answered ${when(answeredAt)}` : '';
  return `Offered by ${nameOf(from)} ${when(offeredAt)}${answered} · ${safeLine(id, 64)}`;
}
