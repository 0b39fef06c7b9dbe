import { takeTurns } from '@handoff/kit/turns';

/** Two ways to be served: at once, or when nobody of the first is. */
export interface Lanes {
  /** Does work at once. */
  first<T>(work: () => Promise<T>): Promise<T>;
  /** Does work one after the other, each in a pause of the first lane, or without one when none comes. */
  last<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * patienceMs: how long work of the second lane waits for a pause of the first; it is never shut out altogether. What takes
 * twice as long may take its time: nobody waits for its end.
 */
export function openLanes(patienceMs: number): Lanes {
  const longMs = 2 * patienceMs;
  const turns = takeTurns(1, patienceMs + longMs);
  // Those of the first lane, the longest first.
  const underWay = new Set<{ since: number }>();
  let paused: (() => void) | null = null;

  const isPause = () => {
    const now = performance.now();
    for (const each of underWay) {
      if (now - each.since < longMs) return false;
      underWay.delete(each);
    }
    return true;
  };
  const pause = () =>
    new Promise<void>(resolve => {
      const done = () => {
        clearTimeout(timer);
        if (paused === done) paused = null;
        resolve();
      };
      const timer = setTimeout(done, patienceMs);
      paused = done;
    });
  return {
    async first(work) {
      const mine = { since: performance.now() };
      underWay.add(mine);
      try {
        return await work();
      } finally {
        underWay.delete(mine);
        if (paused && isPause()) paused();
      }
    },
    last: work =>
      turns.during(async () => {
        if (!isPause()) await pause();
        return work();
      }),
  };
}
