import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';

/** Starts what deployment does in the background, in as many processes as there are: nothing yet. */
export function startDeploymentWork(_ground: Ground): Loop[] {
  return [];
}
