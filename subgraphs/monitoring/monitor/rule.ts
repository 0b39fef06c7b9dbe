import type { Rule } from './evaluate.ts';
import type { Found } from './kind/kind.ts';
import { kindOf } from './kind/kinds.ts';
import type { Monitor } from './monitor.ts';

/** The rule of a monitor: what it fires at it also clears at. */
export function ruleOf(monitor: Monitor, found: Pick<Found, 'threshold'> | null): Rule {
  const threshold = found?.threshold ?? monitor.threshold ?? 0;
  return {
    ...kindOf(monitor).rule(monitor),
    ...{ threshold, clearThreshold: threshold },
    forSec: monitor.forMinutes * 60,
    keepFiringSec: monitor.keepFiringMinutes * 60,
  };
}
