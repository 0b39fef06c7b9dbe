import { makeId } from './ids.ts';
import { withIds } from './messages.ts';
import type { OpenView, View, ViewDraft } from './view.ts';
import { touch, type Workspace } from './workspace.ts';

/** How many modals may lie on top of each other. */
export const stackLimit = 3;

/** Makes a view out of what the app sent, with a fresh id and hash. */
export function makeView(workspace: Workspace, draft: ViewDraft, previous?: View): View {
  const id = makeId('V');
  return {
    callback_id: '',
    private_metadata: '',
    external_id: '',
    ...draft,
    blocks: withIds(draft.blocks),
    id,
    team_id: workspace.team.id,
    app_id: workspace.bot.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.botId,
    hash: makeHash(workspace),
    state: { values: {} },
    root_view_id: previous?.root_view_id ?? id,
    previous_view_id: previous?.id ?? null,
  };
}

/** Puts a modal in front of a person. */
export function showView(workspace: Workspace, userId: string, view: View): void {
  workspace.views.set(view.id, { userId, view, errors: {}, typed: {}, suggestions: {} });
  touch(workspace);
}

/** Replaces what an open modal shows; it keeps its id and gets a new hash. */
export function replaceView(workspace: Workspace, open: OpenView, draft: ViewDraft): View {
  const { id, root_view_id, previous_view_id } = open.view;
  open.view = { ...makeView(workspace, draft), id, root_view_id, previous_view_id };
  open.errors = {};
  touch(workspace);
  return open.view;
}

/** Takes one modal away; the one below shows again. */
export function dropView(workspace: Workspace, viewId: string): void {
  workspace.views.delete(viewId);
  touch(workspace);
}

/** Takes a whole stack of modals away. */
export function dropStack(workspace: Workspace, rootId: string): void {
  for (const [id, open] of workspace.views) if (open.view.root_view_id === rootId) workspace.views.delete(id);
  touch(workspace);
}

/** The modals of one stack. */
export function stackOf(workspace: Workspace, rootId: string): OpenView[] {
  return [...workspace.views.values()].filter(open => open.view.root_view_id === rootId);
}

/** The modal in front of a person, when there is one. */
export function topView(workspace: Workspace, userId: string): OpenView | undefined {
  return [...workspace.views.values()].filter(open => open.userId === userId).at(-1);
}

function makeHash(workspace: Workspace): string {
  return `${workspace.nextTs()}.${makeId('')}`;
}
