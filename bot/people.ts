import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import { slackError } from './clients.ts';
import type { Graph } from './graph.ts';
import { Kept } from './kept.ts';
import { safeLine } from './text.ts';

/** Who a Slack user is to Handoff. Strangers read nothing. */
export type Identity =
  | {
      kind: 'Person';
      slackUserId: string;
      personId: string;
      name: string;
      email: string;
      /** A named zone such as Europe/Zurich; null: Slack tells none. */
      timeZone: string | null;
    }
  | { kind: 'Stranger'; reason: StrangerReason; email: string | null };

export type StrangerReason = 'guest' | 'bot' | 'elsewhere' | 'unverified' | 'unknown';

/** Knows which Slack user is which person, by the e-mail that Slack has verified. */
export interface People {
  /** Links the person on first sight. Throws when Slack or the graph cannot be reached. */
  identify(slackUserId: string): Promise<Identity>;
  /** The Slack user with this address, or null when there is none. */
  byEmail(email: string): Promise<string | null>;
  /** Looks this user up anew next time. */
  forget(slackUserId: string): void;
}

const personMs = 10 * 60_000;
const strangerMs = 30_000;

/** People of one workspace; both look-ups are remembered for a while. */
export function knowPeople(client: WebClient, graph: Graph, teamId: string): People {
  const identities = new Kept<Identity>(found => (found.kind === 'Person' ? personMs : strangerMs));
  const emails = new Kept<string | null>(found => (found ? personMs : strangerMs));
  return {
    identify: id => identities.get(id, () => identify({ client, graph, teamId }, id)),
    byEmail: email => emails.get(email.toLowerCase(), () => lookUpEmail(client, email)),
    forget: id => identities.forget(id),
  };
}

interface Place {
  client: WebClient;
  graph: Graph;
  teamId: string;
}

/** A user as Slack tells of them. */
export type SlackUser = NonNullable<UsersInfoResponse['user']>;

async function identify({ client, graph, teamId }: Place, slackUserId: string): Promise<Identity> {
  const user = await lookUpUser(client, slackUserId);
  const email = user?.profile?.email ?? null;
  const reason = user ? strange(user, teamId) : 'elsewhere';
  if (reason || !email) return { kind: 'Stranger', reason: reason ?? 'unverified', email: null };
  const { linkSlackUser } = await graph.asBot('LinkPerson', { input: { email, slackUserId } });
  const person = linkSlackUser?.person;
  if (linkSlackUser?.problem || !person) return { kind: 'Stranger', reason: 'unknown', email };
  const timeZone = user?.tz ?? null;
  return { kind: 'Person', slackUserId, personId: person.id, name: person.name, email, timeZone };
}

function strange(user: SlackUser, teamId: string): StrangerReason | null {
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
  if ((user as { is_stranger?: boolean }).is_stranger || user.deleted || !teams.includes(teamId)) return 'elsewhere';
  return user.is_email_confirmed === false || !user.profile?.email ? 'unverified' : null;
}

/** The address that Slack has verified of a member of this workspace; null: of a guest, a program or somebody else. */
export function verifiedEmail(user: SlackUser, teamId: string): string | null {
  return strange(user, teamId) === null ? (user.profile?.email ?? null) : null;
}

/** The user, or null where Slack shows none of this id: of another workspace, or mistyped. */
export async function lookUpUser(client: WebClient, slackUserId: string): Promise<SlackUser | null> {
  try {
    return (await client.users.info({ user: slackUserId })).user ?? null;
  } catch (error) {
    if (['user_not_found', 'user_not_visible'].includes(slackError(error) ?? '')) return null;
    throw error;
  }
}

async function lookUpEmail(client: WebClient, email: string): Promise<string | null> {
  try {
    return (await client.users.lookupByEmail({ email })).user?.id ?? null;
  } catch (error) {
    if (slackError(error) === 'users_not_found') return null;
    throw error;
  }
}

const toThem: Record<StrangerReason, (email: string) => string> = {
  guest: () => 'Handoff answers members of this workspace only, not guests. Ask the person who invited you.',
  bot: () => 'Handoff answers people only. A program can use the graph with a token of its own.',
  elsewhere: () => 'Handoff answers members of this workspace only. Ask somebody here to look it up for you.',
  unverified: () =>
    'Slack tells me no verified e-mail address of yours. Confirm the address in your Slack profile, then try again.',
  unknown: email =>
    `Handoff knows nobody with the address ${email}. Ask an administrator of Handoff to add you with it, then try again.`,
};

const ofThem: Record<StrangerReason, string> = {
  guest: 'is a guest here, and guests cannot take part',
  bot: 'is a program, and only people can take a role',
  elsewhere: 'is not a member of this workspace',
  unverified: 'has no verified e-mail address in Slack',
  unknown: 'is not known to Handoff yet; an administrator can add them with the e-mail address they use in Slack',
};

/** What a stranger hears: why they get no answer, and what to do. Safe text. */
export function strangerMessage({ reason, email }: Extract<Identity, { kind: 'Stranger' }>): string {
  return toThem[reason](safeLine(email ?? ''));
}

/** What somebody hears who asks who they are. Safe text. */
export function linkedMessage({ name, email }: Extract<Identity, { kind: 'Person' }>): string {
  return `You are ${safeLine(name)} to Handoff, by the address ${safeLine(email)} that Slack has verified.`;
}

/** What somebody hears who named a stranger. It says nothing private of them. */
export function namedStranger(slackUserId: string, { reason }: Extract<Identity, { kind: 'Stranger' }>): string {
  return `<@${slackUserId}> ${ofThem[reason]}.`;
}
