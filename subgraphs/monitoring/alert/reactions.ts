import { system } from '@handoff/kit/actor';
import type { Ground } from '@handoff/kit/context';
import { write } from '@handoff/kit/database/database';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import type { EntryRow } from '@handoff/kit/event/table';
import { errorOf } from '@handoff/kit/graph-error';
import type { Loop } from '@handoff/kit/loop';
import { takeTurn } from '../turn.ts';
import { openAlert } from './change.ts';
import { episodesOf } from './episodes.ts';
import { moveByItself } from './found.ts';
import {
  knownOwnerless,
  leftBy,
  mayEnd,
  modelsLeft,
  ownerless,
  ownerlessFingerprint,
  ownerlessNews,
} from './ownerless.ts';

/** Raises an alert for each model that a leaving left without an owner, and ends it when somebody owns it again. */
export function keepNoticingOwnerless(ground: Ground): Loop {
  return keepFollowing(ground.db, ground.log, ownerlessFollower(ground));
}

/** What reacts to the trail; apart from the loop, for tests. */
export function ownerlessFollower(ground: Ground): Follower {
  return {
    name: 'monitoring-ownerless',
    react: async entries => {
      for (const modelId of await touched(ground, entries)) await judge(ground, modelId);
    },
  };
}

async function touched(ground: Ground, entries: readonly EntryRow[]): Promise<string[]> {
  const { db } = ground;
  const left = leftBy(entries);
  const some = left.models.length + left.teams.length + left.people.length > 0;
  const lost = some ? await ownerless(db, await modelsLeft(db, left)) : [];
  const ended = entries.some(mayEnd) ? await mayHaveEnded(ground, entries) : [];
  return [...new Set([...lost, ...ended])];
}

/** Of the models with such an alert: those that somebody owns now, and those that something happened to. */
async function mayHaveEnded({ db }: Ground, entries: readonly EntryRow[]): Promise<string[]> {
  const known = await knownOwnerless(db);
  const unowned = new Set(await ownerless(db, known));
  const changed = new Set(entries.flatMap(({ action, subjectId }) => (action.startsWith('model.') ? subjectId : [])));
  return known.filter(id => changed.has(id) || !unowned.has(id));
}

/** Opens the alert or ends it, whichever is right by now; again, it changes nothing. */
async function judge(ground: Ground, modelId: string): Promise<void> {
  const archived = await isArchived(ground, modelId);
  await write(ground.db, async tx => {
    await takeTurn(tx, `alerts of ${modelId}`);
    const open = (await episodesOf(tx, modelId, [ownerlessFingerprint])).get(ownerlessFingerprint)?.open ?? null;
    const wanted = !archived && (await ownerless(tx, [modelId])).length > 0;
    const now = new Date();
    if (wanted && !open) {
      await openAlert(tx, system('monitoring'), { news: ownerlessNews(modelId), pending: false, now });
    } else if (open && !wanted) await moveByItself(tx, open, { move: 'RESOLVE', now });
  });
}

const source = 'query Archived($id: ID!) { model(id: $id) { archivedAt } }';

/** Whether a model was put away. Throws an outage when registry cannot be asked: the entries then come again. */
async function isArchived({ graph }: Ground, id: string): Promise<boolean> {
  const answer = await graph.request<{ model: { archivedAt: string | null } | null }>(source, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return answer.data.model !== null && answer.data.model.archivedAt !== null;
}
