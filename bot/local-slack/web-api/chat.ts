import type { Block } from '../block-kit.ts';
import { findChannel } from '../channels.ts';
import { isRecord, textOf } from '../json.ts';
import { checkMessage, tooLong } from '../limits/surface.ts';
import { edit, findMessage, messagesIn, post, postEphemeral, remove, withIds } from '../messages.ts';
import { type Channel, type Message, touch } from '../workspace.ts';
import { type ApiAnswer, type Call, type Method, refuse, refuseBlocks } from './method.ts';

/** The chat.* methods: posting, editing, deleting, unfurling and linking messages. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': { scope: 'chat:write', changes: true, run: postMessage },
  'chat.update': { scope: 'chat:write', changes: true, run: update },
  'chat.postEphemeral': { scope: 'chat:write', changes: true, run: postEphemeralTo },
  'chat.delete': { scope: 'chat:write', changes: true, run: deleteMessage },
  'chat.unfurl': { scope: 'links:write', changes: true, run: unfurl },
  'chat.getPermalink': { run: permalink },
};

function postMessage(call: Call): ApiAnswer {
  const { core, args } = call;
  const { workspace } = core;
  const channel = findChannel(workspace, textOf(args.channel));
  if (!channel) return refuse('channel_not_found');
  const problem = problemWith(call, channel);
  if (problem) return problem;
  const wait = secondsToWait(call, channel);
  if (wait > 0) return refuse('ratelimited', { retryAfterSeconds: wait });
  workspace.lastPost.set(channel.id, workspace.now());
  const message = post(workspace, { ...contentOf(args), channel: channel.id, user: workspace.bot.userId });
  return { ok: true, channel: channel.id, ts: message.ts, message };
}

function update(call: Call): ApiAnswer {
  const { core, args } = call;
  const channel = core.workspace.channels.get(textOf(args.channel));
  if (!channel) return refuse('channel_not_found');
  const message = keptMessage(call);
  if (!message) return refuse('message_not_found');
  if (message.user !== core.workspace.bot.userId) return refuse('cant_update_message');
  const problem = problemWithContent(args);
  if (problem) return problem;
  edit(core.workspace, message, { ...contentOf(args), text: typeof args.text === 'string' ? args.text : undefined });
  return { ok: true, channel: channel.id, ts: message.ts, text: message.text, message };
}

function postEphemeralTo(call: Call): ApiAnswer {
  const { core, args } = call;
  const channel = findChannel(core.workspace, textOf(args.channel));
  if (!channel) return refuse('channel_not_found');
  const user = textOf(args.user);
  if (!channel.members.includes(user)) return refuse('user_not_in_channel');
  const problem = problemWith(call, channel);
  if (problem) return problem;
  const draft = { ...contentOf(args), channel: channel.id, user: core.workspace.bot.userId };
  const message = postEphemeral(core.workspace, draft, user);
  return { ok: true, message_ts: message.ts };
}

function deleteMessage(call: Call): ApiAnswer {
  const { core } = call;
  const message = keptMessage(call);
  if (!message) return refuse('message_not_found');
  if (message.user !== core.workspace.bot.userId) return refuse('cant_delete_message');
  remove(core.workspace, message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

function unfurl(call: Call): ApiAnswer {
  const { core, args } = call;
  const message = keptMessage(call);
  if (!message) return refuse('cannot_unfurl_message');
  if (!isRecord(args.unfurls)) return refuse('missing_unfurls');
  for (const [url, content] of Object.entries(args.unfurls)) {
    const complaints = isRecord(content) ? checkMessage(content) : ['must be an object'];
    if (complaints.length > 0) return refuseBlocks(complaints, 'cannot_unfurl_url');
    const { blocks = [], text } = content as { blocks?: Block[]; text?: string };
    message.unfurls = { ...message.unfurls, [url]: { text, blocks: withIds(blocks) } };
  }
  touch(core.workspace);
  return { ok: true };
}

function permalink({ core, args }: Call): ApiAnswer {
  const { channel, message_ts: ts } = args;
  const message = findMessage(core.workspace, { channel: textOf(channel), ts: textOf(ts) });
  if (!message) return refuse('message_not_found');
  const query = new URLSearchParams({ in: message.channel });
  return { ok: true, channel, permalink: `${core.url}/chat?${query}#m${message.ts}` };
}

/** The kept message a call names by channel and ts; messages for one person cannot be named. */
function keptMessage({ core, args }: Call): Message | undefined {
  return messagesIn(core.workspace, textOf(args.channel)).find(message => message.ts === textOf(args.ts));
}

function contentOf(args: Call['args']) {
  return {
    text: textOf(args.text),
    ...(Array.isArray(args.blocks) && { blocks: args.blocks as Block[] }),
    ...(typeof args.thread_ts === 'string' && { thread_ts: args.thread_ts }),
    ...(isRecord(args.metadata) && { metadata: args.metadata as unknown as Message['metadata'] }),
  };
}

function problemWith({ core, args }: Call, channel: Channel): ApiAnswer | undefined {
  const inside = channel.members.includes(core.workspace.bot.userId);
  if (!inside && !core.settings.scopes.includes('chat:write.public')) return refuse('not_in_channel');
  const { thread_ts: parent } = args;
  const known = parent === undefined || messagesIn(core.workspace, channel.id).some(message => message.ts === parent);
  return known ? problemWithContent(args) : refuse('thread_not_found');
}

function problemWithContent(args: Call['args']): ApiAnswer | undefined {
  if (!args.text && !args.blocks && !args.attachments) return refuse('no_text');
  const size = tooLong(args);
  if (size) return refuse(size);
  const metadata = args.metadata;
  const goodMetadata = metadata === undefined || (isRecord(metadata) && typeof metadata.event_type === 'string');
  if (!goodMetadata) return refuse('invalid_metadata_format');
  const complaints = checkMessage(args);
  return complaints.length > 0 ? refuseBlocks(complaints) : undefined;
}

function secondsToWait({ core }: Call, channel: Channel): number {
  const { postsPerSecond } = core.settings;
  const last = core.workspace.lastPost.get(channel.id);
  if (postsPerSecond <= 0 || last === undefined) return 0;
  const waitMs = last + 1000 / postsPerSecond - core.workspace.now();
  return Math.max(0, Math.ceil(waitMs / 1000));
}
