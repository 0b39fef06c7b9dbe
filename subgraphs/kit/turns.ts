/** Lets only so many pieces of work be under way at once, in the order in which they came. */
export interface Turns {
  /** Does work when its turn has come; its failure is passed on. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** How many could begin at once now. */
  free(): number;
}

/**
 * Turns for work that is mostly short. What takes longer than `longMs` while others wait gives its turn back and goes on:
 * it may take its time, but nobody waits for its end.
 */
export function takeTurns(atOnce: number, longMs: number): Turns {
  const waiting: (() => void)[] = [];
  // Those who have a turn, the longest first.
  const having = new Set<{ since: number }>();
  let looking: NodeJS.Timeout | null = null;

  const next = () => {
    while (having.size < atOnce && waiting.length > 0) waiting.shift()?.();
  };
  const look = () => {
    looking = null;
    const now = performance.now();
    for (const each of having) {
      if (now - each.since < longMs) break;
      having.delete(each);
    }
    next();
    if (waiting.length > 0) looking = setTimeout(look, longMs);
  };
  const begin = () => {
    const turn = { since: performance.now() };
    having.add(turn);
    return turn;
  };
  const wait = () => {
    if (looking === null) looking = setTimeout(look, longMs);
    return new Promise<ReturnType<typeof begin>>(resolve => waiting.push(() => resolve(begin())));
  };
  return {
    free: () => atOnce - having.size,
    async during(work) {
      const turn = having.size < atOnce ? begin() : await wait();
      try {
        return await work();
      } finally {
        if (having.delete(turn)) next();
      }
    },
  };
}
