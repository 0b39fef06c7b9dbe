import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { invalid, type Problem } from '@handoff/kit/problem';
import type { Comparator } from '@handoff/kit/schema/scalars';
import { versionsDeployed } from '../rollout/queries.ts';
import { refuse } from './case.ts';
import type { Guardrail, Method, MetricKind } from './experiment.ts';
import type { Gathered } from './gather.ts';
import { plannedSampleSize } from './plan.ts';
import { type ArmRow, type ExperimentRow, experimentArms, experiments } from './table.ts';
import { type Terms, termsProblem } from './terms.ts';

export interface CreateExperiment {
  /** Id of the model. */
  model: string;
  name: string;
  hypothesis: string;
  arms: {
    key: string;
    version: string;
    datasetId?: string | null;
    deploymentId?: string | null;
    control?: boolean | null;
    share: number;
  }[];
  metric: string;
  metricKind: MetricKind;
  comparator: Comparator;
  method: Method;
  alpha?: number | null;
  power?: number | null;
  minimumEffect?: number | null;
  guardrails?: Guardrail[] | null;
  baseline?: number | null;
  variance?: number | null;
  idempotencyKey?: string | null;
}

/**
 * Designs an experiment on a model, on what registry told of its versions just before. All that it will be read by is
 * fixed here, before the start. Needs EXPERIMENT_EDIT on the model.
 */
export function createExperiment(gathered: Gathered): Command<CreateExperiment> {
  return {
    name: 'createExperiment',
    async run(tx, actor, input) {
      const { modelId } = gathered;
      const refusal = await refuse(tx, actor, { modelId, thing: { what: 'model', id: modelId } });
      if (refusal) return refusal;
      const terms = termsOf(input);
      const problem = termsProblem(terms) ?? (await misplaced(tx, input, gathered));
      if (problem) return problem;
      const row = rowOf(terms, modelId, actor);
      const arms = armRows(row.id, input, gathered);
      await insertAll(tx, [
        { table: experiments, rows: [row] },
        { table: experimentArms, rows: arms },
      ]);
      await tell(tx, actor, { row, arms });
      return done(row.id);
    },
  };
}

function termsOf(input: CreateExperiment): Terms {
  const { name, hypothesis, metric, metricKind, comparator, method } = input;
  return {
    ...{ name, hypothesis, metric, metricKind, comparator, method },
    alpha: input.alpha ?? 0.05,
    power: input.power ?? 0.8,
    minimumEffect: input.minimumEffect ?? null,
    baseline: input.baseline ?? null,
    variance: input.variance ?? null,
    guardrails: (input.guardrails ?? []).map(guardrail => ({ ...guardrail })),
    arms: input.arms.map(({ key, control, share }) => ({ key, control: control ?? false, share })),
  };
}

/** Why an arm's deployment cannot be its own, or null: it runs the arm's version of this model. */
async function misplaced(tx: Tx, { arms }: CreateExperiment, { modelId, versions }: Gathered): Promise<Problem | null> {
  const named = arms.flatMap(({ deploymentId }) => deploymentId ?? []);
  if (named.length === 0) return null;
  const running = await versionsDeployed(tx, modelId, named);
  const index = arms.findIndex(({ deploymentId }, i) => deploymentId && running.get(deploymentId) !== versions[i]?.id);
  if (index < 0) return null;
  const message = `"${arms[index]?.deploymentId}" is no deployment of the version of this arm: give one that is, or leave it out.`;
  return invalid(`arms[${index}].deploymentId`, message);
}

function rowOf({ arms, ...terms }: Terms, modelId: string, actor: Actor): ExperimentRow {
  const { baseline, variance } = terms;
  return {
    ...terms,
    id: newId('exp'),
    modelId,
    state: 'DRAFT',
    plannedSampleSize: plannedSampleSize(terms, { baseline, variance, compared: arms.length - 1 }),
    createdById: actor.id,
    createdAt: new Date(),
    ...{ startedAt: null, endedAt: null, stopReason: null, decision: null, told: null },
    revision: 1,
  };
}

function armRows(experimentId: string, { arms }: CreateExperiment, { versions }: Gathered): ArmRow[] {
  return arms.flatMap(({ key, control, share, datasetId, deploymentId }, place) => {
    const version = versions[place];
    if (!version) throw new Error(`Nothing was gathered of arm ${place}.`);
    const named = { versionId: version.id, version: version.version };
    const fed = { datasetId: datasetId ?? null, deploymentId: deploymentId ?? null };
    return { experimentId, key, place, ...named, ...fed, control: control ?? false, share };
  });
}

async function tell(tx: Tx, actor: Actor, { row, arms }: { row: ExperimentRow; arms: ArmRow[] }): Promise<void> {
  const { metric, metricKind, comparator, method, alpha, power, minimumEffect, plannedSampleSize: planned } = row;
  await append(tx, actor, {
    action: 'experiment.created',
    subjectId: row.id,
    modelId: row.modelId,
    summary: `designed the experiment "${row.name}"`,
    detail: {
      arms: arms.map(({ key, versionId, version, control, share }) => ({ key, versionId, version, control, share })),
      design: { metric, metricKind, comparator, method, alpha, power, minimumEffect, plannedSampleSize: planned },
      guardrails: row.guardrails,
    },
  });
}
