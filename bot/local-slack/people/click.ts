import type { Option, Placed } from '../block-kit.ts';
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
  /** Choices the app offered for a menu on a message. */
  offered?: Option[];
}

/** A person presses a button or picks from a menu. */
export async function click(core: Core, press: Press): Promise<Delivery> {
  const surface = surfaceAt(core, press.place);
  const placed = controlAt(surface, press);
  const payload = {
    type: 'block_actions',
    ...interactionBasics(core, press.userId, surface.view?.id),
    ...whereOf(core, surface, { ...press, blockId: placed.block.block_id }),
    actions: [actionOf(core, placed, press)],
  };
  return await deliver(core, { kind: 'interactive', payload });
}

function actionOf(core: Core, { element, block }: Placed, { value, place, offered }: Press) {
  const basics = { action_id: element.action_id, block_id: block.block_id, action_ts: core.workspace.nextTs() };
  if (element.type !== 'button') {
    const open = 'viewId' in place ? core.workspace.views.get(place.viewId) : undefined;
    const choices = offered ?? open?.suggestions[element.action_id ?? ''];
    return { ...basics, ...stateOf(element, value ? [value] : [], choices) };
  }
  return {
    ...basics,
    type: 'button',
    text: element.text,
    ...(element.value !== undefined && { value: element.value }),
  };
}

function whereOf(core: Core, { message, view }: Surface, press: Press): Record<string, unknown> {
  if (message) return onMessage(core, message, press);
  if (!view) return {};
  const state = view.type === 'modal' ? stateOfView(core, view.id, press.entered ?? {}) : view.state;
  return { container: { type: 'view', view_id: view.id }, view: { ...view, state } };
}

function onMessage(core: Core, message: Message, { userId, blockId }: Press): Record<string, unknown> {
  const { channel: channelId, ts, ephemeralTo, ...rest } = message;
  const isEphemeral = ephemeralTo !== undefined;
  const place = { message_ts: ts, channel_id: channelId, is_ephemeral: isEphemeral };
  return {
    container: { type: 'message', ...place, ...unfurlOf(message, blockId) },
    channel: { id: channelId, name: core.workspace.channels.get(channelId)?.name ?? '' },
    ...(!isEphemeral && { message: structuredClone({ ...rest, ts }) }),
    state: { values: {} },
    response_url: responseUrl(core, { userId, channelId, ts }),
  };
}

/** What Slack adds when the control stands on an unfurled link. */
function unfurlOf({ unfurls = {} }: Message, blockId: string | undefined) {
  const found = Object.entries(unfurls).find(([, { blocks = [] }]) => blocks.some(block => block.block_id === blockId));
  if (!found) return {};
  return { type: 'message_attachment', is_app_unfurl: true, app_unfurl_url: found[0] };
}
