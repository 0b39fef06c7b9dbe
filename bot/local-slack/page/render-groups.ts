import { type Html, html } from '@handoff/kit/html';
import type { LocalGroup } from '../options.ts';
import type { Workspace } from '../workspace.ts';
import { hiddenWhere } from './view-context.ts';
import type { Where } from './where.ts';

/** Draws the user groups, who is in each, and a way in or out for who one is; nothing where there are none. */
export function renderGroups({ groups, users }: Workspace, where: Where): Html {
  if (groups.size === 0) return html``;
  const items = [...groups.values()].map(group => groupItem(group, where, id => users.get(id)?.realName ?? id));
  return html`<nav aria-label="User groups"><h2>User groups</h2><ul>${items}</ul></nav>`;
}

function groupItem({ id, handle, users, disabled }: LocalGroup, where: Where, nameOf: (id: string) => string): Html {
  const isIn = users.includes(where.person.id);
  const names = users.length === 0 ? 'Nobody is in it.' : users.map(nameOf).join(', ');
  const state = disabled ? html` <small>disabled</small>` : html` <small>${users.length}</small>`;
  const how = isIn ? 'Leave' : 'Join';
  return html`<li><details class="group"><summary>@${handle}${state}</summary><p>${names}</p><form method="post" action="/chat/group">${hiddenWhere(where)}<input type="hidden" name="group" value="${id}"><button class="button" aria-label="${how} @${handle}">${how}</button></form></details></li>`;
}
