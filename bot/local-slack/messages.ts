import type { Block } from './block-kit.ts';
import { makeId } from './ids.ts';
import { type Message, touch, type Workspace } from './workspace.ts';

/** Where a message is: its channel and its timestamp there. */
export interface MessageRef {
  channel: string;
  ts: string;
}

/** What a new message says. */
export interface Draft {
  channel: string;
  user: string;
  text: string;
  blocks?: Block[];
  thread_ts?: string;
  metadata?: Message['metadata'];
}

const keptEphemerals = 500;

/** The messages of a channel, oldest first. */
export function messagesIn(workspace: Workspace, channelId: string): Message[] {
  return workspace.messages.get(channelId) ?? [];
}

/** The message at a place, also one that a single person sees. */
export function findMessage(workspace: Workspace, at: MessageRef): Message | undefined {
  const here = (message: Message) => message.channel === at.channel && message.ts === at.ts;
  return messagesIn(workspace, at.channel).find(here) ?? workspace.ephemerals.find(here);
}

/** Posts a message for everybody in its channel. */
export function post(workspace: Workspace, draft: Draft): Message {
  const message = makeMessage(workspace, draft);
  workspace.messages.set(draft.channel, [...messagesIn(workspace, draft.channel), message]);
  touch(workspace);
  return message;
}

/** Posts a message that only one person sees, and that is not kept in the channel. */
export function postEphemeral(workspace: Workspace, draft: Draft, userId: string): Message {
  const message = { ...makeMessage(workspace, draft), ephemeralTo: userId };
  workspace.ephemerals.push(message);
  if (workspace.ephemerals.length > keptEphemerals) workspace.ephemerals.shift();
  touch(workspace);
  return message;
}

function makeMessage(workspace: Workspace, draft: Draft): Message {
  const own = draft.user === workspace.bot.userId;
  return {
    type: 'message',
    ts: workspace.nextTs(),
    ...draft,
    blocks: withIds(draft.blocks ?? []),
    ...(own && { bot_id: workspace.bot.botId, app_id: workspace.bot.appId }),
  };
}

/** Changes what a message says and marks it as edited; absent parts stay as they are. */
export function edit(workspace: Workspace, message: Message, change: Partial<Draft>): void {
  if (change.text !== undefined) message.text = change.text;
  if (change.blocks !== undefined) message.blocks = withIds(change.blocks);
  if (change.metadata !== undefined) message.metadata = change.metadata;
  message.edited = { user: workspace.bot.userId, ts: workspace.nextTs() };
  touch(workspace);
}

/** Takes a message away, also one that a single person sees. */
export function remove(workspace: Workspace, message: Message): void {
  const rest = messagesIn(workspace, message.channel).filter(other => other !== message);
  workspace.messages.set(message.channel, rest);
  workspace.ephemerals = workspace.ephemerals.filter(other => other !== message);
  touch(workspace);
}

/** Gives every block without a block_id one, as Slack does. */
export function withIds(blocks: Block[]): Block[] {
  return blocks.map(block => ({ ...block, block_id: block.block_id ?? makeId('b') }));
}
