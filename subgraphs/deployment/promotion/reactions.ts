import { system } from '@handoff/kit/actor';
import { execute } from '@handoff/kit/command';
import { type Ground, newContext } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import type { EntryRow } from '@handoff/kit/event/table';
import type { Loop } from '@handoff/kit/loop';
import { gatherPromotion } from './gather.ts';
import { undecidedStates } from './promotion.ts';
import { renewEvidence } from './renew.ts';

/** Keeps the evidence of undecided promotions true: whatever happens to their model or environment, they are checked anew. */
export function keepEvidenceTrue(ground: Ground): Loop {
  return keepFollowing(ground.db, ground.log, evidenceFollower(ground));
}

/** What reacts to the trail; apart from the loop, for tests. */
export function evidenceFollower(ground: Ground): Follower {
  return {
    name: 'deployment-evidence',
    react: async entries => {
      for (const id of await touched(ground, entries)) await renew(ground, id);
    },
  };
}

const changesWhatRuns: ReadonlySet<string> = new Set(['promotion.live', 'promotion.retired', 'promotion.rolled_back']);

/** Of a promotion only what changes what runs there matters to others; what is reported to run, and what is measured in an experiment, to none. */
function matters({ action }: EntryRow): boolean {
  if (action.startsWith('serving.') || action === 'experiment-data.recorded') return false;
  return !action.startsWith('promotion.') || changesWhatRuns.has(action);
}

/** Ids of the undecided promotions whose model or environment something happened to, or that look at shared features. */
async function touched({ db }: Ground, entries: readonly EntryRow[]): Promise<string[]> {
  const relevant = entries.filter(matters);
  const models = [...new Set(relevant.flatMap(({ modelId }) => (modelId === null ? [] : [modelId])))];
  const places = [...new Set(relevant.flatMap(placesOf))];
  const shared = relevant.some(({ action }) => action.startsWith('feature.'));
  if (models.length === 0 && places.length === 0 && !shared) return [];
  const found = await rows<{ id: string }>(
    db,
    `SELECT p.id FROM deployment.promotion p JOIN deployment.environment e ON e.id = p.environment_id
     WHERE p.state = ANY($1::text[]) AND (p.model_id = ANY($2::text[]) OR e.id = ANY($3::text[])
       OR e.name = ANY($3::text[]) OR ($4 AND p.policy->'checks' ? 'FEATURES_AVAILABLE'))
     ORDER BY p.id`,
    [undecidedStates, models, places, shared],
  );
  return found.map(({ id }) => id);
}

/** The environment that an entry without a model is about, by id or name: a freeze, a policy. */
function placesOf({ modelId, detail }: EntryRow): string[] {
  if (modelId !== null) return [];
  return [detail?.environment, detail?.environmentId].filter(place => typeof place === 'string');
}

async function renew(ground: Ground, promotionId: string): Promise<void> {
  const context = newContext(ground, system('evidence'));
  const gathered = await gatherPromotion(context, promotionId);
  if (gathered) await execute(context, renewEvidence(gathered), { promotionId });
}
