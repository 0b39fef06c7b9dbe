import { type Command, done } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, notFound, type Problem } from '@handoff/kit/problem';
import { executorProblem } from '../executor/config.ts';
import { noEnvironment } from './absent.ts';
import { type Environment, environmentProblem } from './environment.ts';
import { refusePolicyAdmin } from './permission.ts';
import { governedTiers, productionProblem, startingTerms } from './promotion-policy.ts';
import { findEnvironment } from './queries.ts';
import { environments, policies, targets } from './table.ts';
import { type ExecutorKind, type Target, type TargetKind, targetProblem } from './target.ts';

export interface SaveEnvironment {
  id?: string | null;
  name: string;
  title: string;
  rank: number;
  production: boolean;
  idempotencyKey?: string | null;
}

/**
 * Makes an environment or changes one. A new one begins with a policy for every tier; one becomes production only
 * when all its policies may hold there. Needs POLICY_ADMIN everywhere.
 */
export const saveEnvironment: Command<SaveEnvironment> = {
  name: 'saveEnvironment',
  async run(tx, actor, input) {
    const meant = input.id ? await findEnvironment(tx, input.id) : null;
    const refusal = await refusePolicyAdmin(tx, actor, meant?.id ?? null);
    if (refusal) return refusal;
    // Two that save at once take turns, so that a name is found taken before the database finds it twice.
    await tx.query('LOCK TABLE deployment.environment IN SHARE ROW EXCLUSIVE MODE');
    const before = input.id ? await lockedEnvironment(tx, { id: input.id }) : null;
    if (input.id && !before) return notFound('environment', input.id);
    const problem = environmentProblem(input) ?? (await nameTaken(tx, input)) ?? (await unfit(tx, before, input));
    if (problem) return problem;
    const { name, title, rank, production } = input;
    const environment: Environment = { id: before?.id ?? newId('env'), name, title, rank, production };
    await tx.save(environments, environment);
    if (!before) await beginPolicies(tx, environment);
    await append(tx, actor, {
      action: before ? 'environment.changed' : 'environment.made',
      subjectId: environment.id,
      modelId: null,
      summary: before ? `changed environment ${name}` : `made environment ${name}`,
      changes: changesBetween(before, environment, ['name', 'title', 'rank', 'production']),
    });
    return done(environment.id);
  },
};

/** An environment, locked until the commit: what belongs to it is changed by one at a time. */
export function lockedEnvironment(tx: Tx, where: { id: string } | { name: string }): Promise<Environment | null> {
  return tx.findOne(environments, { where, lock: { mode: 'pessimistic_write' } });
}

async function nameTaken(tx: Tx, input: SaveEnvironment): Promise<Problem | null> {
  const holder = await tx.findOne(environments, { where: { name: input.name } });
  if (!holder || holder.id === input.id) return null;
  return conflict('NAME_TAKEN', `There is an environment "${input.name}" already: choose another name.`);
}

async function unfit(tx: Tx, before: Environment | null, input: SaveEnvironment): Promise<Problem | null> {
  if (!before || before.production || !input.production) return null;
  const found = await tx.find(policies, { where: { environmentId: before.id }, order: { riskTier: 'ASC' } });
  const tiers = found.filter(policy => productionProblem(policy) !== null).map(policy => policy.riskTier);
  if (tiers.length === 0) return null;
  const mend = 'save them with four eyes and an approval first.';
  return invalid('production', `"${before.name}" has policies too weak for production (${tiers.join(', ')}): ${mend}`);
}

async function beginPolicies(tx: Tx, environment: Environment): Promise<void> {
  await tx.insert(
    policies,
    governedTiers.map(riskTier => ({
      id: newId('pol'),
      environmentId: environment.id,
      production: environment.production,
      riskTier,
      revision: 1,
      ...startingTerms(riskTier, environment.production),
    })),
  );
}

export interface SaveTarget {
  id?: string | null;
  environment: string;
  name: string;
  kind: TargetKind;
  executor?: ExecutorKind | null;
  /** Left out: stays as it is; null: none. */
  config?: Record<string, unknown> | null;
  idempotencyKey?: string | null;
}

/** Makes a target or changes one, which stays in its environment. Needs POLICY_ADMIN everywhere. */
export const saveTarget: Command<SaveTarget> = {
  name: 'saveTarget',
  async run(tx, actor, input) {
    const environment = await lockedEnvironment(tx, { name: input.environment });
    if (!environment) return noEnvironment(tx, input.environment);
    const refusal = await refusePolicyAdmin(tx, actor, environment.id);
    if (refusal) return refusal;
    const before = input.id ? await tx.findOne(targets, { where: { id: input.id } }) : null;
    if (input.id && !before) return notFound('target', input.id);
    const problem =
      elsewhere(before, environment) ?? targetProblem(input) ?? (await targetTaken(tx, input, environment));
    if (problem) return problem;
    const target = targetOf(input, before, environment);
    const unfit = executorProblem(target.executor, target.config);
    if (unfit) return unfit;
    await tx.save(targets, target);
    await append(tx, actor, {
      action: before ? 'target.changed' : 'target.made',
      subjectId: target.id,
      modelId: null,
      summary: `${before ? 'changed' : 'made'} target ${target.name} in ${environment.name}`,
      changes: changesBetween(before, target, ['name', 'kind', 'executor']),
      detail: { environment: environment.name, configChanged: changesBetween(before, target, ['config']).length > 0 },
    });
    return done(target.id);
  },
};

function targetOf(input: SaveTarget, before: Target | null, environment: Environment): Target {
  return {
    id: before?.id ?? newId('tgt'),
    environmentId: environment.id,
    name: input.name,
    kind: input.kind,
    executor: input.executor ?? 'MANUAL',
    config: input.config === undefined ? (before?.config ?? null) : input.config,
  };
}

function elsewhere(before: Target | null, environment: Environment): Problem | null {
  if (!before || before.environmentId === environment.id) return null;
  const mend = 'name the environment it is in, or make a new target there.';
  return invalid('environment', `Target "${before.name}" is not in ${environment.name}: ${mend}`);
}

async function targetTaken(tx: Tx, input: SaveTarget, environment: Environment): Promise<Problem | null> {
  const sql = 'SELECT id FROM deployment.target WHERE environment_id = $1 AND name = $2';
  const [holder] = await rows<{ id: string }>(tx, sql, [environment.id, input.name]);
  if (!holder || holder.id === input.id) return null;
  return conflict(
    'NAME_TAKEN',
    `There is a target "${input.name}" in ${environment.name} already: choose another name.`,
  );
}
