import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';
import type { Settings } from '@handoff/kit/settings';
import { keepAdvising } from './advice/reactions.ts';
import { keepEndingWithDeployments } from './alert/ended-deployments.ts';
import { keepEvaluating } from './alert/keep-evaluating.ts';
import { keepGrouping, keepReleasing } from './alert/keep-grouping.ts';
import { keepOwnMonitors } from './alert/own-monitors.ts';
import { keepNoticingOwnerless } from './alert/reactions.ts';
import { keepComparingServing } from './alert/serving-reactions.ts';
import { openPrometheus } from './monitor/prometheus/prometheus.ts';
import { keepDropping } from './retention.ts';
import { keepKnowingUpstream } from './upstream/reactions.ts';

/**
 * Starts what monitoring does in the background, in as many processes as there are: it evaluates monitors, notices models
 * that lost their owner, compares what runs with what was approved, groups alerts under what explains them, suggests what
 * should be done, and drops what is older than it is kept.
 */
export function startMonitoringWork(
  ground: Ground,
  settings: Pick<Settings, 'targets' | 'prometheusTokens' | 'keepRowsDays'>,
): Loop[] {
  const { networks } = settings.targets;
  const prometheus = openPrometheus({ networks, tokens: settings.prometheusTokens });
  const { db, graph } = ground;
  const evaluating = keepEvaluating(ground, { db, graph, prometheus });
  const reacting = [keepNoticingOwnerless(ground), keepComparingServing(ground), keepAdvising(ground)];
  const grouping = [keepKnowingUpstream(ground), keepGrouping(ground), keepReleasing(ground)];
  const dropping = keepDropping(ground, settings.keepRowsDays);
  return [
    ...evaluating,
    ...keepOwnMonitors(ground),
    keepEndingWithDeployments(ground),
    ...reacting,
    ...grouping,
    dropping,
  ];
}
