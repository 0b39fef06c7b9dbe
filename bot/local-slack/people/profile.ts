import type { Core } from '../core.ts';
import { type Delivery, deliverEvent } from '../deliver.ts';
import type { LocalUser } from '../options.ts';
import { eventPayload } from '../payloads.ts';
import { describe } from '../web-api/users.ts';
import { touch } from '../workspace.ts';

/** The workspace learns something else of a person, and tells the app. Throws when there is no such person. */
export async function changeUser(core: Core, userId: string, changes: Partial<LocalUser>): Promise<Delivery> {
  const known = core.workspace.users.get(userId);
  if (!known) throw new Error(`There is nobody called ${userId}.`);
  const user = { ...known, ...changes, id: userId };
  core.workspace.users.set(userId, user);
  touch(core.workspace);
  const event = { type: 'user_change', user: describe({ core }, user), cache_ts: core.workspace.now() };
  return await deliverEvent(core, { kind: 'events_api', payload: eventPayload(core, event) });
}
