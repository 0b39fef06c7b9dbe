import type { Placed } from '../block-kit.ts';
import type { Core } from '../core.ts';
import { type Delivery, deliver } from '../deliver.ts';
import { interactionBasics, responseUrl } from '../payloads.ts';
import type { Message } from '../workspace.ts';
import { stateOf } from './control-state.ts';
import { controlAt, type Place, type Surface, surfaceAt, type Which } from './place.ts';
import { type EnteredValues, stateOfView } from './view-state.ts';

/** A press or a choice: who, where, on what; for views also what has been entered so far. */
export interface Press extends Which {
  userId: string;
  place: Place;
  entered?: EnteredValues;
}

/** A person presses a button or picks from a menu. */
export async function click(core: Core, press: Press): Promise<Delivery> {
  const surface = surfaceAt(core, press.place);
  const placed = controlAt(surface, press);
  const payload = {
    type: 'block_actions',
    ...interactionBasics(core, press.userId, surface.view?.id),
    ...whereOf(core, surface, press),
    actions: [actionOf(core, placed, press.value)],
  };
  return await deliver(core, { kind: 'interactive', payload });
}

function actionOf(core: Core, { element, block }: Placed, value: string | undefined) {
  const basics = { action_id: element.action_id, block_id: block.block_id, action_ts: core.workspace.nextTs() };
  if (element.type !== 'button') return { ...basics, ...stateOf(element, value ? [value] : []) };
  return {
    ...basics,
    type: 'button',
    text: element.text,
    ...(element.value !== undefined && { value: element.value }),
  };
}

function whereOf(core: Core, { message, view }: Surface, press: Press): Record<string, unknown> {
  if (message) return onMessage(core, message, press.userId);
  if (!view) return {};
  const state = view.type === 'modal' ? stateOfView(core, view.id, press.entered ?? {}) : view.state;
  return { container: { type: 'view', view_id: view.id }, view: { ...view, state } };
}

function onMessage(core: Core, message: Message, userId: string): Record<string, unknown> {
  const { channel: channelId, ts, ephemeralTo, ...rest } = message;
  const isEphemeral = ephemeralTo !== undefined;
  const container = { type: 'message', message_ts: ts, channel_id: channelId, is_ephemeral: isEphemeral };
  return {
    container,
    channel: { id: channelId, name: core.workspace.channels.get(channelId)?.name ?? '' },
    ...(!isEphemeral && { message: structuredClone({ ...rest, ts }) }),
    state: { values: {} },
    response_url: responseUrl(core, { userId, channelId, ts }),
  };
}
