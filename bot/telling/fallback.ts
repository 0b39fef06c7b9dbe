import { createHash } from 'node:crypto';
import { type Db, write } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import type { Destinations } from '../destinations.ts';
import { wishAll } from '../outbox-rows.ts';
import type { OutboxRow } from '../table.ts';
import { putBack } from './held-rows.ts';
import { keepNotes } from './note-rows.ts';

export interface FallbackOptions {
  db: Db;
  destinations: Destinations;
  /** `#name` or an id; null: what cannot be delivered is shown nowhere. */
  fallbackChannel: string | null;
  log: Log;
}

/** Why a thing is shown in the fallback channel, in a sentence; from: where it could not be shown. */
export interface Why {
  reason: string;
  from: string | null;
}

/** Shows a thing in the fallback channel, and says below why; false when there is none, or Slack does not show it. */
export async function fallBack(options: FallbackOptions, subjectId: string, why: Why): Promise<boolean> {
  const { db, destinations, fallbackChannel, log } = options;
  if (fallbackChannel === null) return false;
  const { reached, unreached } = await destinations.of({
    recipients: [{ channel: fallbackChannel, because: 'FALLBACK', explanation: '', to: null, notBefore: null }],
  });
  const [destination] = reached;
  if (destination === undefined) {
    log.error({ unreached }, 'HANDOFF_FALLBACK_CHANNEL cannot be reached.');
    return false;
  }
  if (destination === why.from) return false;
  // The same reason is said once of a thing.
  const digest = createHash('sha256').update(`${subjectId} ${why.reason}`).digest('hex').slice(0, 26);
  const id = `nte_${digest}`;
  await write(db, async tx => {
    await keepNotes(tx, [{ id, subjectId, kind: 'UNDELIVERED', detail: why.reason }]);
    await wishAll(tx, [
      { subjectId, destination },
      // The card comes first: a note is said below it.
      { subjectId: id, destination, inSeconds: 2 },
    ]);
  });
  return true;
}

/** What becomes of a card that was given up: a digest is tried again in an hour, a thing is shown in the fallback channel. */
export async function giveUp(options: FallbackOptions, row: OutboxRow, reason: string): Promise<void> {
  const { subjectId, destination } = row;
  if (subjectId.startsWith('dig_')) return await putBack(options.db, subjectId);
  if (/^(nte|stm)_/.test(subjectId)) return;
  try {
    await fallBack(options, subjectId, {
      reason: `${placeWords(destination)} could not be told: ${reason}`,
      from: destination,
    });
  } catch (error) {
    options.log.error({ err: error, subject: subjectId }, 'What was given up could not be shown elsewhere.');
  }
}

function placeWords(destination: string): string {
  const id = destination.slice(3);
  return destination.startsWith('dm:') ? `The person with the Slack id ${id}` : `The channel ${id}`;
}
