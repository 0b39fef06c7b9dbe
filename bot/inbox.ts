import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import type { SlackDelivery } from './delivery.ts';
import {
  inboxTries,
  insertDelivery,
  markDone,
  markFailed,
  renewDeliveries,
  type Taken,
  takeDue,
  tidyInbox,
  undone,
} from './inbox-rows.ts';
import { keepLeases, type Leases } from './leases.ts';

/** Everything Slack delivers is written down here before it is acknowledged, worked on once, and tried again on failure. */
export interface Inbox {
  /** Writes a delivery down; false when it was there already, so that it must be dropped. */
  write(delivery: SlackDelivery, body: unknown): Promise<boolean>;
  /** Works on a delivery that was just written, and notes how it went. Never throws. */
  work(key: string, work: () => Promise<void>): Promise<void>;
  /** How many deliveries are under work or to be tried again. */
  undone(): Promise<number>;
  stop(): Promise<void>;
}

export interface InboxOptions {
  db: Db;
  log: Log;
  /** Works on something delivered earlier, which Slack no longer waits for. Throws when it fails. */
  again: (body: Record<string, unknown>, attempt: number) => Promise<void>;
}

const lookEveryMs = 2_000;
const tidyEveryMs = 60_000;

/** Opens the inbox and begins to try again what failed, and what another process left behind. */
export function openInbox(options: InboxOptions): Inbox {
  const { db, log } = options;
  const running = new Set<Promise<void>>();
  const leases = keepLeases<Tried>(held => renewDeliveries(db, held), log);
  const loop = startInboxLoop(options, leases);
  return {
    write: (delivery, body) => insertDelivery(db, delivery, JSON.stringify(body)),
    work: (key, work) => {
      const first = { key, attempts: 1 };
      const going = leases
        .during(first, () => noted(options, first, work))
        .catch(error =>
          log.error({ err: error, key }, 'It could not be noted how a delivery went; it will be tried again.'),
        );
      running.add(going);
      return going.finally(() => running.delete(going));
    },
    undone: () => undone(db),
    stop: async () => {
      await loop.stop();
      await Promise.all(running);
      leases.stop();
    },
  };
}

/** One try of a delivery. */
type Tried = Pick<Taken, 'key' | 'attempts'>;

function startInboxLoop(options: InboxOptions, leases: Leases<Tried>): Loop {
  let tidied = 0;
  return startLoop({
    name: 'The inbox',
    log: options.log,
    round: async signal => {
      if (Date.now() - tidied > tidyEveryMs) {
        await tidyInbox(options.db);
        tidied = Date.now();
      }
      for (let taken = await takeDue(options.db); taken; taken = signal.aborted ? null : await takeDue(options.db))
        await tryAgain(options, taken, leases);
      return lookEveryMs;
    },
  });
}

function tryAgain(options: InboxOptions, taken: Taken, leases: Leases<Tried>): Promise<void> {
  const again = () => options.again(JSON.parse(taken.body), taken.attempts);
  return leases.during(taken, () => noted(options, taken, again));
}

async function noted({ db, log }: InboxOptions, taken: Tried, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const last = taken.attempts >= inboxTries;
    log[last ? 'error' : 'warn'](
      { err: error, key: taken.key, attempt: taken.attempts },
      'A delivery from Slack failed.',
    );
    return await markFailed(db, taken, error instanceof Error ? error.message : String(error));
  }
  await markDone(db, taken);
}
