import { system } from '@handoff/kit/actor';
import type { Ground } from '@handoff/kit/context';
import { type Tx, write } from '@handoff/kit/database/database';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import { errorOf } from '@handoff/kit/graph-error';
import type { Loop } from '@handoff/kit/loop';
import { takeTurn } from '../turn.ts';
import { openAlert } from './change.ts';
import { type Divergence, divergenceFingerprint, divergenceNews, modelsChanged, openDivergences } from './diverged.ts';
import { episodesOf } from './episodes.ts';
import { moveByItself } from './found.ts';

/** Raises an alert for what runs and was not approved, and for what was approved and does not run; ends it when that is over. */
export function keepComparingServing(ground: Ground): Loop {
  return keepFollowing(ground.db, ground.log, servingFollower(ground));
}

/** What reacts to the trail; apart from the loop, for tests. */
export function servingFollower(ground: Ground): Follower {
  return {
    name: 'monitoring-serving',
    react: async entries => {
      for (const modelId of modelsChanged(entries)) await judge(ground, modelId);
    },
  };
}

/** Opens alerts and ends them, as is right by now; again, it changes nothing. */
async function judge(ground: Ground, modelId: string): Promise<void> {
  const divergences = await divergencesOf(ground, modelId);
  const wanted = new Map(divergences.map(each => [divergenceFingerprint(each), each]));
  await write(ground.db, async tx => {
    await takeTurn(tx, `alerts of ${modelId}`);
    const known = await openDivergences(tx, modelId);
    await end(
      tx,
      modelId,
      known.filter(fingerprint => !wanted.has(fingerprint)),
    );
    // One that somebody sent under this fingerprint stands for it too: no two are open under one.
    const episodes = await episodesOf(tx, modelId, [...wanted.keys()]);
    for (const [fingerprint, divergence] of wanted) {
      if (episodes.get(fingerprint)?.open) continue;
      const news = divergenceNews(modelId, divergence);
      await openAlert(tx, system('monitoring'), { news, pending: false, now: new Date() });
    }
  });
}

async function end(tx: Tx, modelId: string, fingerprints: string[]): Promise<void> {
  if (fingerprints.length === 0) return;
  for (const { open } of (await episodesOf(tx, modelId, fingerprints)).values()) {
    if (open) await moveByItself(tx, open, { move: 'RESOLVE', now: new Date() });
  }
}

const source = `query Divergences($id: ID!) { model(id: $id) { divergences {
  kind version at environment { name title production } deployment { id } } } }`;

/** Asks deployment where what runs and what was approved differ. Throws an outage when it cannot be asked: the entries then come again. */
async function divergencesOf({ graph }: Ground, id: string): Promise<Divergence[]> {
  const answer = await graph.request<{ model: { divergences: Divergence[] | null } | null }>(source, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return answer.data.model?.divergences ?? [];
}
