import type { AdviceAction } from '../../answers/advice.ts';
import { actionWords } from '../../cards/advice-buttons.ts';
import { plain } from '../../cards/say.ts';
import { namedStranger } from '../../people.ts';
import type { Services } from '../../services.ts';
import { ofAdvice } from '../outcome.ts';
import { type CardForm, chosenIn, needsText, textInput, typedIn } from './form.ts';
import type { Submission } from './submission.ts';

const options = Object.entries(actionWords).map(([value, words]) => ({
  text: { type: 'plain_text' as const, text: `${words.charAt(0).toUpperCase()}${words.slice(1)}` },
  value,
}));

/** Asks what is done about an advice, why, and who else agreed. */
export const decideForm: CardForm = {
  callbackId: 'advice:decide',
  title: 'Decide',
  inputs: [
    {
      type: 'input',
      block_id: 'decision',
      label: { type: 'plain_text', text: 'What will be done?' },
      hint: { type: 'plain_text', text: 'Nothing is carried out by itself: this keeps what you decided.' },
      element: { type: 'static_select', action_id: 'decision', options },
    },
    textInput('rationale', 'Why?'),
    {
      type: 'input',
      block_id: 'with',
      optional: true,
      label: { type: 'plain_text', text: 'Who agreed?' },
      element: { type: 'multi_users_select', action_id: 'with', max_selected_items: 20 },
    },
  ],
  check: view => {
    if (chosenIn(view, 'decision') === '') return { decision: 'Choose what will be done.' };
    return needsText('rationale', 'Say in a few words why, for those who come later.')(view);
  },
  change: async (services, submission, { id, revision }) => {
    const { view, userId, key } = submission;
    const decidedWith = await agreedIn(services, submission);
    if (!decidedWith) return null;
    const decision = chosenIn(view, 'decision') as AdviceAction;
    const rationale = typedIn(view, 'rationale');
    const input = { adviceId: id, decision, rationale, decidedWith, revision, idempotencyKey: key };
    return ofAdvice((await services.graph.as(userId)('DecideAdvice', { input })).decideAdvice);
  },
};

/** Ids of the people who agreed; null where one is a stranger, which is told, and nothing is done. */
async function agreedIn({ people }: Services, { view, reply }: Submission): Promise<string[] | null> {
  const ids: string[] = [];
  for (const userId of view.state.values.with?.with?.selected_users ?? []) {
    const identity = await people.identify(userId);
    if (identity.kind === 'Stranger') {
      await reply(plain(`${namedStranger(userId, identity)} Nothing was decided: please decide again without them.`));
      return null;
    }
    ids.push(identity.personId);
  }
  return ids;
}
