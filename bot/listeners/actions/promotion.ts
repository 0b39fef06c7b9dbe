import { promotionActions } from '../../cards/promotion-buttons.ts';
import { type Change, ofPromotion } from '../outcome.ts';
import { opens } from '../views/form.ts';
import { rejectForm, rollBackForm } from '../views/promotion.ts';
import { type Action, changes, onCard } from './on-card.ts';

const approve: Change = async ({ ask, about, key }) => {
  const evidenceDigest = about.digest ?? '';
  const input = { promotionId: about.id, decision: 'APPROVE' as const, evidenceDigest, idempotencyKey: key };
  return ofPromotion((await ask('Decide', { input })).decidePromotion);
};

const start: Change = async ({ ask, about, key }) =>
  ofPromotion((await ask('StartRollout', { input: { promotionId: about.id, idempotencyKey: key } })).startRollout);

const advance: Change = async ({ ask, about, key }) => {
  const input = { promotionId: about.id, fromStep: about.step ?? 0, idempotencyKey: key };
  return ofPromotion((await ask('AdvanceRollout', { input })).advanceRollout);
};

const confirm: Change = async ({ ask, about, key }) => {
  const input = { promotionId: about.id, succeeded: true, idempotencyKey: key };
  return ofPromotion((await ask('ReportRollout', { input })).reportRollout);
};

const recheck: Change = async ({ ask, about, key }) =>
  ofPromotion((await ask('Recheck', { input: { promotionId: about.id, idempotencyKey: key } })).recheckPromotion);

const withdraw: Change = async ({ ask, about, key }) =>
  ofPromotion((await ask('Withdraw', { input: { promotionId: about.id, idempotencyKey: key } })).withdrawPromotion);

/** The controls of a promotion's card. */
export const promotionControls: Readonly<Record<string, Action>> = {
  [promotionActions.approve]: onCard(changes(approve)),
  [promotionActions.reject]: onCard(opens(rejectForm)),
  [promotionActions.start]: onCard(changes(start)),
  [promotionActions.advance]: onCard(changes(advance)),
  [promotionActions.confirm]: onCard(changes(confirm)),
  [promotionActions.recheck]: onCard(changes(recheck)),
  [promotionActions.rollBack]: onCard(opens(rollBackForm)),
  [promotionActions.withdraw]: onCard(changes(withdraw)),
};
