import type { MessagePlace } from '../../card-rows.ts';
import { adviceActions } from '../../cards/advice-buttons.ts';
import { discussionOpening } from '../../cards/discussion.ts';
import type { Pressed } from '../../cards/pressed.ts';
import { plain } from '../../cards/say.ts';
import { sendShown } from '../../send.ts';
import type { Services } from '../../services.ts';
import { ofAdvice } from '../outcome.ts';
import { decideForm } from '../views/advice.ts';
import { opens } from '../views/form.ts';
import { type Action, onCard } from './on-card.ts';
import type { Press } from './press.ts';
import { settle } from './settle.ts';

const noThread =
  'There is no card of this in a channel, so there is no thread to talk in. Decide with “Decide…”, or give the team of the model a channel in Slack.';

/** Opens a thread under the card in a channel: the graph is told where it is, then those who decide are called there. */
async function discuss(services: Services, press: Press, about: Pressed): Promise<void> {
  const { graph, live } = services;
  const { userId, key, reply, surface, channel, ts, responseUrl } = press;
  const ask = graph.as(userId);
  const { advice } = await ask('ReadDiscussion', { id: about.id });
  if (!advice) return await reply(plain('There is no such advice that you can see.'));
  const place = await placeOf(services, press, about);
  if (!place) return await reply(plain(noThread));
  const { permalink = '' } = await live.chat.getPermalink({ channel: place.channel, message_ts: place.ts });
  const input = { adviceId: about.id, discussion: permalink, idempotencyKey: key };
  const outcome = ofAdvice((await ask('OpenDiscussion', { input })).openDiscussion);
  const quiet = { unfurl_links: false, unfurl_media: false };
  if (!outcome.problem) {
    await sendShown(discussionOpening(advice), shown =>
      live.chat.postMessage({ channel: place.channel, thread_ts: place.ts, ...shown, ...quiet }),
    );
  }
  const pressed = { userId, key, at: { surface, channel, ts, responseUrl }, from: about.from };
  await settle(services, { about, pressed, reply }, outcome);
}

/** The card that was pressed where many see it, or another of the same advice in a channel. */
async function placeOf({ drawer }: Services, press: Press, { id, from }: Pressed): Promise<MessagePlace | null> {
  const { surface, channel, ts } = press;
  const isShared = surface === 'message' && from === undefined && channel !== null && !channel.startsWith('D');
  return isShared && ts ? { channel, ts } : await drawer.inChannel(id);
}

/** The controls of an advice's card. */
export const adviceControls: Readonly<Record<string, Action>> = {
  [adviceActions.discuss]: onCard(discuss),
  [adviceActions.decide]: onCard(opens(decideForm)),
};
