import type { WebClient } from '@slack/web-api';
import type { NotificationView, RecipientView } from './answers/delivery.ts';
import { Kept } from './kept.ts';
import type { People } from './people.ts';
import type { Later } from './telling/plan.ts';

/** Where messages go: `dm:<Slack user id>` to a person, `ch:<channel>` to a channel. */
export interface Destinations {
  /** Where a notification's card must be shown, and whom no message can reach. */
  of(notification: Pick<NotificationView, 'recipients'>): Promise<Reachable>;
  /** The id of the conversation that a destination means. */
  channelOf(destination: string): Promise<string>;
}

/** Where a notification goes. */
export interface Reachable {
  /** Told now. */
  reached: string[];
  /** Told when their hour has come. */
  later: Later[];
  /** Those of both who are told because nobody answered in time. */
  escalatedTo: string[];
  /** Why somebody cannot be told, a sentence each. */
  unreached: string[];
}

const escalations: ReadonlySet<string> = new Set(['ESCALATED', 'FALLBACK']);
const keptMs = 10 * 60_000;
const missingMs = 30_000;

/** Destinations in one workspace; conversations that were found are remembered for ten minutes. */
export function knowDestinations(client: WebClient, people: People): Destinations {
  const direct = new Kept<string>(() => keptMs);
  const named = new Kept<string | null>(id => (id ? keptMs : missingMs));
  const channelId = (channel: string) =>
    channel.startsWith('#') ? named.get(channel, () => channelNamed(client, channel)) : Promise.resolve(channel);
  return {
    of: async ({ recipients }) => {
      const all = recipients.map(async recipient => ({
        where: await destinationOf(recipient, { people, channelId }),
        until: ahead(recipient.notBefore),
        isEscalated: escalations.has(recipient.because),
      }));
      const found = await Promise.all(all);
      const places = found.filter(({ where }) => isDestination(where));
      return {
        reached: [...new Set(places.filter(({ until }) => until === null).map(({ where }) => where))],
        later: places.flatMap(({ where, until }) => (until === null ? [] : [{ destination: where, until }])),
        escalatedTo: places.filter(({ isEscalated }) => isEscalated).map(({ where }) => where),
        unreached: found.filter(({ where }) => !isDestination(where)).map(({ where }) => where),
      };
    },
    channelOf: async destination => {
      const id = destination.slice(3);
      if (destination.startsWith('ch:')) return id;
      return await direct.get(id, async () => {
        const { channel } = await client.conversations.open({ users: id });
        if (!channel?.id) throw new Error(`Slack opened no conversation with ${id}.`);
        return channel.id;
      });
    },
  };
}

/** An hour that has not come yet; null: now. */
function ahead(notBefore: string | null): string | null {
  return notBefore !== null && Date.parse(notBefore) > Date.now() ? notBefore : null;
}

function isDestination(where: string): boolean {
  return where.startsWith('dm:') || where.startsWith('ch:');
}

interface Finding {
  people: People;
  channelId: (channel: string) => Promise<string | null>;
}

/** The destination, or a sentence that says why there is none. */
async function destinationOf({ to, channel }: RecipientView, { people, channelId }: Finding): Promise<string> {
  const channelName = channel ?? to?.slackChannel;
  if (channelName) return channelDestination(channelName, await channelId(channelName));
  if (to?.__typename !== 'Person') return `${to?.id ?? 'The recipient'} has no Slack channel.`;
  const userId = to.slackUserId ?? (to.email ? await people.byEmail(to.email) : null);
  if (!userId) return `${to.id} is not in this Slack workspace.`;
  const identity = await people.identify(userId);
  return identity.kind === 'Person' ? `dm:${userId}` : `${to.id} cannot be told in Slack: ${identity.reason}.`;
}

function channelDestination(name: string, id: string | null): string {
  return id ? `ch:${id}` : `Slack shows no channel ${name}: create it, or invite the bot where it is private.`;
}

/** A channel's id by its name, so that one channel is one destination; null when Slack does not show it. */
async function channelNamed(client: WebClient, name: string): Promise<string | null> {
  let cursor: string | undefined;
  do {
    const page = await client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 1000,
      ...(cursor && { cursor }),
    });
    const found = page.channels?.find(channel => `#${channel.name}` === name);
    if (found?.id) return found.id;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return null;
}
