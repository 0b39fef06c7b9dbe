import { type Html, html } from '@handoff/kit/html';
import { messagesIn } from '../messages.ts';
import type { LocalShortcut, LocalUser } from '../options.ts';
import type { Channel, Message, Workspace } from '../workspace.ts';
import { dayOf, timeOf } from './dates.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import { renderBlocks } from './render-blocks.ts';
import type { PageState } from './state.ts';
import { type Context, hiddenWhere, readerFor } from './view-context.ts';
import type { Where } from './where.ts';

/** What drawing messages needs. */
export interface MessagesOf {
  workspace: Workspace;
  state: PageState;
  where: Where;
  channel: Channel;
  /** The app's shortcuts; those for messages stand beside each. */
  shortcuts: readonly LocalShortcut[];
}

const shownMessages = 100;

/** Draws a channel as one person sees it: days, messages, their threads, and what only they see. */
export function renderMessages(of: MessagesOf): Html {
  const all = visibleTo(of.workspace, of.channel, of.where.person);
  const known = new Set(all.map(message => message.ts));
  const isReply = ({ ts, thread_ts: root }: Message) => root !== undefined && root !== ts && known.has(root);
  const roots = all.filter(message => !isReply(message)).slice(-shownMessages);
  if (roots.length === 0) return html`<p class="empty">Nothing has been said here yet.</p>`;
  const zone = readerFor(of.workspace, of.where.person).timeZone;
  const days = roots.map(({ ts }) => dayOf(ts, zone));
  return html`${roots.map((root, index) => {
    const newDay = days[index] !== days[index - 1] ? html`<h2 class="day"><span>${days[index]}</span></h2>` : '';
    const replies = all.filter(message => isReply(message) && message.thread_ts === root.ts);
    return html`${newDay}${renderMessage(of, root, replies)}`;
  })}`;
}

/** The messages of a channel and those for one person alone, in order. */
export function visibleTo(workspace: Workspace, channel: Channel, person: LocalUser): Message[] {
  const own = workspace.ephemerals.filter(
    ({ ephemeralTo, channel: at }) => ephemeralTo === person.id && at === channel.id,
  );
  return [...messagesIn(workspace, channel.id), ...own].sort((one, other) => Number(one.ts) - Number(other.ts));
}

function renderMessage(of: MessagesOf, message: Message, replies: Message[]): Html {
  const thread = replies.length > 0 || message.ephemeralTo === undefined ? renderThread(of, message, replies) : '';
  const only = message.ephemeralTo ? html`<div class="only">Only visible to you ${dismiss(of, message)}</div>` : '';
  const author = of.workspace.users.get(message.user);
  const isApp = message.bot_id !== undefined ? html` <span class="app">App</span>` : '';
  const edited = message.edited ? html` <small class="edited">(edited)</small>` : '';
  const time = timeOf(message.ts, readerFor(of.workspace, of.where.person).timeZone);
  return html`<article class="message${message.ephemeralTo ? ' ephemeral' : ''}" id="m${message.ts}">
${avatar(author)}<div class="body">${only}<header><strong>${author?.realName ?? message.user}</strong>${isApp} <time>${time}</time>${edited}</header>
${renderContent(of, message)}${shortcutsOn(of, message)}${thread}</div></article>`;
}

/** What the app offers to do with a message, to unfold. */
function shortcutsOn({ shortcuts, where }: MessagesOf, { ts, ephemeralTo, bot_id: bot }: Message): Html {
  const own = shortcuts.filter(({ type }) => type === 'message');
  if (own.length === 0 || ephemeralTo !== undefined || bot !== undefined) return html``;
  const buttons = own.map(
    ({ callbackId, name }) => html`<button class="chip" name="shortcut" value="${callbackId}">${name}</button>`,
  );
  return html`<details class="reply"><summary>More</summary><form method="post" action="/chat/shortcut">${hiddenWhere(where)}<input type="hidden" name="ts" value="${ts}">${buttons}</form></details>`;
}

function renderContent(of: MessagesOf, message: Message): Html {
  const context = contextFor(of, message);
  const body =
    message.blocks.length > 0 ? renderBlocks(message.blocks, context) : renderMrkdwn(message.text, context.reader);
  const unfurls = Object.values(message.unfurls ?? {}).map(
    ({ blocks = [], text = '' }) =>
      html`<div class="unfurl">${blocks.length > 0 ? renderBlocks(blocks, context) : renderMrkdwn(text, context.reader)}</div>`,
  );
  return html`<div class="content">${body}${unfurls}</div>`;
}

function contextFor({ workspace, where, state }: MessagesOf, message: Message): Context {
  const offered = state.offered.get(`${where.person.id} ${message.ts}`) ?? {};
  const place = { name: 'ts' as const, value: message.ts };
  return { workspace, where, reader: readerFor(workspace, where.person), place, offered };
}

function renderThread(of: MessagesOf, root: Message, replies: Message[]): Html {
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  const answer = html`<details class="reply"><summary>Reply</summary><form method="post" action="/chat/send">${hiddenWhere(of.where)}<input type="hidden" name="thread" value="${root.ts}"><input name="text" required autocomplete="off" aria-label="Reply in this thread"><button class="button">Reply</button></form></details>`;
  const drawn = replies.map(reply => renderMessage(of, { ...reply }, []));
  if (root.thread_ts !== undefined && root.thread_ts !== root.ts) return html``;
  return html`${replies.length > 0 ? html`<section class="thread" aria-label="Thread, ${count}">${drawn}</section>` : ''}${answer}`;
}

function dismiss({ where }: MessagesOf, message: Message): Html {
  return html`<form method="post" action="/chat/dismiss" class="control">${hiddenWhere(where)}<input type="hidden" name="ts" value="${message.ts}"><button class="plain">Dismiss</button></form>`;
}

/** A person's initials on a colour of their own; the name stands beside it, so it is not read out. */
export function avatar(user: LocalUser | undefined): Html {
  const name = user?.realName ?? '?';
  const initials = name
    .split(/\s+/)
    .map(word => word.slice(0, 1))
    .slice(0, 2)
    .join('');
  const hue = [...(user?.id ?? '')].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % 6;
  return html`<span class="avatar s${hue}" aria-hidden="true">${initials.toUpperCase()}</span>`;
}
