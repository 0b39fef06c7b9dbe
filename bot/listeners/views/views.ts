import { promoteView } from '../../cards/promote-form.ts';
import { decideForm } from './advice.ts';
import { resolveForm, silenceForm } from './alert.ts';
import { declineForm, suggestForm } from './decline.ts';
import { decideExperimentForm, stopForm } from './experiment.ts';
import { submitted } from './form.ts';
import { askForGapForm } from './gap.ts';
import { commentForm, returnForm, reviewForm } from './handover.ts';
import { pickViews } from './pick.ts';
import { promote } from './promote.ts';
import { rejectForm, rollBackForm } from './promotion.ts';
import type { SubmittedView } from './submission.ts';

const cardForms = [
  ...[declineForm, suggestForm, rejectForm, rollBackForm, silenceForm, resolveForm],
  ...[reviewForm, returnForm, commentForm, decideForm, decideExperimentForm, stopForm, askForGapForm],
];

/** Every modal of the bot, by its callback_id. */
export const views: Readonly<Record<string, SubmittedView>> = {
  ...Object.fromEntries(cardForms.map(form => [form.callbackId, submitted(form)])),
  ...pickViews,
  [promoteView]: promote,
};
