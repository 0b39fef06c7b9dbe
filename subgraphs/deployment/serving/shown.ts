import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { shownProblem } from '@handoff/kit/payload';
import { deploymentById } from '../rollout/queries.ts';
import type { Run } from './divergence.ts';
import type { Reported } from './flow.ts';
import { placesOf } from './queries.ts';
import type { Outcome } from './report.ts';

/** What came of a report, as the graph shows it. */
export async function resultsOf(context: Context, { environmentId, outcomes, problem }: Reported) {
  const results = outcomes.map(async outcome => {
    const run = environmentId === null ? null : await runOf(context, environmentId, outcome);
    return {
      model: outcome.modelId === null ? null : { id: outcome.modelId },
      deployment: run && load(context, deploymentById, run.id),
      matches: outcome.problem === null && (run?.state === 'LIVE' || run?.state === 'PENDING'),
      problem: shownProblem(outcome.problem),
    };
  });
  return { results: await Promise.all(results), problem: shownProblem(problem) };
}

/** The newest deployment there of the version that was told; null: there is none. */
async function runOf(context: Context, environmentId: string, outcome: Outcome): Promise<Run | null> {
  const { modelId, versionId } = outcome;
  if (modelId === null || versionId === null) return null;
  const place = (await placesOf(context, modelId)).find(each => each.environmentId === environmentId);
  return place?.runs.find(each => each.versionId === versionId) ?? null;
}
