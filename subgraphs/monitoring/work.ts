import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';
import { keepAdvising } from './advice/reactions.ts';
import { keepEvaluating } from './alert/keep-evaluating.ts';
import { keepGrouping, keepReleasing } from './alert/keep-grouping.ts';
import { keepNoticingOwnerless } from './alert/reactions.ts';
import { keepComparingServing } from './alert/serving-reactions.ts';
import { keepKnowingUpstream } from './upstream/reactions.ts';

/** Starts what monitoring does in the background, in as many processes as there are: it evaluates monitors, notices models that lost their owner, compares what runs with what was approved, groups alerts under what explains them, and suggests what should be done. */
export function startMonitoringWork(ground: Ground): Loop[] {
  const reacting = [keepNoticingOwnerless(ground), keepComparingServing(ground), keepAdvising(ground)];
  const grouping = [keepKnowingUpstream(ground), keepGrouping(ground), keepReleasing(ground)];
  return [keepEvaluating(ground), ...reacting, ...grouping];
}
