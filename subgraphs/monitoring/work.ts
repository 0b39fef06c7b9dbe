import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';
import { keepEvaluating } from './alert/keep-evaluating.ts';
import { keepNoticingOwnerless } from './alert/reactions.ts';

/** Starts what monitoring does in the background, in as many processes as there are: it evaluates monitors, and notices models that lost their owner. */
export function startMonitoringWork(ground: Ground): Loop[] {
  return [keepEvaluating(ground), keepNoticingOwnerless(ground)];
}
