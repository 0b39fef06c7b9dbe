import { type Pressed, readPressed } from '../../cards/pressed.ts';
import { plain } from '../../cards/say.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import type { Change } from '../outcome.ts';
import type { Press } from './press.ts';
import { settle } from './settle.ts';

/** What a control does. */
export type Action = (services: Services, press: Press) => Promise<void>;

/** What a control does that carries a thing. */
export type CardAction = (services: Services, press: Press, about: Pressed) => Promise<void>;

/** What is said about a control that no longer means anything. */
export const outOfDate = plain('This card is out of date.');

/** A control that carries a thing: pressed by a known person, and on the one card that counts. */
export function onCard(action: CardAction): Action {
  return async (services, press) => {
    const identity = await services.people.identify(press.userId);
    if (identity.kind === 'Stranger') return await press.reply(plain(strangerMessage(identity)));
    const about = readPressed(press.value);
    if (!about) return await press.reply(outOfDate);
    const moved = await movedTo(services, press, about);
    if (moved) return await press.reply(plain(`This card has moved: <${moved}|here it is>.`));
    await action(services, press, about);
  };
}

/** A control that makes a change at once, as who pressed it. */
export function changes(change: Change): CardAction {
  return async (services, press, about) => {
    const { userId, key, reply, surface, channel, ts, responseUrl } = press;
    const outcome = await change({ ask: services.graph.as(userId), about, key });
    const pressed = { userId, key, at: { surface, channel, ts, responseUrl }, from: about.from };
    await settle(services, { about, pressed, reply }, outcome);
  };
}

async function movedTo({ drawer }: Services, press: Press, { id, from }: Pressed): Promise<string | null> {
  const { surface, channel, ts } = press;
  return surface === 'message' && from === undefined && channel && ts
    ? await drawer.movedTo(id, { channel, ts })
    : null;
}
