import type { Ground } from '@handoff/kit/context';
import { rows, type Tx, write } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import type { EntryRow } from '@handoff/kit/event/table';
import { errorOf } from '@handoff/kit/graph-error';
import type { Loop } from '@handoff/kit/loop';
import { monitoredModels } from '../monitor/queries.ts';
import { takeTurn } from '../turn.ts';
import { upstreamIn } from './queries.ts';
import { upstreams } from './table.ts';
import { type ToldReads, type Upstream, upstreamOf } from './upstream.ts';

/** Keeps which shared features the models read that are monitored: what explains an alert is known when it fires. */
export function keepKnowingUpstream(ground: Ground): Loop {
  return keepFollowing(ground.db, ground.log, upstreamFollower(ground));
}

/** What reacts to the trail; apart from the loop, for tests. */
export function upstreamFollower(ground: Ground): Follower {
  return {
    name: 'monitoring-upstream',
    react: async entries => {
      const changed = new Set(entries.filter(matters).flatMap(({ modelId }) => modelId ?? []));
      for (const modelId of await monitoredModels(ground.db, [...changed])) await refresh(ground, modelId);
    },
  };
}

const changesWhatIsRead: ReadonlySet<string> = new Set([
  ...['version.registered', 'version.imported', 'deployment.retired', 'promotion.live', 'promotion.step_placed'],
  ...['promotion.retired', 'promotion.rolled_back'],
]);

function matters({ action }: EntryRow): boolean {
  return action.startsWith('monitor.') || changesWhatIsRead.has(action);
}

/** The graph is asked first: no transaction waits for it. */
async function refresh(ground: Ground, modelId: string): Promise<void> {
  const wanted = upstreamOf(modelId, await versionsOf(ground, modelId));
  await write(ground.db, async tx => {
    await takeTurn(tx, `upstream of ${modelId}`);
    await replace(tx, modelId, wanted);
  });
}

async function replace(tx: Tx, modelId: string, wanted: readonly Upstream[]): Promise<void> {
  const known = await upstreamIn(tx, [modelId]);
  if (JSON.stringify(known.map(keyOf)) === JSON.stringify(wanted.map(keyOf))) return;
  await rows(tx, 'DELETE FROM monitoring.upstream WHERE model_id = $1', [modelId]);
  await insertAll(tx, [{ table: upstreams, rows: wanted }]);
}

function keyOf({ feature, definitionId, definition }: Upstream): string[] {
  return [feature, definitionId, definition];
}

const reads = 'features { name definition { id name } }';
const source = `query Upstream($id: ID!) { model(id: $id) { latestVersion { ${reads} } live { version { ${reads} } } } }`;

interface Told {
  model: { latestVersion: ToldReads | null; live: { version: ToldReads | null }[] | null } | null;
}

/** The versions of a model that serve, or its latest. Throws an outage when the graph cannot be asked: the entries then come again. */
async function versionsOf({ graph }: Ground, id: string): Promise<ToldReads[]> {
  const answer = await graph.request<Told>(source, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  const { model } = answer.data;
  const live = (model?.live ?? []).flatMap(({ version }) => version ?? []);
  if (live.length > 0) return live;
  return model?.latestVersion ? [model.latestVersion] : [];
}
