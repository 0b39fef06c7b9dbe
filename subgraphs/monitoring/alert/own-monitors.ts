import { system } from '@handoff/kit/actor';
import type { Ground } from '@handoff/kit/context';
import { rows, type Tx, write } from '@handoff/kit/database/database';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import type { EntryRow } from '@handoff/kit/event/table';
import { errorOf } from '@handoff/kit/graph-error';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { hourMs } from '../grain.ts';
import { reconcile } from '../monitor/made-itself/reconcile.ts';
import { type Sources, wantedOf } from '../monitor/made-itself/wanted.ts';
import { keepChanges } from './change.ts';
import { changeByItself, openOfMonitors } from './found.ts';

/** Keeps the monitors that make themselves as objectives, requirements and validations say. Several processes may do so. */
export function keepOwnMonitors(ground: Ground): Loop[] {
  const { db, log } = ground;
  const round = async () => {
    for (const modelId of await requiredModels(ground)) await judge(ground, modelId);
    return hourMs;
  };
  return [
    keepFollowing(db, log, ownMonitorsFollower(ground)),
    startLoop({ name: 'Looking after requirements that end', log, round }),
  ];
}

/** What reacts to the trail; apart from the loop, for tests. */
export function ownMonitorsFollower(ground: Ground): Follower {
  return {
    name: 'monitoring-own-monitors',
    react: async (entries, signal) => {
      for (const modelId of modelsToJudge(entries)) {
        signal?.throwIfAborted();
        await judge(ground, modelId);
      }
    },
  };
}

const followed: ReadonlySet<string> = new Set(['objectives', 'validationDueAt', 'archivedAt']);
const always: ReadonlySet<string> = new Set(['requirement.saved', 'model.validated']);

/** Ids of the models whose own monitors may be others since these entries. Pure. */
export function modelsToJudge(entries: readonly Pick<EntryRow, 'action' | 'modelId' | 'changes'>[]): string[] {
  const found = entries.filter(
    ({ action, changes }) =>
      always.has(action) || (action.startsWith('model.') && changes.some(({ name }) => followed.has(name))),
  );
  return [...new Set(found.flatMap(({ modelId }) => modelId ?? []))];
}

/** Requirements end on a day that was set: nothing happens then that could be followed. */
async function requiredModels({ db }: Pick<Ground, 'db'>): Promise<string[]> {
  const sql = `SELECT DISTINCT mo.model_id AS id FROM monitoring.monitor mo
    WHERE mo.origin = 'REQUIREMENT' AND NOT mo.withdrawn ORDER BY 1`;
  return (await rows<{ id: string }>(db, sql)).map(({ id }) => id);
}

/** Makes them as they are wanted by now, and ends the alerts of those that nothing wants any more. */
async function judge(ground: Ground, modelId: string): Promise<void> {
  const sources = await sourcesOf(ground, modelId);
  await write(ground.db, async tx => {
    const gone = await reconcile(tx, modelId, sources ? wantedOf(sources) : []);
    await endAlertsOf(tx, gone);
  });
}

async function endAlertsOf(tx: Tx, monitorIds: readonly string[]): Promise<void> {
  if (monitorIds.length === 0) return;
  const now = new Date();
  const note = 'What its monitor followed is not there any more.';
  const open = await openOfMonitors(tx, monitorIds);
  const changes = open
    .map(alert => changeByItself(alert, { move: 'RESOLVE', now, note }))
    .filter(each => each !== null);
  await keepChanges(tx, system('monitoring'), changes);
}

const source = `query Followed($id: ID!) { model(id: $id) { archivedAt validationDueAt
  objectives { metric comparator target }
  requirements { environment { name title production } metric comparator value } } }`;

/** What the graph says. Throws an outage when it cannot be asked: the entries then come again. */
async function sourcesOf({ graph }: Ground, id: string): Promise<Sources | null> {
  const answer = await graph.request<{ model: Sources | null }>(source, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return answer.data.model;
}
