import { system } from '@handoff/kit/actor';
import { execute } from '@handoff/kit/command';
import { type Context, type Ground, newContext } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';
import { load } from '@handoff/kit/loader';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { fedExperiments, feedExperiment } from './feed.ts';
import { canBeFed, metricsOf, type Observed } from './observed.ts';
import { armsOf, experimentById } from './queries.ts';
import type { ArmRow, ExperimentRow } from './table.ts';

const everyMs = 30_000;

/** Feeds the experiments that run with what is observed of the deployments of their arms. Several processes may do so. */
export function keepExperimentsFed(ground: Ground): Loop {
  const round = async (signal: AbortSignal) => {
    await feedExperiments(ground, signal);
    return everyMs;
  };
  return startLoop({ name: 'Feeding experiments', log: ground.log, round });
}

/** One look at each of them; apart from the loop, for tests. */
export async function feedExperiments(ground: Ground, signal?: AbortSignal): Promise<void> {
  for (const experimentId of await fedExperiments(ground.db)) {
    if (signal?.aborted) return;
    const context = newContext(ground, system('experiments'));
    const row = await load(context, experimentById, experimentId);
    const arms = (await load(context, armsOf, experimentId)) ?? [];
    if (!row || !canBeFed(arms)) continue;
    const observed = await observedOf(context, row, arms);
    if (observed.length > 0) await execute(context, feedExperiment(observed), { experimentId });
  }
}

const source = `query Observed($id: ID!, $names: [String!]!, $from: DateTime!) {
  deployment(id: $id) { id sums(names: $names, from: $from) { name n sum sumOfSquares } } }`;

interface Told {
  deployment: { sums: (Omit<Observed, 'arm' | 'metric'> & { name: string })[] | null } | null;
}

const minuteMs = 60_000;
/** What the graph adds up at most. */
const longestMs = 399 * 24 * 60 * minuteMs;

/** Asks the graph what was observed of each arm since the first whole minute of the experiment; never inside a transaction. */
async function observedOf(context: Context, row: ExperimentRow, arms: readonly ArmRow[]): Promise<Observed[]> {
  const now = Date.now();
  const begun = Math.ceil((row.startedAt?.getTime() ?? now) / minuteMs) * minuteMs;
  if (begun >= now) return [];
  const from = new Date(Math.max(begun, now - longestMs)).toISOString();
  const found = await Promise.all(
    arms.map(async ({ key, deploymentId }) => {
      const answer = await context.graph.request<Told>(source, { id: deploymentId, names: metricsOf(row), from });
      if (answer.kind !== 'Data') throw errorOf(answer);
      const [failed] = answer.errors;
      if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
      return (answer.data.deployment?.sums ?? []).map(({ name, ...sums }) => ({ arm: key, metric: name, ...sums }));
    }),
  );
  return found.flat();
}
