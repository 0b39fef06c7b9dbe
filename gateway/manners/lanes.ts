import { takeTurns } from '@handoff/kit/turns';

/** Two ways to be served: at once, or when nobody of the first is. */
export interface Lanes {
  /** Does work at once. */
  first<T>(work: () => Promise<T>): Promise<T>;
  /** Does work one after the other, each in a pause of the first lane, or without one when none comes. */
  last<T>(work: () => Promise<T>): Promise<T>;
}

/** Work of the second lane begins after so many times the patience, however many are before it. */
const longestWait = 40;

/**
 * patienceMs: how long work of the second lane waits for a pause of the first when its turn has come; forty times as long
 * is all that it waits. What takes twice as long may take its time: nobody waits for its end.
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
    async last(work) {
      const begun = once(work);
      const late = setTimeout(begun.begin, longestWait * patienceMs);
      void turns.during(async () => {
        if (!begun.hasBegun() && !isPause()) await pause();
        clearTimeout(late);
        await begun.begin();
      });
      return begun.answer;
    },
  };
}

/** Work that is begun once, whoever comes first; `begin` ends when it does, well or not. */
function once<T>(work: () => Promise<T>) {
  let ended: Promise<void> | null = null;
  let begin = () => Promise.resolve();
  const answer = new Promise<T>((resolve, reject) => {
    begin = () => {
      ended ??= work().then(resolve, reject);
      return ended;
    };
  });
  return { answer, begin: () => begin(), hasBegun: () => ended !== null };
}
