import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Pressed as Value } from '../../cards/assignment.ts';
import { plain } from '../../cards/say.ts';
import { retryAfterSeconds, slackError } from '../../clients.ts';
import { namedStranger, strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { clean } from '../../text.ts';
import type { Press } from '../actions/press.ts';
import { respond } from '../actions/respond.ts';
import type { Submission, SubmittedView } from './submission.ts';

/** The modal's callback_id. */
export const declineView = 'assignment:decline';

const metadata = z.object({
  id: z.string(),
  revision: z.number(),
  surface: z.enum(['card', 'list', 'ephemeral', 'home']),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
});

/** Asks for the reason why somebody declines, and for somebody else if they know one. */
export async function openDecline({ live }: Services, press: Press, value: Value): Promise<void> {
  try {
    await live.views.open({ trigger_id: press.triggerId, view: modal(press, value) });
  } catch (error) {
    const tooLate = ['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id'];
    if (retryAfterSeconds(error) === null && !tooLate.includes(slackError(error) ?? '')) throw error;
    await press.reply(plain('The form could not be opened in time. Please press Decline again.'));
  }
}

function modal({ surface, channel, ts }: Press, { id, revision }: Value): ModalView {
  return {
    type: 'modal',
    callback_id: declineView,
    private_metadata: JSON.stringify({ id, revision, surface, channel, ts } satisfies z.infer<typeof metadata>),
    title: { type: 'plain_text', text: 'Decline' },
    submit: { type: 'plain_text', text: 'Decline' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why not you?' },
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 1000 },
      },
      {
        type: 'input',
        block_id: 'suggested',
        optional: true,
        label: { type: 'plain_text', text: 'Who would be better?' },
        element: { type: 'users_select', action_id: 'suggested' },
      },
    ],
  };
}

/** What the modal does when it is submitted. */
export const decline: SubmittedView = {
  check: view =>
    reasonIn(view) === '' ? { reason: 'Say in a few words why, so that somebody else can be found.' } : null,
  run: async (services, submission) => {
    const { view, userId, key, reply } = submission;
    const identity = await services.people.identify(userId);
    if (identity.kind === 'Stranger') return await reply(plain(strangerMessage(identity)));
    const about = metadata.safeParse(JSON.parse(view.private_metadata));
    if (!about.success) return await reply(plain('This form is out of date. Please press Decline again.'));
    const suggested = await suggestedIn(services, submission);
    if (suggested === 'unknown') return;
    const { id, revision, surface, channel, ts } = about.data;
    await respond(services, {
      value: { id, revision },
      accept: false,
      reason: reasonIn(view),
      ...(suggested && { suggestedId: suggested }),
      key,
      pressed: { userId, surface, channel, ts },
      reply,
    });
  },
};

function reasonIn({ state }: ViewOutput): string {
  return clean(state.values.reason?.reason?.value ?? '').trim();
}

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
