import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';

/** Starts what monitoring does in the background, in as many processes as there are: nothing yet. */
export function startMonitoringWork(_ground: Ground): Loop[] {
  return [];
}
