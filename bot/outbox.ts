import type { Db } from '@handoff/kit/database/database';
import { startLoop } from '@handoff/kit/loop';
import { type Turns, takeTurns } from '@handoff/kit/turns';
import { beginDraw, cardFor, endDraw, forgetCard } from './card-rows.ts';
import { isAway, retryAfterSeconds, slackError } from './clients.ts';
import { editMessage } from './drawer.ts';
import { type Graph, GraphUnavailable } from './graph.ts';
import { keepLeases } from './leases.ts';
import {
  isAwaited,
  markDrawn,
  markUndrawn,
  markWaiting,
  outboxTries,
  renewCards,
  takeCard,
  untilNextCard,
  wish,
} from './outbox-rows.ts';
import { isFindable, type PostOptions, post } from './post.ts';
import type { Picture } from './subjects.ts';
import type { CardRow, OutboxRow } from './table.ts';
import { giveUp } from './telling/fallback.ts';
import { forgetDigest } from './telling/held-rows.ts';
import { drawable } from './telling/pictures.ts';
import { stormPaceSeconds } from './telling/storm.ts';
import { tracedDraw } from './trace.ts';

/** Draws the cards that were asked for, each channel at its pace, until every one of them is drawn. */
export interface Outbox {
  wake(): void;
  /** Whether a card waits to be drawn; dead ones do not. */
  busy(): Promise<boolean>;
  /** How often Slack asked to wait since this was last asked. */
  rateLimited(): number;
  stop(): Promise<void>;
}

export interface OutboxOptions extends PostOptions {
  graph: Graph;
  /** Where what cannot be delivered is shown, `#name` or an id; null: nowhere. */
  fallbackChannel: string | null;
  /** One call per channel in this time. */
  paceSeconds: number;
  /** The longest pause between two looks for what is due. */
  lookSeconds: number;
}

const atOnce = 4;
/** A new card that takes longer than this in a place without history lets the next begin. */
const patienceMs = 3_000;

/**
 * posts: new cards where the history may not be read come one after the other, so that of a bot that is killed at most
 * one stands in Slack without a note of it, which is then posted again.
 */
type Drawing = OutboxOptions & { posts: Turns };

/** Opens the outbox. Several processes may share one: each card is drawn by one of them at a time. */
export function openOutbox(options: OutboxOptions): Outbox {
  const { db, log, paceSeconds } = options;
  const lookEveryMs = options.lookSeconds * 1000;
  const drawing = { ...options, posts: takeTurns(1, patienceMs) };
  const met = { rateLimited: 0 };
  const leases = keepLeases<OutboxRow>(held => renewCards(db, held), log);
  const drawAll = async (signal: AbortSignal) => {
    const take = () => takeCard(db, paceSeconds);
    for (let row = await take(); row; row = signal.aborted ? null : await take()) {
      const taken = row;
      const draw = () => tracedDraw(drawnOf(taken), () => drawNoted(drawing, taken));
      if ((await leases.during(taken, draw)) === 'rateLimited') met.rateLimited++;
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
    stop: async () => {
      await loop.stop();
      leases.stop();
    },
  };
}

const drawnOf = ({ trace, subjectId: subject, attempts: attempt }: OutboxRow) => ({ trace, subject, attempt });

type Outcome = 'drawn' | 'failed' | 'rateLimited';

async function drawNoted(options: Drawing, row: OutboxRow): Promise<Outcome> {
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
    const reason = error instanceof Error ? error.message : String(error);
    await markUndrawn(db, row, { reason, last });
    if (last) await giveUp(options, row, reason);
    return 'failed';
  }
  const againSeconds = row.subjectId.startsWith('stm_') ? stormPaceSeconds : 0;
  await markDrawn(db, row, { paceSeconds: options.paceSeconds, againSeconds });
  return 'drawn';
}

async function draw(options: Drawing, row: OutboxRow): Promise<void> {
  const { db } = options;
  const { subjectId, destination } = row;
  const drawn = await drawable(options, subjectId, destination);
  if (!drawn) return;
  const { picture, below } = drawn;
  const card = await cardFor(db, subjectId, destination);
  if (below !== null && !(await isReadyFor(db, { below, destination, isSaid: card !== null }))) return;
  if (card) await edit(options, { row, card, picture });
  else if (isFindable(options, row)) await post(options, { row, picture, below });
  else await options.posts.during(() => post(options, { row, picture, below }));
  if (subjectId.startsWith('dig_')) await forgetDigest(db, subjectId);
}

/** What is said below a card is said once, after the card; where there is none, the card itself says it. */
async function isReadyFor(
  db: Db,
  { below, destination, isSaid }: { below: string; destination: string; isSaid: boolean },
): Promise<boolean> {
  if (isSaid || (await cardFor(db, below, destination))) return !isSaid;
  if (await isAwaited(db, below, destination)) throw new Error('The card is not there yet.');
  await wish(db, { subjectId: below, destination });
  return false;
}

interface Edit {
  row: OutboxRow;
  card: CardRow;
  picture: Picture;
}

async function edit({ db, bulk, publicUrl }: OutboxOptions, { row, card, picture }: Edit): Promise<void> {
  if (picture.revision === card.revision && !row.redraw) return;
  const begun = await beginDraw(db, card, picture.revision);
  if (begun === null) return;
  try {
    await editMessage(bulk, { picture, place: card, destination: row.destination, publicUrl });
  } catch (error) {
    // Somebody deleted the card: the next try posts it anew.
    if (slackError(error) === 'message_not_found') await forgetCard(db, card);
    throw error;
  }
  const known = await endDraw(db, card, { revision: picture.revision, draw: begun });
  if (!known) await wish(db, { subjectId: row.subjectId, destination: row.destination, redraw: true });
}
