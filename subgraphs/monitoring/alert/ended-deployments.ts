import { system } from '@handoff/kit/actor';
import type { Ground } from '@handoff/kit/context';
import { rows, write } from '@handoff/kit/database/database';
import { type Follower, keepFollowing } from '@handoff/kit/event/follow';
import type { EntryRow } from '@handoff/kit/event/table';
import { errorOf } from '@handoff/kit/graph-error';
import type { Loop } from '@handoff/kit/loop';
import { keepChanges } from './change.ts';
import { modelsChanged } from './diverged.ts';
import { changeByItself, openOfMonitors } from './found.ts';

/** Ends what monitors found of deployments that do not run any more: nothing is measured there that could end it. */
export function keepEndingWithDeployments(ground: Ground): Loop {
  return keepFollowing(ground.db, ground.log, endedDeploymentsFollower(ground));
}

/** What reacts to the trail; apart from the loop, for tests. */
export function endedDeploymentsFollower(ground: Ground): Follower {
  return {
    name: 'monitoring-ended-deployments',
    react: async entries => {
      for (const found of await openFor(ground, modelsToLookAt(entries))) {
        if (await isOver(ground, found.deploymentId)) await endAll(ground, found);
      }
    },
  };
}

/** Models of which something else runs since these entries, and those of which something was found. Pure. */
function modelsToLookAt(entries: readonly Pick<EntryRow, 'action' | 'modelId'>[]): string[] {
  const fired = entries.filter(({ action }) => action === 'alert.fired').flatMap(({ modelId }) => modelId ?? []);
  return [...new Set([...modelsChanged(entries), ...fired])];
}

/** A deployment, and the monitors that have an open alert about it. */
interface Open {
  deploymentId: string;
  monitorIds: string[];
}

async function openFor({ db }: Pick<Ground, 'db'>, modelIds: readonly string[]): Promise<Open[]> {
  if (modelIds.length === 0) return [];
  const sql = `SELECT a.deployment_id AS "deploymentId", array_agg(DISTINCT a.monitor_id) AS "monitorIds"
    FROM monitoring.alert a WHERE a.model_id = ANY($1::text[]) AND a.deployment_id IS NOT NULL
      AND a.monitor_id IS NOT NULL AND a.labels IS NULL AND a.state <> 'RESOLVED' GROUP BY 1 ORDER BY 1`;
  return rows<Open>(db, sql, [modelIds]);
}

async function endAll({ db }: Pick<Ground, 'db'>, { deploymentId, monitorIds }: Open): Promise<void> {
  const note = 'What it was about does not run there any more.';
  await write(db, async tx => {
    const now = new Date();
    const open = (await openOfMonitors(tx, monitorIds)).filter(alert => alert.deploymentId === deploymentId);
    const changes = open.map(alert => changeByItself(alert, { move: 'RESOLVE', now, note, patch: { endedAt: now } }));
    await keepChanges(
      tx,
      system('monitoring'),
      changes.filter(change => change !== null),
    );
  });
}

const source = 'query Running($id: ID!) { deployment(id: $id) { state } }';
const over: ReadonlySet<string> = new Set(['RETIRED', 'FAILED']);

/** Throws an outage when deployment cannot be asked: the entries then come again. */
async function isOver({ graph }: Pick<Ground, 'graph'>, id: string): Promise<boolean> {
  const answer = await graph.request<{ deployment: { state: string } | null }>(source, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return answer.data.deployment !== null && over.has(answer.data.deployment.state);
}
