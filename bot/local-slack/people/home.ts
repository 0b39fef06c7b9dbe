import { openDirect } from '../channels.ts';
import type { Core } from '../core.ts';
import { type Delivery, deliverEvent } from '../deliver.ts';
import { eventPayload } from '../payloads.ts';

/** A person opens the app's home tab. */
export async function openHome(core: Core, userId: string): Promise<Delivery> {
  const channel = openDirect(core.workspace, userId).id;
  const view = core.workspace.homes.get(userId);
  const event = { type: 'app_home_opened', user: userId, channel, tab: 'home', ...(view && { view }) };
  return await deliverEvent(core, { kind: 'events_api', payload: eventPayload(core, event) });
}
