import { inUtc } from '@handoff/kit/text';
import { shownNumber } from '../number.ts';

export const healthStatuses = ['FAILING', 'DEGRADED', 'UNKNOWN', 'HEALTHY'] as const;
/** Worst first. */
export type HealthStatus = (typeof healthStatuses)[number];

/** How something is, by its open alerts and by when it was last observed. */
export interface Health {
  status: HealthStatus;
  since: Date | null;
  openAlerts: number;
  lastObservedAt: Date | null;
}

/** What was not observed for longer is not known to be well. */
export const freshDays = 7;

/** How something is, in a sentence. */
export function healthSummary({ status, since, openAlerts, lastObservedAt }: Health): string {
  const open = openAlerts === 1 ? '1 alert is open' : `${shownNumber(openAlerts)} alerts are open`;
  const worst = since === null ? '' : `, the worst since ${inUtc(since)}`;
  const observed = lastObservedAt === null ? null : inUtc(lastObservedAt);
  const quiet = openAlerts === 0 ? 'No alert is open' : `${open}, for information only`;
  const sentences: Record<HealthStatus, string> = {
    FAILING: `${open}${worst}; at least one is critical.`,
    DEGRADED: `${open}${worst}; none is critical.`,
    UNKNOWN:
      observed === null ? `${quiet}; nothing was observed yet.` : `${quiet}; nothing was observed since ${observed}.`,
    HEALTHY: `${quiet}; last observed ${observed}.`,
  };
  return sentences[status];
}
