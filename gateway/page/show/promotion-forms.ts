import { html, type Part } from '@handoff/kit/html';
import { type MoveForm, moveForm } from '../part/form.ts';
import type { View } from '../view.ts';
import type { PromotionData } from './promotion-data.ts';

const reason = (label: string, required = true) => [{ name: 'reason', label, kind: 'text' as const, required }];
const detail = [{ name: 'detail', label: 'What is to be known of it', kind: 'text' as const }];

/** The forms for each move that the graph allows; two for the one by which a person confirms. */
const forms: Readonly<Record<string, (promotion: PromotionData) => MoveForm[]>> = {
  APPROVE: ({ evidenceDigest }) => [
    {
      ...{ move: 'approve', label: 'Approve', tone: 'main', hidden: { evidence: evidenceDigest }, folded: true },
      fields: [{ name: 'comment', label: 'Comment', kind: 'text' }],
    },
  ],
  REJECT: ({ evidenceDigest }) => [
    {
      ...{ move: 'reject', label: 'Reject', tone: 'danger', hidden: { evidence: evidenceDigest }, folded: true },
      fields: [{ name: 'comment', label: 'Why not', kind: 'text', required: true }],
    },
  ],
  START: () => [{ move: 'start', label: 'Start rollout', tone: 'main' }],
  CONFIRM: () => [
    { move: 'runs', label: 'It runs', tone: 'main', fields: detail, folded: true },
    { move: 'failed', label: 'It did not work', tone: 'danger', fields: detail, folded: true },
  ],
  ADVANCE: ({ rollout }) => [
    { move: 'advance', label: 'Next step', tone: 'main', hidden: { step: String(rollout?.step ?? 0) } },
  ],
  ROLL_BACK: () => [{ move: 'roll-back', label: 'Roll back', tone: 'danger', fields: reason('Why'), folded: true }],
  RECHECK: () => [{ move: 'recheck', label: 'Check again' }],
  WITHDRAW: () => [{ move: 'withdraw', label: 'Withdraw', fields: reason('Why', false), folded: true }],
};

/** What the viewer may do about a promotion now. */
export function promotionForms(promotion: PromotionData, view: View): Part {
  const allowed = Object.keys(forms).filter(move => promotion.moves.includes(move));
  const drawn = allowed.flatMap(move => (forms[move]?.(promotion) ?? []).map(form => moveForm(form, view)));
  if (drawn.length === 0) return '';
  return html`<section aria-label="What you can do"><div class="moves">${drawn}</div></section>`;
}

/** Waiving one check, where the viewer may. */
export function waiveForm(kind: string, { moves }: PromotionData, view: View): Part {
  if (!moves.includes('WAIVE')) return '';
  const fields = reason('Why it may go ahead without');
  return moveForm({ move: 'waive', label: 'Waive it', about: kind, fields, folded: true }, view);
}
