import { type Html, html } from '@handoff/kit/html';
import type { Option } from '../block-kit.ts';
import { publicChannels } from '../channels.ts';
import type { LocalUser } from '../options.ts';
import type { OpenView } from '../view.ts';
import { type Channel, peopleOf, type Workspace } from '../workspace.ts';
import type { Reader } from './mrkdwn.ts';
import { openIdOf, type Where } from './where.ts';

/** Everything drawing needs to know beside the blocks. */
export interface Context {
  workspace: Workspace;
  where: Where;
  reader: Reader;
  /** The message or view the controls stand on: a hidden field that names it. */
  place: { name: 'ts' | 'view'; value: string };
  /** The open modal, when it is one: its controls share one form. */
  modal?: OpenView;
  /** Choices the app offered for selects on messages, by action_id. */
  offered: Record<string, Option[]>;
}

/** The names and time zone a person reads with. */
export function readerFor(workspace: Workspace, person: LocalUser): Reader {
  return {
    userName: id => workspace.users.get(id)?.realName ?? id,
    channelName: id => workspace.channels.get(id)?.name ?? id,
    groupName: id => workspace.groups.get(id)?.handle ?? id,
    timeZone: person.timeZone ?? 'UTC',
  };
}

/** The hidden fields that say who does something, and what is open. */
export function hiddenWhere(where: Where): Html {
  return html`<input type="hidden" name="as" value="${where.person.id}"><input type="hidden" name="in" value="${openIdOf(where)}">`;
}

/** People as choices. */
export function peopleChoices(workspace: Workspace): Option[] {
  return peopleOf(workspace).map(person => choice(person.id, person.realName));
}

/** Channels as choices. */
export function channelChoices(workspace: Workspace): Option[] {
  return publicChannels(workspace).map((channel: Channel) => choice(channel.id, `#${channel.name}`));
}

function choice(value: string, text: string): Option {
  return { value, text: { type: 'plain_text', text } };
}
