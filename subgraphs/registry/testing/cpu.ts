/** Milliseconds of this process's own work since a moment: waiting for a busy machine does not count. */
export function workSince(began: NodeJS.CpuUsage): number {
  return process.cpuUsage(began).user / 1000;
}
