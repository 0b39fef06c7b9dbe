import type { Option } from '../block-kit.ts';
import { messagesIn } from '../messages.ts';
import type { Workspace } from '../workspace.ts';

/** What the page remembers beside the workspace: what each person has read, and choices offered on messages. */
export interface PageState {
  read: Map<string, string>;
  offered: Map<string, Record<string, Option[]>>;
}

/** An empty memory. */
export function createPageState(): PageState {
  return { read: new Map(), offered: new Map() };
}

/** Notes that a person has seen a channel as it is now. */
export function markRead(
  { read }: PageState,
  workspace: Workspace,
  seen: { personId: string; channelId: string },
): void {
  read.set(`${seen.personId} ${seen.channelId}`, messagesIn(workspace, seen.channelId).at(-1)?.ts ?? '');
}

/** How many messages of others a person has not seen in a channel. */
export function unread({ read }: PageState, workspace: Workspace, at: { personId: string; channelId: string }): number {
  const seen = Number(read.get(`${at.personId} ${at.channelId}`) ?? 0);
  return messagesIn(workspace, at.channelId).filter(({ ts, user }) => Number(ts) > seen && user !== at.personId).length;
}
