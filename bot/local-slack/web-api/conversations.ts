import { openDirect, publicChannels } from '../channels.ts';
import { isTrue, textOf } from '../json.ts';
import { messagesIn } from '../messages.ts';
import type { Channel, Workspace } from '../workspace.ts';
import { type ApiAnswer, type Call, type Method, pageOf, refuse } from './method.ts';

/** The conversations.* methods: opening direct messages, looking channels up, reading what was said. */
export const conversationsMethods: Record<string, Method> = {
  'conversations.open': { scope: openScope, run: open },
  'conversations.info': { scope: 'channels:read', run: info },
  'conversations.list': { scope: 'channels:read', run: list },
  'conversations.history': { scope: historyScope, run: history },
  'conversations.replies': { scope: historyScope, run: replies },
};

/** Reading needs the history scope of that kind of conversation. */
function historyScope({ core, args }: Call): string {
  const channel = core.workspace.channels.get(textOf(args.channel));
  return channel?.directWith === undefined ? 'channels:history' : 'im:history';
}

function openScope({ args }: Call): string {
  return textOf(args.users).includes(',') ? 'mpim:write' : 'im:write';
}

function open({ core, args }: Call): ApiAnswer {
  const named = textOf(args.users);
  if (named === '') return refuse('users_list_not_supplied');
  const user = core.workspace.users.get(named);
  if (!user) return refuse('user_not_found');
  if (user.isBot) return refuse('cannot_dm_bot');
  const channel = openDirect(core.workspace, user.id);
  return { ok: true, channel: args.return_im ? describe(core.workspace, channel) : { id: channel.id } };
}

function info({ core, args }: Call): ApiAnswer {
  const channel = core.workspace.channels.get(textOf(args.channel));
  return channel ? { ok: true, channel: describe(core.workspace, channel) } : refuse('channel_not_found');
}

function list({ core, args }: Call): ApiAnswer {
  const channels = publicChannels(core.workspace).map(channel => describe(core.workspace, channel));
  const { items, response_metadata } = pageOf(channels, args);
  return { ok: true, channels: items, response_metadata };
}

function history({ core, args }: Call): ApiAnswer {
  const channel = core.workspace.channels.get(textOf(args.channel));
  if (!channel) return refuse('channel_not_found');
  const roots = messagesIn(core.workspace, channel.id).filter(
    message => (message.thread_ts ?? message.ts) === message.ts,
  );
  return messagePage(roots.filter(message => inWindow(message.ts, args)).reverse(), args);
}

function replies({ core, args }: Call): ApiAnswer {
  const channel = core.workspace.channels.get(textOf(args.channel));
  if (!channel) return refuse('channel_not_found');
  const thread = messagesIn(core.workspace, channel.id).filter(
    message => message.ts === args.ts || message.thread_ts === args.ts,
  );
  return thread.length === 0 ? refuse('thread_not_found') : messagePage(thread, args);
}

function messagePage(messages: { ts: string; metadata?: unknown }[], args: Call['args']): ApiAnswer {
  const { items, response_metadata } = pageOf(messages, args);
  const withMetadata = isTrue(args.include_all_metadata);
  const shown = items.map(({ metadata, ...message }) =>
    withMetadata && metadata ? { ...message, metadata } : message,
  );
  return { ok: true, messages: shown, has_more: response_metadata.next_cursor !== '', response_metadata };
}

function inWindow(ts: string, args: Call['args']): boolean {
  const inclusive = isTrue(args.inclusive);
  const { oldest = '0', latest = '9999999999' } = args;
  const [at, from, to] = [Number(ts), Number(oldest), Number(latest)];
  return (at > from && at < to) || (inclusive && (at === from || at === to));
}

function describe(workspace: Workspace, channel: Channel): Record<string, unknown> {
  const direct = channel.directWith !== undefined;
  const basics = { id: channel.id, is_channel: !direct, is_im: direct, is_private: direct, is_archived: false };
  if (direct) return { ...basics, user: channel.directWith };
  const isMember = channel.members.includes(workspace.bot.userId);
  return { ...basics, name: channel.name, is_member: isMember, num_members: channel.members.length };
}
