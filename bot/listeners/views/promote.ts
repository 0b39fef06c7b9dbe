import { reasonInput } from '../../cards/promote-form.ts';
import { sentence } from '../../cards/promotion-words.ts';
import { plain, refusal } from '../../cards/say.ts';
import { strangerMessage } from '../../people.ts';
import { safeLine } from '../../text.ts';
import { needsText, typedIn } from './form.ts';
import { promoteMetadata } from './promote-note.ts';
import type { SubmittedView } from './submission.ts';

/** Asks for the promotion, as who sent the form. Its card comes to those it concerns by its own way. */
export const promote: SubmittedView = {
  check: needsText(reasonInput, 'Say in a few words why: those who decide read it.'),
  run: async ({ people, graph }, { view, userId, key, reply }) => {
    const identity = await people.identify(userId);
    if (identity.kind === 'Stranger') return await reply(plain(strangerMessage(identity)));
    const noted = promoteMetadata.safeParse(JSON.parse(view.private_metadata));
    if (!noted.success) return await reply(plain('This form is out of date. Please write `promote` again.'));
    const { model, version, environment } = noted.data;
    const input = { model, version, environment, reason: typedIn(view, reasonInput), idempotencyKey: key };
    const { requestPromotion } = await graph.as(userId)('RequestPromotion', { input });
    if (requestPromotion?.problem) return await reply(refusal(requestPromotion.problem));
    if (!requestPromotion?.promotion) return await reply(plain('This was done, but it cannot be shown just now.'));
    const { promotion } = requestPromotion;
    await reply(plain(`${sentence(promotion)} Its number is ${safeLine(promotion.id, 64)}.`));
  },
};
