import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { cardFor } from './card-rows.ts';
import type { Destinations } from './destinations.ts';
import type { Graph } from './graph.ts';
import type { Outbox } from './outbox.ts';
import { isAwaited, wish } from './outbox-rows.ts';

export interface HeadsOptions {
  db: Db;
  graph: Graph;
  destinations: Destinations;
  outbox: Outbox;
  /** `#name` or an id. */
  channel: string;
  log: Log;
  /** Now, in milliseconds since 1970. */
  clock?: () => number;
}

const lookEveryMs = 60_000;

/** The day's head as a thing that has a card: one for each day in UTC, however many processes ask for it. */
export function headOf(day: Date): string {
  return `aud_${day.toISOString().slice(0, 10)}`;
}

/** Asks for the day's head of the audit trail once a day, in one channel; nothing while the trail is empty. */
export function keepHeads(options: HeadsOptions): Loop {
  const { log, clock = Date.now } = options;
  const round = async () => {
    await askFor(options, headOf(new Date(clock())));
    return lookEveryMs;
  };
  return startLoop({ name: 'Posting the head of the audit trail', log, round, longestPause: lookEveryMs });
}

async function askFor({ db, graph, destinations, outbox, channel }: HeadsOptions, subjectId: string): Promise<void> {
  const recipients = [{ channel, because: 'audit', explanation: '', to: null, notBefore: null }];
  const { reached, unreached } = await destinations.of({ recipients });
  const [destination] = reached;
  if (!destination) throw new Error(unreached.join(' '));
  if ((await cardFor(db, subjectId, destination)) || (await isAwaited(db, subjectId, destination))) return;
  if ((await graph.asBot('ReadHead', {})).auditHead === null) return;
  await wish(db, { subjectId, destination });
  outbox.wake();
}
