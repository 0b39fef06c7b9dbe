import { type Html, html } from '@handoff/kit/html';
import type { LocalUser } from '../options.ts';
import { type Channel, peopleOf, type Workspace } from '../workspace.ts';
import { renderGroups } from './render-groups.ts';
import { avatar } from './render-messages.ts';
import { type PageState, unread } from './state.ts';
import { addressOf, channelsFor, type Where } from './where.ts';

/** Draws the side: who you are, the channels with their members, the bot and its home tab, and user groups. */
export function renderSidebar(workspace: Workspace, state: PageState, where: Where): Html {
  const channels = channelsFor(workspace, where.person);
  const open = channels.filter(channel => channel.directWith === undefined);
  const direct = channels.filter(channel => channel.directWith !== undefined);
  const link = (channel: Channel) => channelLink(workspace, state, { where, channel });
  return html`<aside id="menu" aria-label="People and channels">
<p class="title"><strong>${workspace.team.name}</strong><a class="close" href="#latest">Close</a></p>
<nav aria-label="Who you are"><h2>You are</h2><ul class="people">${peopleOf(workspace).map(person => personLink(workspace, state, { where, person }))}</ul></nav>
<nav aria-label="Channels"><h2>Channels</h2><ul>${open.map(link)}</ul></nav>
<nav aria-label="The bot"><h2>Apps</h2><ul>${direct.map(link)}<li><a href="${homeOf(where.person)}"${current(where.home)}>⌂ Home of ${workspace.bot.name}</a></li></ul></nav>
${renderGroups(workspace, where)}
<nav aria-label="Behind it"><h2>Behind it</h2><ul><li><a href="${addressOf(where.person.id, 'wire')}"${current(where.wire)}>⇄ Wire${violationsBadge(workspace)}</a></li></ul></nav>
<p class="about">A stand-in for Slack on this computer: nothing here leaves it. Everybody in it is you; choose who to be.</p></aside>`;
}

function personLink(
  workspace: Workspace,
  state: PageState,
  { where, person }: { where: Where; person: LocalUser },
): Html {
  const waiting = channelsFor(workspace, person).filter(channel => channel.directWith !== undefined);
  const count = waiting.reduce(
    (sum, { id }) => sum + unread(state, workspace, { personId: person.id, channelId: id }),
    0,
  );
  const mine = where.person.id === person.id;
  const guest = person.isRestricted ? html` <small>guest</small>` : '';
  return html`<li><a href="${targetFor(workspace, where, person)}"${current(mine)}>${avatar(person)} ${person.realName}${guest}${badge(mine ? 0 : count)}</a></li>`;
}

/** Who changes over keeps the channel, where they can see it; direct messages and home tab become their own. */
function targetFor(workspace: Workspace, where: Where, person: LocalUser): string {
  if (where.home) return homeOf(person);
  if (where.wire) return addressOf(person.id, 'wire');
  const channels = channelsFor(workspace, person);
  const direct = where.channel?.directWith !== undefined;
  const same = channels.find(({ id, directWith }) => (direct ? directWith === person.id : id === where.channel?.id));
  return addressOf(person.id, (same ?? channels[0])?.id ?? '');
}

function channelLink(
  workspace: Workspace,
  state: PageState,
  { where, channel }: { where: Where; channel: Channel },
): Html {
  const count = unread(state, workspace, { personId: where.person.id, channelId: channel.id });
  const name = channel.directWith === undefined ? `# ${channel.name}` : `@ ${workspace.bot.name}`;
  const open = channel.id === where.channel?.id;
  return html`<li><a href="${addressOf(where.person.id, channel.id)}"${current(open)}>${name}${badge(open ? 0 : count)}</a></li>`;
}

function homeOf(person: LocalUser): string {
  return `/chat/home?as=${encodeURIComponent(person.id)}`;
}

function violationsBadge({ wire }: Workspace): Html {
  const count = wire.filter(({ violations }) => violations.length > 0).length;
  return count > 0 ? html` <span class="badge">${count}<span class="spoken"> violations</span></span>` : html``;
}

function badge(count: number): Html {
  return count > 0 ? html` <span class="badge">${count}<span class="spoken"> new</span></span>` : html``;
}

function current(yes: boolean): Html {
  return yes ? html` aria-current="page"` : html``;
}
