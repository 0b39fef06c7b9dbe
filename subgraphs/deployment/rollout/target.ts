import type { Tx } from '@handoff/kit/database/database';
import { invalid, type Problem } from '@handoff/kit/problem';
import { targets } from '../environment/table.ts';
import type { ExecutorKind } from '../environment/target.ts';
import { strategyProblem } from '../executor/config.ts';
import { currentHosting } from '../hosting/queries.ts';
import type { RolloutStep, RolloutStrategy } from '../promotion/steps.ts';

export interface ChosenTarget {
  /** Null: hosting was not decided, and nobody named a target. */
  targetId: string | null;
  executor: ExecutorKind;
}

/** Where a promotion goes: the target that was named, else the one that hosting was decided for. */
export async function chosenTarget(
  tx: Tx,
  of: {
    modelId: string;
    environmentId: string;
    targetId: string | null;
    strategy: RolloutStrategy;
    steps: readonly RolloutStep[];
  },
): Promise<ChosenTarget | Problem> {
  const hosting = of.targetId === null ? await currentHosting(tx, of.modelId, of.environmentId) : null;
  const id = of.targetId ?? hosting?.targetId ?? null;
  if (id === null) return { targetId: null, executor: 'MANUAL' };
  const target = await tx.findOne(targets, { where: { id } });
  if (!target || target.environmentId !== of.environmentId) {
    return invalid('targetId', `There is no target "${id}" in this environment: choose one that it lists.`);
  }
  return strategyProblem(target.executor, of) ?? { targetId: id, executor: target.executor };
}
