import { people, strangers, teams } from './people.ts';

/** Somebody in the local Slack. */
export interface SlackUser {
  id: string;
  name: string;
  realName: string;
  email: string;
  timeZone: string;
  /** A guest, who sees only some channels. */
  isRestricted?: boolean;
}

/** A public channel of the local Slack. */
export interface SlackChannel {
  id: string;
  /** Without the #. */
  name: string;
  /** Ids of Slack users. */
  members: string[];
}

const slackers = [...Object.values(people), ...strangers];

/** Who is in the local Slack: the people of the catalogue, a guest, and one who is not in the catalogue. */
export const slackUsers: readonly SlackUser[] = slackers.map(person => ({
  id: person.slackUserId,
  name: person.email.slice(0, person.email.indexOf('@')),
  realName: person.name,
  email: person.email,
  timeZone: person.timeZone,
  ...('guest' in person ? { isRestricted: true } : {}),
}));

/** The teams' channels in the local Slack, and one for all who work there. */
export const slackChannels: readonly SlackChannel[] = [
  {
    id: 'C00GENERAL',
    name: 'general',
    members: slackers.filter(person => !('guest' in person)).map(person => person.slackUserId),
  },
  ...Object.values(teams).map(({ channelId, slackChannel, members }) => ({
    id: channelId,
    name: slackChannel.slice(1),
    members: members.map(member => people[member].slackUserId),
  })),
];

/** A user group of the local Slack. */
export interface SlackGroup {
  id: string;
  /** What people write after the @. */
  handle: string;
  name: string;
  /** Ids of Slack users. */
  users: string[];
}

const idsOf = (...named: readonly { slackUserId: string }[]) => named.map(({ slackUserId }) => slackUserId);

/** User groups that somebody may make teams of; one of their people is not in the catalogue. */
export const slackGroups: readonly SlackGroup[] = [
  { id: 'S01ONCALL', handle: 'on-call', name: 'On call', users: idsOf(people.noor, people.ben, people.yuki) },
  {
    ...{ id: 'S02REVIEW', handle: 'model-review', name: 'Model review board' },
    users: idsOf(people.ana, people.tomasz, ...strangers),
  },
];
