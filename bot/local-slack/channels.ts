import type { Channel, Workspace } from './workspace.ts';

/** The id of a person's direct messages with the bot. */
function directId(userId: string): string {
  return `D${userId.replace(/^[UW]/, '')}`;
}

/** A person's direct messages with the bot, made when they are first needed. */
export function openDirect(workspace: Workspace, userId: string): Channel {
  const id = directId(userId);
  const known = workspace.channels.get(id);
  if (known) return known;
  const channel = { id, name: 'directmessage', members: [userId, workspace.bot.userId], directWith: userId };
  workspace.channels.set(id, channel);
  return channel;
}

/** The channel an API call means: an id, a name with or without #, or a person (then their direct messages). */
export function findChannel(workspace: Workspace, named: string): Channel | undefined {
  const user = workspace.users.get(named);
  if (user) return user.isBot ? undefined : openDirect(workspace, user.id);
  const name = named.replace(/^#/, '');
  return workspace.channels.get(named) ?? publicChannels(workspace).find(channel => channel.name === name);
}

/** The channels that are not direct messages. */
export function publicChannels(workspace: Workspace): Channel[] {
  return [...workspace.channels.values()].filter(channel => channel.directWith === undefined);
}
