import { type Block, controlsOf, type Placed } from '../block-kit.ts';
import type { Core } from '../core.ts';
import { findMessage, type MessageRef } from '../messages.ts';
import type { View } from '../view.ts';
import type { Message } from '../workspace.ts';

/** A message to act on; `blocks` are what the person still sees, when it has been redrawn since. */
export type SeenMessage = MessageRef & { blocks?: Block[] };

/** Where a control stands: on a message, or in a modal or home tab. */
export type Place = SeenMessage | { viewId: string };

/** What a control stands on, looked up. */
export interface Surface {
  blocks: Block[];
  message?: Message;
  view?: View;
}

/** Finds what a place means; throws when there is nothing of that name. */
export function surfaceAt(core: Core, place: Place): Surface {
  if ('viewId' in place) return viewSurface(core, place.viewId);
  const message = findMessage(core.workspace, place);
  if (!message) throw new Error(`There is no message ${place.ts} in ${place.channel}.`);
  return { message, blocks: [...(place.blocks ?? message.blocks), ...unfurledBlocks(message)] };
}

function unfurledBlocks({ unfurls = {} }: Message): Block[] {
  return Object.values(unfurls).flatMap(({ blocks = [] }) => blocks);
}

function viewSurface(core: Core, viewId: string): Surface {
  const home = [...core.workspace.homes.values()].find(candidate => candidate.id === viewId);
  const view = core.workspace.views.get(viewId)?.view ?? home;
  if (!view) throw new Error(`There is no open view ${viewId}: it was closed or never opened.`);
  return { view, blocks: view.blocks };
}

/** Which control is meant: by its action_id, and by its block or value when several share that. */
export interface Which {
  actionId: string;
  blockId?: string;
  value?: string;
}

/** Finds a control; throws and names those there are when it is missing. */
export function controlAt(surface: Surface, which: Which): Placed {
  const controls = controlsOf(surface.blocks);
  const same = controls.filter(
    ({ element, block }) =>
      element.action_id === which.actionId && (which.blockId === undefined || which.blockId === block.block_id),
  );
  const found = same.find(({ element }) => element.value !== undefined && element.value === which.value) ?? same[0];
  if (found) return found;
  const there = controls.map(({ element }) => element.action_id).join(', ') || 'none';
  throw new Error(`There is no control "${which.actionId}" here; there are: ${there}.`);
}
