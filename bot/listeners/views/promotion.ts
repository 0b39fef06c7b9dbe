import { ofPromotion } from '../outcome.ts';
import { type CardForm, needsText, textInput, typedIn } from './form.ts';

/** Asks for the reason of a rejection. */
export const rejectForm: CardForm = {
  callbackId: 'promotion:reject',
  title: 'Reject',
  inputs: [textInput('reason', 'Why not?')],
  check: needsText('reason', 'Say in a few words why, so that it can be mended.'),
  change: async ({ graph }, { view, userId, key }, { id, digest = '' }) => {
    const comment = typedIn(view, 'reason');
    const input = {
      promotionId: id,
      decision: 'REJECT' as const,
      evidenceDigest: digest,
      comment,
      idempotencyKey: key,
    };
    return ofPromotion((await graph.as(userId)('Decide', { input })).decidePromotion);
  },
};

/** Asks for the reason of a step back. */
export const rollBackForm: CardForm = {
  callbackId: 'promotion:roll-back',
  title: 'Roll back',
  inputs: [textInput('reason', 'What is wrong with it?')],
  check: needsText('reason', 'Say in a few words what is wrong.'),
  change: async ({ graph }, { view, userId, key }, { id }) => {
    const input = { promotionId: id, reason: typedIn(view, 'reason'), idempotencyKey: key };
    return ofPromotion((await graph.as(userId)('RollBack', { input })).rollBack);
  },
};
