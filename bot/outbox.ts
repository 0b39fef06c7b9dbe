import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { startLoop } from '@handoff/kit/loop';
import type { WebClient } from '@slack/web-api';
import { beginDraw, cardFor, endDraw, forgetCard, noteCard } from './card-rows.ts';
import { isAway, retryAfterSeconds, slackError } from './clients.ts';
import type { Destinations } from './destinations.ts';
import { editMessage } from './drawer.ts';
import { type Graph, GraphUnavailable } from './graph.ts';
import { markDrawn, markUndrawn, markWaiting, outboxTries, takeCard, untilNextCard, wish } from './outbox-rows.ts';
import { sendShown } from './send.ts';
import { metadataOf, type Picture, pictureOf } from './subjects.ts';
import type { CardRow, OutboxRow } from './table.ts';

/** Draws the cards that were asked for, each channel at its pace, until every one of them is drawn. */
export interface Outbox {
  wake(): void;
  /** Whether a card waits to be drawn; dead ones do not. */
  busy(): Promise<boolean>;
  /** How often Slack asked to wait since this was last asked. */
  rateLimited(): number;
  stop(): Promise<void>;
}

export interface OutboxOptions {
  db: Db;
  bulk: WebClient;
  graph: Graph;
  destinations: Destinations;
  /** One call per channel in this time. */
  paceSeconds: number;
  log: Log;
}

const atOnce = 4;
const lookEveryMs = 5_000;

/** Opens the outbox. Several processes may share one: each card is drawn by one of them at a time. */
export function openOutbox(options: OutboxOptions): Outbox {
  const { db, log, paceSeconds } = options;
  const met = { rateLimited: 0 };
  const drawAll = async (signal: AbortSignal) => {
    for (
      let row = await takeCard(db, paceSeconds);
      row;
      row = signal.aborted ? null : await takeCard(db, paceSeconds)
    ) {
      if ((await drawNoted(options, row)) === 'rateLimited') met.rateLimited++;
    }
  };
  const loop = startLoop({
    name: 'The outbox',
    log,
    round: async signal => {
      await Promise.all(Array.from({ length: atOnce }, () => drawAll(signal)));
      return Math.min(lookEveryMs, Math.max(20, (await untilNextCard(db)) ?? lookEveryMs));
    },
  });
  return {
    wake: loop.wake,
    busy: async () => (await untilNextCard(db)) !== null,
    rateLimited: () => {
      const { rateLimited } = met;
      met.rateLimited = 0;
      return rateLimited;
    },
    stop: loop.stop,
  };
}

type Outcome = 'drawn' | 'failed' | 'rateLimited';

async function drawNoted(options: OutboxOptions, row: OutboxRow): Promise<Outcome> {
  const { db, log } = options;
  const about = { subject: row.subjectId, destination: row.destination, attempt: row.attempts };
  try {
    await draw(options, row);
  } catch (error) {
    const wait = retryAfterSeconds(error);
    if (wait !== null) {
      log.warn({ ...about, wait }, 'Slack asked to wait before the next card.');
      await markWaiting(db, row, wait);
      return 'rateLimited';
    }
    const away = isAway(error) || error instanceof GraphUnavailable;
    const last = !away && row.attempts >= outboxTries;
    log[last ? 'error' : 'warn']({ ...about, err: error }, last ? 'A card was given up.' : 'A card was not drawn yet.');
    await markUndrawn(db, row, { reason: error instanceof Error ? error.message : String(error), last });
    return 'failed';
  }
  await markDrawn(db, row, options.paceSeconds);
  return 'drawn';
}

async function draw(options: OutboxOptions, row: OutboxRow): Promise<void> {
  const picture = await pictureOf(options.graph.asBot, row.subjectId);
  if (!picture) throw new Error(`The graph shows no ${row.subjectId} to the bot.`);
  const card = await cardFor(options.db, row.subjectId, row.destination);
  if (card) await edit(options, { row, card, picture });
  else await post(options, row, picture);
}

async function post({ db, bulk, destinations }: OutboxOptions, row: OutboxRow, picture: Picture): Promise<void> {
  const { subjectId, destination } = row;
  const channel = await destinations.channelOf(destination);
  const metadata = metadataOf(picture, destination);
  const posted = await sendShown(picture.shown, shown =>
    bulk.chat.postMessage({ channel, ...shown, metadata, unfurl_links: false, unfurl_media: false }),
  );
  if (!posted.ts) throw new Error('Slack took the card, but did not say where it is.');
  const place = { channel: posted.channel ?? channel, ts: posted.ts };
  await noteCard(db, { subjectId, destination, ...place, revision: picture.revision });
}

interface Edit {
  row: OutboxRow;
  card: CardRow;
  picture: Picture;
}

async function edit({ db, bulk }: OutboxOptions, { row, card, picture }: Edit): Promise<void> {
  if (picture.revision === card.revision && !row.redraw) return;
  const begun = await beginDraw(db, card, picture.revision);
  if (begun === null) return;
  try {
    await editMessage(bulk, { picture, place: card, destination: row.destination });
  } catch (error) {
    // Somebody deleted the card: the next try posts it anew.
    if (slackError(error) === 'message_not_found') await forgetCard(db, card);
    throw error;
  }
  const known = await endDraw(db, card, { revision: picture.revision, draw: begun });
  if (!known) await wish(db, { subjectId: row.subjectId, destination: row.destination, redraw: true });
}
