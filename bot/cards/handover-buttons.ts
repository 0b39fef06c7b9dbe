import type { Button, ConfirmationDialog } from '@slack/types';
import type { HandoverView } from '../answers/handover.ts';
import { button, confirmation } from './blocks.ts';
import { pressedValue } from './pressed.ts';

/** The ids of the card's controls. */
export const handoverActions = {
  review: 'handover:review',
  accept: 'handover:accept',
  giveBack: 'handover:return',
  comment: 'handover:comment',
  withdraw: 'handover:withdraw',
} as const;

interface Control {
  move: string;
  action: string;
  label: string;
  style?: 'primary';
  ask?: (handover: HandoverView) => ConfirmationDialog;
}

const controlsMost = 4;

/** Every control a handover can have, the most pressing first; whoever may review may be answered by a comment. */
const all: readonly Control[] = [
  { move: 'ACCEPT', action: handoverActions.accept, label: 'Accept', style: 'primary', ask: askBeforeAccepting },
  { move: 'REVIEW', action: handoverActions.review, label: 'Review…' },
  { move: 'RETURN', action: handoverActions.giveBack, label: 'Return…' },
  { move: 'REVIEW', action: handoverActions.comment, label: 'Comment…' },
  { move: 'WITHDRAW', action: handoverActions.withdraw, label: 'Take back', ask: askBeforeWithdrawing },
];

/** What can be done with a handover now, at most four controls. from: the list they stand in. */
export function handoverButtons(handover: HandoverView, from?: string): Button[] {
  const { id, revision, digest, moves } = handover;
  const value = pressedValue({ id, revision, digest, from });
  const possible = all.filter(({ move }) => moves.includes(move)).slice(0, controlsMost);
  return possible.map(({ action, label, style, ask }) =>
    button(label, {
      ...{ action, value, spoken: `${label.replace('…', '')}: ${short(handover)}` },
      ...(style && { style }),
      ...(ask && { confirm: ask(handover) }),
    }),
  );
}

function askBeforeAccepting(handover: HandoverView): ConfirmationDialog {
  const then = 'You will be asked to answer for it as its engineer.';
  return confirmation('Take this over?', `${short(handover).slice(0, 200)}. ${then}`, 'Accept');
}

function askBeforeWithdrawing(handover: HandoverView): ConfirmationDialog {
  return confirmation(
    'Take this back?',
    `${short(handover).slice(0, 200)}. Nobody will review it any more.`,
    'Take back',
  );
}

function short({ version }: HandoverView): string {
  return `${version.model.title}, version ${version.version}`;
}
