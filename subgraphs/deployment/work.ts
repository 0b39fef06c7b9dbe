import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';
import type { Settings } from '@handoff/kit/settings';
import { askers, executors, toolsFor } from './executor/executors.ts';
import { keepCarryingOut } from './executor/work.ts';
import { keepExperimentsFed } from './experiment/keep-fed.ts';
import { keepExpiring } from './promotion/expire.ts';
import { keepEvidenceTrue } from './promotion/reactions.ts';
import { keepRolloutsWatched } from './rollout/watch.ts';
import { keepAskingServers } from './serving/poll.ts';

/** What deployment does by itself, until it is stopped. */
export function startDeploymentWork(ground: Ground, { targets }: Pick<Settings, 'targets'>): Loop[] {
  const tools = toolsFor(targets);
  return [
    ...[keepExpiring(ground.db, ground.log), keepEvidenceTrue(ground)],
    ...[keepRolloutsWatched(ground), keepExperimentsFed(ground)],
    keepCarryingOut({ ground, executors, tools }),
    keepAskingServers({ ground, askers, tools }),
  ];
}
