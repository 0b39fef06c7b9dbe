import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import type { WebClient } from '@slack/web-api';
import { cardFor, type MessagePlace, noteCard } from './card-rows.ts';
import { isAway, slackError } from './clients.ts';
import type { Destinations } from './destinations.ts';
import { beginPost, postRefused, wish } from './outbox-rows.ts';
import { sendShown } from './send.ts';
import { metadataOf, type Picture, shownOf } from './subjects.ts';
import type { OutboxRow } from './table.ts';

export interface PostOptions {
  db: Db;
  bulk: WebClient;
  destinations: Destinations;
  /** Whether the history of channels may be read; that of direct messages always may. */
  mayReadHistory: boolean;
  /** Where people open the catalogue; null: cards have no link to it. */
  publicUrl: string | null;
  log: Log;
}

/** A picture to be posted; below: in the thread of this thing's card there. */
export interface Posting {
  row: OutboxRow;
  picture: Picture;
  below: string | null;
}

/**
 * Posts a picture and notes where it is. When an earlier post's outcome is not known, it is looked for first where the
 * history may be read; where it may not, it is posted again, and the orphan answers that it has moved. Throws what
 * Slack answers.
 */
export async function post(options: PostOptions, { row, picture, below }: Posting): Promise<void> {
  const { db, bulk, destinations } = options;
  const { subjectId, destination } = row;
  const channel = await destinations.channelOf(destination);
  const thread = below === null ? null : ((await cardFor(db, below, destination))?.ts ?? null);
  const noted = (place: MessagePlace, revision: number) => noteCard(db, { subjectId, destination, ...place, revision });
  const earlier = row.postingAt && (await findPosted(options, { row, channel, thread }));
  if (earlier) {
    await noted(earlier, earlier.revision);
    // It may show an older revision: then it is edited next.
    if (earlier.revision !== picture.revision) await wish(db, { subjectId, destination });
    return;
  }
  await beginPost(db, row);
  const metadata = metadataOf(picture, destination);
  const inThread = thread === null ? {} : { thread_ts: thread };
  try {
    const posted = await sendShown(shownOf(picture, options.publicUrl), shown =>
      bulk.chat.postMessage({ channel, ...shown, ...inThread, metadata, unfurl_links: false, unfurl_media: false }),
    );
    if (!posted.ts) throw new Error('Slack took the card, but did not say where it is.');
    await noted({ channel: posted.channel ?? channel, ts: posted.ts }, picture.revision);
  } catch (error) {
    if (wasRefused(error)) await postRefused(db, row);
    throw error;
  }
}

/** Whether Slack said that nothing was posted, rather than that nobody knows. */
function wasRefused(error: unknown): boolean {
  if (isAway(error)) return false;
  return slackError(error) !== null || typeof (error as { retryAfter?: unknown } | null)?.retryAfter === 'number';
}

interface Found extends MessagePlace {
  /** What it shows. */
  revision: number;
}

interface Sought {
  row: OutboxRow;
  channel: string;
  thread: string | null;
}

const noHistory: ReadonlySet<string> = new Set([
  'missing_scope',
  'not_in_channel',
  'channel_not_found',
  'thread_not_found',
]);

/** Whether a card that was posted can be looked for where it is wanted. */
export function isFindable({ mayReadHistory }: PostOptions, { destination }: OutboxRow): boolean {
  return mayReadHistory || destination.startsWith('dm:');
}

/** Where an earlier post of this card is; null: nowhere, or it may not be looked for. */
async function findPosted(options: PostOptions, { row, channel, thread }: Sought): Promise<Found | null> {
  const { bulk, log } = options;
  if (!isFindable(options, row)) return null;
  // Clocks differ: it is looked for from a minute before it was posted.
  const oldest = String(Math.floor((row.postingAt ?? new Date()).getTime() / 1000) - 60);
  const asked = { channel, oldest, include_all_metadata: true, limit: 200 };
  try {
    for (let cursor: string | undefined, pages = 0; pages < 5; pages++) {
      const page = { ...asked, ...(cursor && { cursor }) };
      const answer =
        thread === null
          ? await bulk.conversations.history(page)
          : await bulk.conversations.replies({ ...page, ts: thread });
      const found = answer.messages?.find(message => payloadOf(row, message.metadata) !== null);
      if (found?.ts) return { channel, ts: found.ts, revision: payloadOf(row, found.metadata)?.revision ?? 0 };
      cursor = answer.response_metadata?.next_cursor || undefined;
      if (!cursor) return null;
    }
  } catch (error) {
    if (!noHistory.has(slackError(error) ?? '')) throw error;
    log.warn({ channel, reason: slackError(error) }, 'The history may not be read, so a card may be posted twice.');
  }
  return null;
}

/** What the message of this very card carries; null: it is another message. */
function payloadOf(
  { subjectId, destination }: OutboxRow,
  metadata: { event_payload?: object } | undefined,
): { revision: number } | null {
  const { subject, destination: where, revision } = (metadata?.event_payload ?? {}) as Record<string, unknown>;
  return subject === subjectId && where === destination ? { revision: Number(revision) || 0 } : null;
}
