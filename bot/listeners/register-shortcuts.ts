import type { App, MessageShortcut, RespondFn, SlackShortcut } from '@slack/bolt';
import { plain } from '../cards/say.ts';
import type { Services } from '../services.ts';
import { choicesFor } from './options/options.ts';
import { replyWith, triedAs } from './reply.ts';
import { shortcuts } from './shortcuts/shortcuts.ts';
import { attend } from './visit.ts';

/** Lets an app hear shortcuts. */
export function registerShortcuts(app: App, services: Services): void {
  app.shortcut<SlackShortcut>(/.*/, async ({ shortcut, body, ack, respond, context }) => {
    await ack();
    const userId = body.user.id;
    const message = shortcut.type === 'message_action' ? (shortcut as MessageShortcut) : null;
    const place = {
      respond: message ? (respond as RespondFn) : undefined,
      userId,
      channel: message?.channel.id ?? null,
    };
    const use = {
      ...{ userId, triggerId: shortcut.trigger_id, text: message?.message.text ?? '' },
      ...triedAs(body, context),
      reply: (shown: Parameters<typeof replyWith>[2]) => replyWith(services, place, shown),
    };
    const known = Object.hasOwn(shortcuts, shortcut.callback_id) ? shortcuts[shortcut.callback_id] : undefined;
    await attend(services, use, () =>
      known ? known.run(services, use) : use.reply(plain('I do not know this shortcut any more.')),
    );
  });
}

/** Lets an app answer selects that ask for their choices. */
export function registerOptions(app: App, services: Services): void {
  app.options(/.*/, async ({ options: asked, body, ack }) => {
    const { view } = body as { view?: { private_metadata?: string } };
    const typing = { actionId: asked.action_id, typed: asked.value, metadata: view?.private_metadata ?? '' };
    await ack({ options: await choicesFor(services, { userId: body.user.id, ...typing }) });
  });
}
