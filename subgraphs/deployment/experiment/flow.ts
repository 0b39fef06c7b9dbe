import { type Answer, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { isProblem } from '@handoff/kit/problem';
import { type CreateExperiment, createExperiment } from './create.ts';
import { type DecideExperiment, decideExperiment } from './decide.ts';
import { gatherArms, versionNamed } from './gather.ts';
import { armsOf, experimentById } from './queries.ts';
import { type RecordExperimentData, recordExperimentData } from './record.ts';

// What these commands need to know of registry is asked before, outside of the transaction.

/** Designs an experiment. */
export async function create(context: Context, input: CreateExperiment): Promise<Answer> {
  const gathered = await gatherArms(context, input);
  if (isProblem(gathered)) return { id: null, also: {}, problem: gathered };
  return execute(context, createExperiment(gathered), input);
}

/** Decides an experiment; the chosen version is one of an arm by its number or id, or registry knows it by an alias. */
export async function decide(context: Context, input: DecideExperiment): Promise<Answer> {
  return execute(context, decideExperiment(await chosenId(context, input)), input);
}

async function chosenId(context: Context, { experimentId, chosenVersion }: DecideExperiment): Promise<string | null> {
  const experiment = chosenVersion ? await load(context, experimentById, experimentId) : null;
  if (!experiment || !chosenVersion) return null;
  const arms = (await load(context, armsOf, experiment.id)) ?? [];
  const own = arms.find(({ versionId, version }) => chosenVersion === versionId || chosenVersion === version);
  return own?.versionId ?? (await versionNamed(context, experiment.modelId, chosenVersion))?.id ?? null;
}

/** Adds a batch, and says whether it was there before. */
export async function record(context: Context, input: RecordExperimentData): Promise<Record<string, unknown>> {
  const answer = await execute(context, recordExperimentData, input);
  const { duplicate, ...also } = answer.also;
  const shown = await payload(Promise.resolve({ ...answer, also }), { experiment: experimentById });
  return { ...shown, duplicate: duplicate !== undefined };
}
