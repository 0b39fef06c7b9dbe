import { assignmentActions, type Pressed, readPressed } from '../../cards/assignment.ts';
import { shareAction } from '../../cards/model.ts';
import { plain } from '../../cards/say.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { answer } from '../commands/answer.ts';
import { openDecline } from '../views/decline.ts';
import type { Press } from './press.ts';
import { respond } from './respond.ts';

type Action = (services: Services, press: Press) => Promise<void>;

/** What each control does, by its action_id. */
export const actions: Readonly<Record<string, Action>> = {
  [assignmentActions.accept]: onCard(accept),
  [assignmentActions.decline]: onCard(openDecline),
  [shareAction]: share,
  // A link: Slack opens it and only wants to be acknowledged.
};

/** What is said about a control that no longer means anything. */
export const outOfDate = plain('This card is out of date.');

/** Works on a press; a control nobody knows is said to be out of date. */
export async function act(services: Services, press: Press): Promise<void> {
  const action = Object.hasOwn(actions, press.actionId) ? actions[press.actionId] : undefined;
  await (action ? action(services, press) : press.reply(outOfDate));
}

type CardAction = (services: Services, press: Press, value: Pressed) => Promise<void>;

/** A control that carries a thing: pressed by a known person, and on the one card that counts. */
function onCard(action: CardAction): Action {
  return async (services, press) => {
    const identity = await services.people.identify(press.userId);
    if (identity.kind === 'Stranger') return await press.reply(plain(strangerMessage(identity)));
    const value = readPressed(press.value);
    if (!value) return await press.reply(outOfDate);
    const moved = await movedTo(services, press, value);
    if (moved) return await press.reply(plain(`This card has moved: <${moved}|here it is>.`));
    await action(services, press, value);
  };
}

async function movedTo({ drawer }: Services, { surface, channel, ts }: Press, value: Pressed): Promise<string | null> {
  return surface === 'card' && channel && ts ? await drawer.movedTo(value.id, { channel, ts }) : null;
}

async function accept(services: Services, press: Press, value: Pressed): Promise<void> {
  await respond(services, { value, accept: true, key: press.key, pressed: press, reply: press.reply });
}

async function share(services: Services, press: Press): Promise<void> {
  const { userId, key, value: text = '' } = press;
  const identity = await services.people.identify(userId);
  if (identity.kind === 'Stranger') return await press.reply(plain(strangerMessage(identity)));
  await press.share(await answer(services, { userId, key, text, mayShare: false }));
}
