import type { Button, ConfirmationDialog } from '@slack/types';
import type { PromotionView } from '../answers/promotion.ts';
import { button, confirmation } from './blocks.ts';
import { inWords } from './names.ts';
import { pressedValue } from './pressed.ts';

/** The ids of the card's controls. */
export const promotionActions = {
  approve: 'promotion:approve',
  reject: 'promotion:reject',
  start: 'promotion:start',
  confirm: 'promotion:confirm',
  advance: 'promotion:advance',
  recheck: 'promotion:recheck',
  rollBack: 'promotion:roll-back',
  withdraw: 'promotion:withdraw',
} as const;

interface Control {
  move: string;
  action: string;
  label: string;
  style?: 'primary' | 'danger';
  ask?: (promotion: PromotionView) => ConfirmationDialog | undefined;
}

const controlsMost = 4;

/** Every control a promotion can have, the most pressing first. */
const all: readonly Control[] = [
  { move: 'APPROVE', action: promotionActions.approve, label: 'Approve', style: 'primary', ask: askBeforeApproving },
  { move: 'REJECT', action: promotionActions.reject, label: 'Reject…' },
  { move: 'START', action: promotionActions.start, label: 'Start rollout', style: 'primary' },
  { move: 'ADVANCE', action: promotionActions.advance, label: 'Next step' },
  { move: 'CONFIRM', action: promotionActions.confirm, label: 'It runs', style: 'primary' },
  { move: 'ROLL_BACK', action: promotionActions.rollBack, label: 'Roll back…', style: 'danger' },
  { move: 'RECHECK', action: promotionActions.recheck, label: 'Check again' },
  { move: 'WITHDRAW', action: promotionActions.withdraw, label: 'Withdraw', ask: askBeforeWithdrawing },
];

/** What can be done with a promotion now, at most four controls. from: the list they stand in. */
export function promotionButtons(promotion: PromotionView, from?: string): Button[] {
  const { id, revision, evidenceDigest: digest, rollout, moves } = promotion;
  const value = pressedValue({ id, revision, digest, step: rollout?.step, from });
  const possible = all.filter(({ move }) => moves.includes(move)).slice(0, controlsMost);
  return possible.map(control => {
    const { action, style, ask } = control;
    const label = labelOf(control, promotion);
    const spoken = `${label.replace('…', '')}: ${short(promotion)}`;
    const confirm = ask?.(promotion);
    return button(label, { action, value, spoken, ...(style && { style }), ...(confirm && { confirm }) });
  });
}

const retiring: Readonly<Record<string, string>> = { START: 'Take out of service', CONFIRM: 'It no longer runs' };

/** What is confirmed is that it runs, that it no longer does, or, where it cannot be rolled back, that it was. */
function labelOf({ move, label }: Control, { kind, moves }: PromotionView): string {
  if (move === 'CONFIRM' && !moves.includes('ROLL_BACK')) return 'It is rolled back';
  return kind === 'RETIRE' ? (retiring[move] ?? label) : label;
}

const highRisk = ['HIGH', 'CRITICAL', 'UNCLASSIFIED'];

function askBeforeApproving(promotion: PromotionView): ConfirmationDialog | undefined {
  const tiers = [promotion.model?.riskTier ?? 'UNCLASSIFIED', promotion.policy.riskTier];
  const tier = tiers.find(each => highRisk.includes(each));
  if (tier === undefined) return undefined;
  const breaking = promotion.comparison?.breaking ? ' It breaks callers of the version that runs there now.' : '';
  const why = `Its risk is ${inWords(tier)}: look at its checks and at what changes first.`;
  return confirmation('Approve this?', `${short(promotion).slice(0, 150)}. ${why}${breaking}`, 'Approve');
}

function askBeforeWithdrawing(promotion: PromotionView): ConfirmationDialog {
  return confirmation('Withdraw this?', `${short(promotion)}. Nobody will be asked to decide it any more.`, 'Withdraw');
}

function short({ model, version, environment, kind }: PromotionView): string {
  const number = version ? `version ${version.version}` : 'a version';
  return `${model?.title ?? 'A model'}, ${number}, ${kind === 'RETIRE' ? 'out of' : 'to'} ${environment.title}`;
}
