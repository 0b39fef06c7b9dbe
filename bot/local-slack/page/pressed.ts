import type { Placed } from '../block-kit.ts';
import type { Core } from '../core.ts';
import { readJson } from '../json.ts';
import { findMessage } from '../messages.ts';
import { controlAt, type Place, surfaceAt, type Which } from '../people/place.ts';
import type { Where } from './where.ts';

/** The control somebody pressed on the page, and where it stands. */
export interface Pressed {
  placed: Placed;
  place: Place;
  which: Which;
}

/** Finds the pressed control from the fields of a form or an address; undefined when it is gone or not theirs. */
export function pressedIn(from: { core: Core; where: Where; fields: URLSearchParams }): Pressed | undefined {
  const place = placeIn(from);
  const which = whichIn(from.fields);
  if (!place || !which) return undefined;
  try {
    return { place, which, placed: controlAt(surfaceAt(from.core, place), which) };
  } catch {
    return undefined;
  }
}

function whichIn(fields: URLSearchParams): Which | undefined {
  const press = readJson(fields.get('press') ?? '');
  if (!Array.isArray(press)) return undefined;
  const [blockId, actionId] = press.map(String);
  return { blockId, actionId: actionId ?? '' };
}

function placeIn({ core, where, fields }: { core: Core; where: Where; fields: URLSearchParams }): Place | undefined {
  const { workspace } = core;
  const viewId = fields.get('view');
  const own = workspace.views.get(viewId ?? '')?.userId === where.person.id;
  if (viewId !== null) return own || workspace.homes.get(where.person.id)?.id === viewId ? { viewId } : undefined;
  const at = { channel: where.channel?.id ?? '', ts: fields.get('ts') ?? '' };
  const message = findMessage(workspace, at);
  const visible = message && (message.ephemeralTo === undefined || message.ephemeralTo === where.person.id);
  return visible ? at : undefined;
}
