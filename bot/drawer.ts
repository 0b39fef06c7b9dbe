import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import type { WebClient } from '@slack/web-api';
import { beginDraw, cardsOf, endDraw, forgetCard, type MessagePlace, noteCard } from './card-rows.ts';
import { slackError } from './clients.ts';
import { wish } from './outbox-rows.ts';
import { sendShown } from './send.ts';
import { metadataOf, type Picture, shownOf } from './subjects.ts';

/** Keeps the cards of a thing true after somebody pressed a button on one of them. */
export interface Drawer {
  /** Draws the message that was pressed at once, and lets all other cards of the thing follow. */
  drawNow(picture: Picture, place: PressedPlace): Promise<void>;
  /** Lets all cards of a thing follow, but the one at `except`. */
  follow(subjectId: string, except?: MessagePlace): Promise<void>;
  /** A link to the card, when the message at `place` is an orphan that lost its place to it; else null. */
  movedTo(subjectId: string, place: MessagePlace): Promise<string | null>;
  /** Where a card of a thing stands in a channel; null where it stands in none. */
  inChannel(subjectId: string): Promise<MessagePlace | null>;
}

/** A message somebody pressed a button on. */
export interface PressedPlace extends MessagePlace {
  userId: string;
}

export interface DrawerOptions {
  db: Db;
  live: WebClient;
  /** Where people open the catalogue; null: cards have no link to it. */
  publicUrl: string | null;
  /** Called when cards were asked for. */
  wake: () => void;
  log: Log;
}

/** A drawer over the bot's own record of where cards are. */
export function createDrawer(options: DrawerOptions): Drawer {
  return {
    drawNow: async (picture, place) => {
      await drawNow(options, picture, place);
      await follow(options, picture.subjectId, place);
    },
    follow: (subjectId, except) => follow(options, subjectId, except),
    movedTo: (subjectId, place) => movedTo(options, subjectId, place),
    inChannel: async subjectId => {
      const cards = await cardsOf(options.db, subjectId);
      return cards.find(({ destination }) => destination.startsWith('ch:')) ?? null;
    },
  };
}

async function follow({ db, wake }: DrawerOptions, subjectId: string, except?: MessagePlace): Promise<void> {
  for (const { destination, channel, ts } of await cardsOf(db, subjectId)) {
    if (channel !== except?.channel || ts !== except.ts) await wish(db, { subjectId, destination });
  }
  wake();
}

async function drawNow(options: DrawerOptions, picture: Picture, place: PressedPlace): Promise<void> {
  const { db, live, log } = options;
  const destination = await destinationAt(options, picture, place);
  const again = () => wish(db, { subjectId: picture.subjectId, destination, redraw: true });
  const draw = await beginDraw(db, place, picture.revision);
  if (draw === null) return;
  try {
    await editMessage(live, { picture, place, destination, publicUrl: options.publicUrl });
  } catch (error) {
    log.warn({ err: error, subject: picture.subjectId }, 'A card could not be edited at once; it follows.');
    return await again();
  }
  if (!(await endDraw(db, place, { revision: picture.revision, draw }))) await again();
}

/** The destination of a known card; a card we do not know of yet is taken for what it is. */
async function destinationAt({ db }: DrawerOptions, picture: Picture, place: PressedPlace): Promise<string> {
  const known = (await cardsOf(db, picture.subjectId)).find(
    card => card.channel === place.channel && card.ts === place.ts,
  );
  if (known) return known.destination;
  const { channel, ts, userId } = place;
  const destination = channel.startsWith('D') ? `dm:${userId}` : `ch:${channel}`;
  await noteCard(db, { subjectId: picture.subjectId, destination, channel, ts, revision: 0 });
  return destination;
}

/** What is shown, where, and for which destination. */
export interface Editing {
  picture: Picture;
  place: MessagePlace;
  destination: string;
  publicUrl: string | null;
}

/** Edits a card in place. Throws what Slack answers. */
export async function editMessage(
  client: WebClient,
  { picture, place, destination, publicUrl }: Editing,
): Promise<void> {
  const { channel, ts } = place;
  const metadata = metadataOf(picture, destination);
  await sendShown(shownOf(picture, publicUrl), shown => client.chat.update({ channel, ts, ...shown, metadata }));
}

async function movedTo({ db, live }: DrawerOptions, subjectId: string, place: MessagePlace): Promise<string | null> {
  const cards = await cardsOf(db, subjectId);
  const here = cards.filter(card => card.channel === place.channel);
  const [other] = here;
  if (!other || here.some(card => card.ts === place.ts)) return null;
  try {
    const { permalink } = await live.chat.getPermalink({ channel: other.channel, message_ts: other.ts });
    return permalink ?? null;
  } catch (error) {
    if (slackError(error) !== 'message_not_found') throw error;
    await forgetCard(db, other);
    return null;
  }
}
