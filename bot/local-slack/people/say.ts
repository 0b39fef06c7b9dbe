import type { Core } from '../core.ts';
import { type Delivery, deliverEvent, nothingToDeliver } from '../deliver.ts';
import { encodeTyped } from '../escape.ts';
import { post } from '../messages.ts';
import { eventPayload } from '../payloads.ts';
import type { Message } from '../workspace.ts';
import type { Typed } from './command.ts';

/** A person writes to the bot by name; the name is put in front when the text lacks it. */
export function mention(core: Core, typed: Typed): Promise<Delivery> {
  const { bot } = core.workspace;
  const named = new RegExp(`@${bot.name}\\b|<@${bot.userId}>`, 'i').test(typed.text);
  return say(core, named ? typed : { ...typed, text: `@${bot.name} ${typed.text}` });
}

/** A person writes a message; the app hears of it as far as its scopes reach. */
export async function say(core: Core, typed: Typed): Promise<Delivery> {
  const message = post(core.workspace, {
    channel: typed.channelId,
    user: typed.userId,
    text: encodeTyped(core.workspace, typed.text),
    ...(typed.threadTs !== undefined && { thread_ts: typed.threadTs }),
  });
  const events = [messageEvent(core, message), mentionEvent(core, message), linkEvent(core, message)];
  const heard = events.filter(event => event !== undefined);
  const sent = heard.map(event => deliverEvent(core, { kind: 'events_api', payload: eventPayload(core, event) }));
  const deliveries = await Promise.all(sent);
  return deliveries.find(delivery => delivery.status !== 200) ?? deliveries[0] ?? nothingToDeliver;
}

function basics(core: Core, message: Message) {
  const { type, blocks, ...rest } = message;
  return { ...rest, team: core.workspace.team.id };
}

function messageEvent(core: Core, message: Message) {
  const direct = core.workspace.channels.get(message.channel)?.directWith !== undefined;
  if (!core.settings.scopes.includes(direct ? 'im:history' : 'channels:history')) return undefined;
  return { type: 'message', channel_type: direct ? 'im' : 'channel', ...basics(core, message) };
}

function mentionEvent(core: Core, message: Message) {
  const direct = core.workspace.channels.get(message.channel)?.directWith !== undefined;
  const named = message.text.includes(`<@${core.workspace.bot.userId}>`);
  if (direct || !named || !core.settings.scopes.includes('app_mentions:read')) return undefined;
  return { type: 'app_mention', ...basics(core, message) };
}

function linkEvent(core: Core, message: Message) {
  if (!core.settings.scopes.includes('links:read')) return undefined;
  const links = [...message.text.matchAll(/<(https?:[^>|]+)/g)]
    .map(([, url = '']) => ({ url: url.replaceAll('&amp;', '&'), domain: domainOf(url) }))
    .filter(link => core.settings.unfurlDomains.includes(link.domain));
  if (links.length === 0) return undefined;
  const { user, channel, ts, thread_ts } = message;
  const where = { user, channel, message_ts: ts, ...(thread_ts !== undefined && { thread_ts }) };
  return { type: 'link_shared', ...where, links, is_bot_user_member: true, source: 'conversations_history' };
}

function domainOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
