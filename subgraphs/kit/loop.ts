import { setTimeout as sleep } from 'node:timers/promises';
import { isOutage } from './errors.ts';
import { countRound } from './figures.ts';
import type { Log } from './log.ts';

/** Work that goes on until it is stopped. */
export interface Loop {
  /** Ends the pause at once. */
  wake(): void;
  /** Resolves when the round under way is over. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  name: string;
  log: Log;
  /** One round; answers how long to pause after it, in milliseconds. */
  round: (signal: AbortSignal) => Promise<number>;
  /** The longest pause after failures, in milliseconds; 30 s unless told otherwise. While something is away it is shorter. */
  longestPause?: number;
}

/** Work goes on so soon, at the latest, after what it could not reach is there again, in milliseconds. */
const longestOutage = 1_500;

/**
 * How long to pause after a failure, in milliseconds: 1, 2, 4 … seconds, and never longer than a second and a half while
 * the database or another part cannot be reached.
 */
export function pauseAfter(error: unknown, failures: number, longest: number): number {
  const most = isOutage(error) ? Math.min(longest, longestOutage) : longest;
  return Math.min(most, 1000 * 2 ** failures);
}

/** Starts a loop. A round that throws is logged, and tried again after a pause. */
export function startLoop({ name, log, round, longestPause = 30_000 }: LoopOptions): Loop {
  const stopping = new AbortController();
  let pausing = new AbortController();
  let woken = false;
  const wake = () => {
    woken = true;
    pausing.abort();
  };
  const pause = async (ms: number) => {
    if (!woken && !stopping.signal.aborted)
      await sleep(ms, undefined, { signal: pausing.signal }).catch(() => undefined);
    woken = false;
    pausing = new AbortController();
  };
  const run = async () => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const ms = await round(stopping.signal);
        failures = 0;
        countRound(name, 'done');
        await pause(ms);
      } catch (error) {
        if (stopping.signal.aborted) return;
        countRound(name, 'failed');
        log.warn({ err: error }, `${name} failed; it is tried again.`);
        await pause(pauseAfter(error, failures++, longestPause));
      }
    }
  };
  const running = run();
  return {
    wake,
    stop: async () => {
      stopping.abort();
      pausing.abort();
      await running;
    },
  };
}
