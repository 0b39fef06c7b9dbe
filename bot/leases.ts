import type { Log } from '@handoff/kit/log';

/**
 * How long something is a process's own, in seconds. It is renewed while the process lives, so that what one leaves behind
 * that was killed is taken over this soon; a process that stands still for longer loses what it holds.
 */
export const leaseSeconds = 5;
const renewEveryMs = 1_000;

/** What a process holds: a key, and the number of the try, so that a lease which went to another one stays there. */
export interface Held {
  attempts: number;
}

/** The leases that a process holds on rows of one table. */
export interface Leases<Row extends Held> {
  /** Holds a row while work on it goes on. */
  during<T>(row: Row, work: () => Promise<T>): Promise<T>;
  stop(): void;
}

/** Renews leases every second; what is done sooner costs nothing. renew: prolongs those of these rows that are still ours. */
export function keepLeases<Row extends Held>(renew: (rows: Row[]) => Promise<void>, log: Log): Leases<Row> {
  const held = new Map<Row, number>();
  let renewing = false;
  const round = async () => {
    const old = Date.now() - renewEveryMs / 2;
    const due = [...held].filter(([, since]) => since <= old).map(([row]) => row);
    if (due.length === 0 || renewing) return;
    renewing = true;
    await renew(due)
      .catch(error => log.warn({ err: error }, 'Leases could not be renewed; another process may take over.'))
      .finally(() => {
        renewing = false;
      });
  };
  const timer = setInterval(() => void round(), renewEveryMs);
  timer.unref();
  return {
    during: async (row, work) => {
      held.set(row, Date.now());
      try {
        return await work();
      } finally {
        held.delete(row);
      }
    },
    stop: () => clearInterval(timer),
  };
}
