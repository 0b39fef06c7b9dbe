import { type Html, html } from '@handoff/kit/html';
import type { Core } from '../core.ts';
import type { LocalShortcut } from '../options.ts';
import { topView } from '../view-stack.ts';
import type { Workspace } from '../workspace.ts';
import { renderBlocks } from './render-blocks.ts';
import { renderMessages } from './render-messages.ts';
import { type Question, renderModal, renderQuestion } from './render-modal.ts';
import { renderSidebar } from './render-sidebar.ts';
import { renderWire } from './render-wire.ts';
import { markRead, type PageState } from './state.ts';
import { hiddenWhere, readerFor } from './view-context.ts';
import type { Where } from './where.ts';

/** What one showing of the page is made of. */
export interface Showing {
  core: Core;
  state: PageState;
  where: Where;
  notice?: string;
  question?: Question;
}

const tries = ['/handoff help', '/handoff find churn', '/handoff mine'];

/** Draws the whole page for one person. */
export function renderPage(showing: Showing): string {
  const { core, state, where, notice, question } = showing;
  const { workspace } = core;
  if (where.channel) markRead(state, workspace, { personId: where.person.id, channelId: where.channel.id });
  const modal = topView(workspace, where.person.id);
  const front = question ? renderQuestion(workspace, where, question) : modal && renderModal(workspace, where, modal);
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titleOf(workspace, where)} · Local Slack</title><link rel="icon" href="/chat/icon.svg"><link rel="stylesheet" href="/chat/style.css"><script src="/chat/script.js" defer></script></head>
<body data-revision="${workspace.revision}"${front ? html` class="asking"` : ''}><div class="page"${front ? html` inert` : ''}>${renderSidebar(workspace, state, where)}
<main>${heading(workspace, where)}${notice ? html`<p class="notice" role="status">${notice}</p>` : ''}<div id="live">${content(showing)}</div>${where.channel ? composer(core, where) : ''}</main></div>${front}</body></html>`;
  return page.source;
}

/** What a page says when the workspace has nobody to be. */
export function renderEmpty(): string {
  return html`<!doctype html><html lang="en"><title>Local Slack</title><p>Nobody lives in this workspace yet.</p></html>`
    .source;
}

function content(showing: Showing): Html {
  const { core, where } = showing;
  if (where.wire) return renderWire(core, where);
  return where.home ? home(core.workspace, where) : messages(showing);
}

function titleOf(workspace: Workspace, { home: isHome, wire, channel }: Where): string {
  if (wire) return 'Wire';
  if (isHome) return `Home of ${workspace.bot.name}`;
  return channel?.directWith === undefined ? `#${channel?.name}` : workspace.bot.name;
}

function heading(workspace: Workspace, where: Where): Html {
  const members = where.channel?.directWith === undefined ? (where.channel?.members ?? []) : [];
  const names = members.map(id => html`<li>${workspace.users.get(id)?.realName ?? id}</li>`);
  const list = html`<details class="members"><summary>${members.length} members</summary><ul>${names}</ul></details>`;
  return html`<header class="top"><a class="menu" href="#menu">Menu</a><h1>${titleOf(workspace, where)}</h1><span class="who">as ${where.person.realName}</span>${members.length > 0 ? list : ''}</header>`;
}

function messages({ core: { workspace, settings }, state, where }: Showing): Html {
  const { shortcuts } = settings;
  const { channel } = where;
  if (!channel) return html`<p class="empty">There is no channel for you here.</p>`;
  return html`${renderMessages({ workspace, state, where, channel, shortcuts })}<div id="latest"></div>`;
}

function home(workspace: Workspace, where: Where): Html {
  const view = workspace.homes.get(where.person.id);
  if (!view) return html`<p class="empty">${workspace.bot.name} has not shown anything here yet.</p>`;
  const reader = readerFor(workspace, where.person);
  const context = { workspace, where, reader, place: { name: 'view' as const, value: view.id }, offered: {} };
  return html`<div class="home content">${renderBlocks(view.blocks, context)}</div>`;
}

function composer({ workspace, settings }: Core, where: Where): Html {
  if (!where.channel?.members.includes(where.person.id)) {
    return html`<p class="composer outside">${where.person.realName} is not in this channel and can only read.</p>`;
  }
  const chips = tries.map(
    text => html`<button class="chip" name="try" value="${text}" formnovalidate>${text}</button>`,
  );
  return html`<form class="composer" method="post" action="/chat/send">${hiddenWhere(where)}
<div class="line"><input name="text" required autocomplete="off" autofocus aria-label="Message" placeholder="/handoff …, @${workspace.bot.name} …, or a message"><button class="button primary">Send</button></div>
<div class="tries"><span>Try:</span> ${chips}</div>${shortcutsOf(settings.shortcuts)}</form>`;
}

/** The app's shortcuts that are used anywhere, to unfold. */
function shortcutsOf(shortcuts: readonly LocalShortcut[]): Html {
  const global = shortcuts.filter(({ type }) => type === 'global');
  if (global.length === 0) return html``;
  const buttons = global.map(
    ({ callbackId, name }) =>
      html`<button class="chip" name="shortcut" value="${callbackId}" formaction="/chat/shortcut" formnovalidate>${name}</button>`,
  );
  return html`<details class="reply"><summary>Shortcuts</summary><div class="tries">${buttons}</div></details>`;
}
