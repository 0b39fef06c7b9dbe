import { canonical, sha256 } from '@handoff/kit/canonical';
import type { Problem } from '@handoff/kit/problem';
import { type Content, type ReviewSection, titleOf } from './section.ts';

export const handoverStates = ['OFFERED', 'IN_REVIEW', 'ACCEPTED', 'RETURNED', 'WITHDRAWN'] as const;
export type HandoverState = (typeof handoverStates)[number];

/** A version that is handed from who made it to who will run it. */
export interface HandoverRow {
  id: string;
  modelId: string;
  versionId: string;
  fromId: string;
  /** A person, or a team of which one takes it. */
  toId: string;
  state: HandoverState;
  note: string | null;
  /** Of what was offered; once it is answered: of what the reviewer saw. */
  digest: string;
  offeredAt: Date;
  dueAt: Date | null;
  /** When it was accepted or returned. */
  answeredAt: Date | null;
  answeredById: string | null;
  /** What was said when it was accepted, returned or withdrawn. */
  closingNote: string | null;
  revision: number;
}

/** What an answer to a handover names as seen: one sha256 over all of the content. */
export function handoverDigest({ version, documents, assumptions }: Content): string {
  return sha256(canonical({ version, documents, assumptions }));
}

/** The digest to show: of the content of now while it is reviewed, then of what the reviewer saw. */
export function digestOf(handover: HandoverRow, content: Content): string {
  return isOpen(handover.state) ? handoverDigest(content) : handover.digest;
}

/** Whether the content still is what the shown digest is taken over. */
export function stands(handover: HandoverRow, content: Content): boolean {
  return digestOf(handover, content) === handoverDigest(content);
}

export function isOpen(state: HandoverState): boolean {
  return table.RETURN.from.includes(state);
}

interface Move {
  from: readonly HandoverState[];
  to: HandoverState;
  /** Only with every section accepted. */
  complete: boolean;
}

const open: readonly HandoverState[] = ['OFFERED', 'IN_REVIEW'];
const table = {
  REVIEW: { from: open, to: 'IN_REVIEW', complete: false },
  ACCEPT: { from: open, to: 'ACCEPTED', complete: true },
  RETURN: { from: open, to: 'RETURNED', complete: false },
  WITHDRAW: { from: open, to: 'WITHDRAWN', complete: false },
} as const satisfies Record<string, Move>;

export type HandoverMove = keyof typeof table;
export const handoverMoves = Object.keys(table) as HandoverMove[];

/** The moves that are possible from a state with these sections open, whoever asks. */
export function movesFrom(state: HandoverState, openNow: readonly ReviewSection[]): HandoverMove[] {
  return handoverMoves.filter(move => {
    const { from, complete }: Move = table[move];
    return from.includes(state) && !(complete && openNow.length > 0);
  });
}

/** The handover after a move, or why it is not possible. */
export function moved(
  before: HandoverRow,
  move: HandoverMove,
  openNow: readonly ReviewSection[],
): HandoverRow | Problem {
  const allowed = movesFrom(before.state, openNow);
  if (allowed.includes(move)) return { ...before, state: table[move].to, revision: before.revision + 1 };
  const message = isOpen(before.state) ? openSentence(openNow) : closedSentence(before);
  return { kind: 'WrongState', state: before.state, allowed, message };
}

function openSentence(openNow: readonly ReviewSection[]): string {
  const named = openNow.map(titleOf).join(', ');
  return `Not accepted yet: ${named}. Review ${openNow.length === 1 ? 'it' : 'them'} as it stands now, then accept.`;
}

function closedSentence({ state, answeredAt }: HandoverRow): string {
  const when = answeredAt ? ` at ${answeredAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
  return `This handover was ${state.toLowerCase()}${when}: offer the version anew to go on.`;
}
