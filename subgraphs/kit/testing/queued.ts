import { readFileSync } from 'node:fs';

/**
 * Milliseconds that this process's main thread has stood in the queue for a processor so far: what a busy machine adds
 * to every wait. 0 where the system does not tell; Linux does (/proc/<pid>/schedstat, its second number, nanoseconds).
 */
export function queuedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Milliseconds that work takes, without those it stood in the queue for a processor. */
export async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const [start, queued] = [performance.now(), queuedMs()];
  await work();
  return performance.now() - start - (queuedMs() - queued);
}
