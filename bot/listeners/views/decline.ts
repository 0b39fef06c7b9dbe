import type { KnownBlock } from '@slack/types';
import { plain } from '../../cards/say.ts';
import { namedStranger } from '../../people.ts';
import type { Services } from '../../services.ts';
import { ofAssignment } from '../outcome.ts';
import { type CardForm, needsText, textInput, typedIn } from './form.ts';
import type { Submission } from './submission.ts';

const suggestedInput = (words: string, optional: boolean): KnownBlock => ({
  type: 'input',
  block_id: 'suggested',
  optional,
  label: { type: 'plain_text', text: words },
  element: { type: 'users_select', action_id: 'suggested' },
});

const change: CardForm['change'] = async (services, submission, { id, revision }) => {
  const suggestedId = await suggestedIn(services, submission);
  if (suggestedId === 'unknown') return null;
  const { respondToAssignment } = await services.graph.as(submission.userId)('Respond', {
    input: {
      assignmentId: id,
      accept: false,
      revision,
      reason: typedIn(submission.view, 'reason'),
      ...(suggestedId && { suggestedId }),
      idempotencyKey: submission.key,
    },
  });
  return ofAssignment(respondToAssignment);
};

const check = needsText('reason', 'Say in a few words why, so that somebody else can be found.');

/** Asks for the reason why somebody declines, and for somebody else if they know one. */
export const declineForm: CardForm = {
  callbackId: 'assignment:decline',
  title: 'Decline',
  inputs: [textInput('reason', 'Why not you?'), suggestedInput('Who would be better?', true)],
  check,
  change,
};

/** Asks who would be better, and why: suggesting somebody is declining. */
export const suggestForm: CardForm = {
  callbackId: 'assignment:suggest',
  title: 'Suggest someone',
  inputs: [suggestedInput('Who would be better?', false), textInput('reason', 'Why them?')],
  check,
  change,
};

/** The person suggested, or null; a stranger is told to who suggested them, and nothing is done. */
async function suggestedIn(services: Services, { view, reply }: Submission): Promise<string | null | 'unknown'> {
  const userId = view.state.values.suggested?.suggested?.selected_user;
  if (!userId) return null;
  const identity = await services.people.identify(userId);
  if (identity.kind === 'Person') return identity.personId;
  await reply(
    plain(`${namedStranger(userId, identity)} Your answer was not taken: please decline again with somebody else.`),
  );
  return 'unknown';
}
