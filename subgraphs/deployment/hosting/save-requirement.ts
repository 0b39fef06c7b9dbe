import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { invalid, notFound, type Problem } from '@handoff/kit/problem';
import type { Comparator } from '@handoff/kit/schema/scalars';
import { noEnvironment } from '../environment/absent.ts';
import type { Environment } from '../environment/environment.ts';
import { findEnvironment } from '../environment/queries.ts';
import { textOrNull } from './hosting.ts';
import { refuseHosting, takeTurn } from './permission.ts';
import { lockedRequirement, requirementsNow } from './queries.ts';
import {
  bound,
  doubleProblem,
  endProblem,
  moveProblem,
  type ProductionRequirement,
  requirementProblem,
} from './requirement.ts';
import { requirements } from './table.ts';

export interface SaveRequirement {
  /** The requirement to change; left out: a new one. */
  id?: string | null;
  /** Id of the model. */
  model: string;
  /** Name of the environment. */
  environment: string;
  metric: string;
  comparator: Comparator;
  value: number;
  unit?: string | null;
  reason?: string | null;
  /** When it ends; now or past: it ends now, as it is worded. */
  until?: Date | null;
  idempotencyKey?: string | null;
}

const told = ['metric', 'comparator', 'value', 'unit', 'reason', 'until'] as const;

/**
 * Says what a model must hold in an environment, changes that, or ends it. A change is a new wording from now on: what
 * was required at an earlier instant stays known. Needs HOSTING_DECIDE on the model.
 */
export const saveRequirement: Command<SaveRequirement> = {
  name: 'saveRequirement',
  async run(tx, actor, input) {
    const refusal = await refuseHosting(tx, actor, input.model);
    if (refusal) return refusal;
    const environment = await findEnvironment(tx, input.environment);
    if (!environment) return noEnvironment(tx, input.environment);
    await takeTurn(tx, input.model, environment.id);
    const now = new Date();
    const before = input.id ? await lockedRequirement(tx, input.id) : null;
    const wanted = wordingOf(input, { environment, before, now });
    const problem = unfit(input, before, environment) ?? (await unsound(tx, wanted, { before, now }));
    if (problem) return problem;
    const saved = await keep(tx, wanted, { before, now });
    await append(tx, actor, {
      action: 'requirement.saved',
      subjectId: saved.id,
      modelId: saved.modelId,
      summary: summaryOf(saved, { environment, before, now }),
      changes: changesBetween(before, saved, told),
      detail: { environment: environment.name },
    });
    return done(saved.id);
  },
};

interface Standing {
  before: ProductionRequirement | null;
  now: Date;
}

interface Place extends Standing {
  environment: Environment;
}

function wordingOf(input: SaveRequirement, { environment, before, now }: Place): ProductionRequirement {
  const { metric, comparator, value } = input;
  return {
    id: before?.id ?? newId('req'),
    modelId: input.model,
    environmentId: environment.id,
    metric,
    comparator,
    value,
    unit: textOrNull(input.unit),
    reason: textOrNull(input.reason),
    since: before && before.since > now ? before.since : now,
    until: input.until ?? null,
  };
}

/** Why the requirement that is meant cannot be changed this way, or null. */
function unfit(
  input: SaveRequirement,
  before: ProductionRequirement | null,
  { id, name }: Environment,
): Refusal | null {
  if (!input.id) return null;
  if (before?.modelId !== input.model) return notFound('requirement', input.id);
  if (before.environmentId === id) return null;
  return invalid('environment', `This requirement is not of ${name}: end it, and save a new one for ${name}.`);
}

async function unsound(tx: Tx, wanted: ProductionRequirement, { before, now }: Standing): Promise<Problem | null> {
  const problem = (before ? moveProblem(before, now) : endProblem(wanted.until, now)) ?? requirementProblem(wanted);
  if (problem) return problem;
  const standing = await requirementsNow(tx, wanted.modelId, wanted.environmentId);
  return doubleProblem(
    wanted,
    standing.filter(({ id }) => id !== wanted.id),
  );
}

/** Writes what is to hold from now on, and returns it as it was kept. */
async function keep(tx: Tx, wanted: ProductionRequirement, { before, now }: Standing): Promise<ProductionRequirement> {
  if (before && wanted.until !== null && wanted.until <= now) return keepUntil(tx, before, wanted.since);
  if (before && sameWording(before, wanted)) return keepUntil(tx, before, wanted.until);
  // Within one millisecond the earlier wording never held: its row is written over.
  if (before && before.since < wanted.since) await keepUntil(tx, before, wanted.since);
  await tx.save(requirements, wanted);
  return wanted;
}

async function keepUntil(tx: Tx, standing: ProductionRequirement, until: Date | null): Promise<ProductionRequirement> {
  await tx.update(requirements, { id: standing.id, since: standing.since }, { until });
  return { ...standing, until };
}

function sameWording(before: ProductionRequirement, wanted: ProductionRequirement): boolean {
  return changesBetween(before, wanted, ['metric', 'comparator', 'value', 'unit', 'reason']).length === 0;
}

function summaryOf(saved: ProductionRequirement, { environment, before, now }: Place): string {
  if (saved.until !== null && saved.until <= now) return `ended a requirement in ${environment.name}: ${bound(saved)}`;
  return `${before ? 'changed a requirement' : 'requires'} in ${environment.name}: ${bound(saved)}`;
}
