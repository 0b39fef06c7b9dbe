import type { Figure } from './figures.ts';
import { benchCauses } from './monitoring-causes.ts';
import { benchIntake } from './monitoring-intake.ts';
import { benchMonitors } from './monitoring-monitors.ts';
import { benchRanks } from './monitoring-ranks.ts';
import { benchStatistics } from './monitoring-statistics.ts';

// One line for each part of monitoring that has figures.
const parts: readonly (() => Promise<Figure[]>)[] = [
  benchStatistics,
  benchRanks,
  benchIntake,
  benchMonitors,
  benchCauses,
];

/** What monitoring takes in, judges and answers in a time. */
export async function benchMonitoring(): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const part of parts) found.push(...(await part()));
  return found;
}
