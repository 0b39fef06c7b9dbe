/** Milliseconds of this process's own work since a moment: waiting for a busy machine does not count. */
export function workSince(began: NodeJS.CpuUsage): number {
  return process.cpuUsage(began).user / 1000;
}

/**
 * Runs work up to three times until it takes less than a second of this process's own work; gives its last answer and
 * the least that it took, in milliseconds. What else the process does, and warming up, only adds: a reader that is
 * slow is slow each time.
 */
export function leastWork<T>(work: () => T): { result: T; took: number } {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 1; ; tries++) {
    const began = process.cpuUsage();
    const result = work();
    least = Math.min(least, workSince(began));
    if (least < 1_000 || tries === 3) return { result, took: least };
  }
}
