import type { Option, OptionGroup } from '../block-kit.ts';
import type { Core } from '../core.ts';
import { type Delivery, deliver } from '../deliver.ts';
import { isRecord } from '../json.ts';
import { interactionBasics } from '../payloads.ts';
import { controlAt, type Place, surfaceAt } from './place.ts';

/** Typing into a select whose choices the app supplies. */
export interface Typing {
  userId: string;
  place: Place;
  actionId: string;
  typed: string;
}

/** A person types into such a select; the app's choices are in the delivery's payload, and kept with the modal. */
export async function suggest(core: Core, typing: Typing): Promise<Delivery> {
  const surface = surfaceAt(core, typing.place);
  const { block } = controlAt(surface, typing);
  const { trigger_id, ...basics } = interactionBasics(core, typing.userId);
  const { view, message } = surface;
  const container = view
    ? { type: 'view', view_id: view.id }
    : { type: 'message', message_ts: message?.ts, channel_id: message?.channel, is_ephemeral: false };
  const delivery = await deliver(core, {
    kind: 'interactive',
    payload: {
      type: 'block_suggestion',
      ...basics,
      container,
      ...(view ? { view } : { message, channel: { id: message?.channel } }),
      action_id: typing.actionId,
      block_id: block.block_id,
      value: typing.typed,
    },
  });
  const open = view && core.workspace.views.get(view.id);
  if (open) open.suggestions[typing.actionId] = offeredIn(delivery.payload);
  return delivery;
}

/** The choices in an app's answer, grouped or not. */
export function offeredIn(payload: unknown): Option[] {
  if (!isRecord(payload)) return [];
  if (Array.isArray(payload.options)) return payload.options as Option[];
  if (!Array.isArray(payload.option_groups)) return [];
  return (payload.option_groups as OptionGroup[]).flatMap(group => group.options);
}
