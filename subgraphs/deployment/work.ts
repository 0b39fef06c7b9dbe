import type { Ground } from '@handoff/kit/context';
import type { Loop } from '@handoff/kit/loop';
import { keepExpiring } from './promotion/expire.ts';
import { keepEvidenceTrue } from './promotion/reactions.ts';
import { keepRolloutsWatched } from './rollout/watch.ts';

/** What deployment does by itself, until it is stopped. */
export function startDeploymentWork(ground: Ground): Loop[] {
  return [keepExpiring(ground.db, ground.log), keepEvidenceTrue(ground), keepRolloutsWatched(ground)];
}
