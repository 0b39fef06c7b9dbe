import { publicChannels } from '../channels.ts';
import type { LocalUser } from '../options.ts';
import { type Channel, peopleOf, type Workspace } from '../workspace.ts';

/** Whose eyes the page shows, and what is open. */
export interface Where {
  person: LocalUser;
  channel: Channel | undefined;
  /** Whether the bot's home tab is open instead of a channel. */
  home: boolean;
  /** Whether what went over the wire is open instead of a channel. */
  wire: boolean;
}

/** Reads `as` and `in` from an address or form; what is missing or unknown falls back to the first there is. */
export function whereFrom(workspace: Workspace, fields: URLSearchParams): Where | undefined {
  const people = peopleOf(workspace);
  const person = people.find(one => one.id === fields.get('as')) ?? people[0];
  if (!person) return undefined;
  const named = fields.get('in');
  const elsewhere = { person, channel: undefined, home: named === 'home', wire: named === 'wire' };
  if (elsewhere.home || elsewhere.wire) return elsewhere;
  const channel = channelsFor(workspace, person).find(one => one.id === named);
  return { person, channel: channel ?? channelsFor(workspace, person)[0], home: false, wire: false };
}

/** What a person can open: the channels they are in, the others (not for guests), then their direct messages. */
export function channelsFor(workspace: Workspace, person: LocalUser): Channel[] {
  const open = publicChannels(workspace);
  const inside = open.filter(channel => channel.members.includes(person.id));
  const outside = person.isRestricted ? [] : open.filter(channel => !inside.includes(channel));
  const direct = [...workspace.channels.values()].filter(channel => channel.directWith === person.id);
  return [...inside, ...outside, ...direct];
}

/** The address that shows something to somebody; `more` goes into the query. */
export function addressOf(personId: string, openId: string, more: Record<string, string> = {}): string {
  return `/chat?${new URLSearchParams({ as: personId, in: openId, ...more })}`;
}

/** The id of what is open, as it stands in the address. */
export function openIdOf(where: Where): string {
  if (where.wire) return 'wire';
  return where.home ? 'home' : (where.channel?.id ?? '');
}
