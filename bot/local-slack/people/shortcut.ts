import type { Core } from '../core.ts';
import { type Delivery, deliver } from '../deliver.ts';
import { findMessage, type MessageRef } from '../messages.ts';
import { interactionBasics, responseUrl } from '../payloads.ts';

/** A shortcut of the app, used by somebody. */
export interface ShortcutUse {
  userId: string;
  callbackId: string;
  /** The message it is used on; left out: it is one that is used anywhere. */
  on?: MessageRef;
}

/** A person uses one of the app's shortcuts. Throws when the message it is used on is gone. */
export async function useShortcut(core: Core, use: ShortcutUse): Promise<Delivery> {
  const { userId, callbackId, on } = use;
  const basics = {
    ...interactionBasics(core, userId),
    callback_id: callbackId,
    action_ts: core.workspace.nextTs(),
  };
  const payload = on
    ? { type: 'message_action', ...basics, ...onMessage(core, userId, on) }
    : { type: 'shortcut', ...basics };
  return await deliver(core, { kind: 'interactive', payload });
}

function onMessage(core: Core, userId: string, on: MessageRef): Record<string, unknown> {
  const message = findMessage(core.workspace, on);
  if (!message) throw new Error(`There is no message ${on.ts} in ${on.channel}.`);
  const { channel: channelId, ephemeralTo, ...rest } = message;
  return {
    channel: { id: channelId, name: core.workspace.channels.get(channelId)?.name ?? '' },
    message: structuredClone(rest),
    message_ts: message.ts,
    response_url: responseUrl(core, { userId, channelId }),
  };
}
