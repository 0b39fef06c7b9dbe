import type { Core } from '../core.ts';
import { deliverEvent } from '../deliver.ts';
import type { LocalGroup } from '../options.ts';
import { eventPayload } from '../payloads.ts';
import { describeGroup } from '../web-api/usergroups.ts';
import { touch } from '../workspace.ts';

/** Somebody changes a user group, or makes one, and the app is told as Slack tells it. */
export async function changeGroup(core: Core, changes: Partial<LocalGroup> & { id: string }): Promise<void> {
  const { workspace } = core;
  const before = workspace.groups.get(changes.id);
  const fresh = { handle: changes.id.toLowerCase(), name: changes.id, users: [] };
  const group: LocalGroup = { ...fresh, ...before, ...changes };
  workspace.groups.set(group.id, group);
  touch(workspace);
  const subteam = { ...describeGroup(workspace, group), users: group.users, user_count: group.users.length };
  const tell = (event: { type: string } & Record<string, unknown>) =>
    deliverEvent(core, { kind: 'events_api', payload: eventPayload(core, event) });
  await tell({ type: before ? 'subteam_updated' : 'subteam_created', subteam });
  const added = group.users.filter(user => !before?.users.includes(user));
  const removed = (before?.users ?? []).filter(user => !group.users.includes(user));
  if (!before || added.length + removed.length === 0) return;
  const counts = { added_users_count: added.length, removed_users_count: removed.length };
  const about = { subteam_id: group.id, team_id: workspace.team.id, date_previous_update: 0, date_update: 0 };
  await tell({ type: 'subteam_members_changed', ...about, added_users: added, removed_users: removed, ...counts });
}
