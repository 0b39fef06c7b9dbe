import { isTrue, textOf } from '../json.ts';
import type { LocalGroup } from '../options.ts';
import type { Workspace } from '../workspace.ts';
import { type ApiAnswer, type Call, type Method, refuse } from './method.ts';

const rest = { scope: 'usergroups:read', perMinute: 20 } as const;

/** usergroups.list and usergroups.users.list: the workspace's user groups, and who is in them. */
export const usergroupsMethods: Record<string, Method> = {
  'usergroups.list': { ...rest, run: list },
  'usergroups.users.list': { ...rest, run: members },
};

function list({ core, args }: Call): ApiAnswer {
  const shown = [...core.workspace.groups.values()].filter(
    ({ disabled }) => !disabled || isTrue(args.include_disabled),
  );
  const usergroups = shown.map(group => ({
    ...describeGroup(core.workspace, group),
    ...(isTrue(args.include_count) && { user_count: group.users.length }),
    ...(isTrue(args.include_users) && { users: group.users }),
  }));
  return { ok: true, usergroups };
}

function members({ core, args }: Call): ApiAnswer {
  const id = textOf(args.usergroup);
  if (id === '') return refuse('missing_argument');
  const group = core.workspace.groups.get(id);
  if (!group || (group.disabled && !isTrue(args.include_disabled))) return refuse('no_such_subteam');
  return { ok: true, users: group.users };
}

/** A user group as the Web API and events tell of it, but for its members. */
export function describeGroup(
  { team }: Workspace,
  { id, name, handle, disabled }: LocalGroup,
): Record<string, unknown> {
  return {
    ...{ id, team_id: team.id, is_usergroup: true, is_subteam: true, name, handle, description: '' },
    ...{ is_external: false, date_create: 0, date_update: 0, date_delete: disabled ? 1 : 0, auto_provision: false },
    ...{ created_by: 'USLACKBOT', prefs: { channels: [], groups: [] } },
  };
}
