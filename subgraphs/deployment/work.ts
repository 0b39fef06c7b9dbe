import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';
import type { Settings } from '@handoff/kit/settings';
import { executors, toolsFor } from './executor/executors.ts';
import { keepCarryingOut } from './executor/work.ts';
import { keepExpiring } from './promotion/expire.ts';
import { keepEvidenceTrue } from './promotion/reactions.ts';
import { keepRolloutsWatched } from './rollout/watch.ts';

/** What deployment does by itself, until it is stopped. */
export function startDeploymentWork(ground: Ground, { targets }: Pick<Settings, 'targets'>): Loop[] {
  const carryingOut = keepCarryingOut({ ground, executors, tools: toolsFor(targets) });
  return [keepExpiring(ground.db, ground.log), keepEvidenceTrue(ground), keepRolloutsWatched(ground), carryingOut];
}
