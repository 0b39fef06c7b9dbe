import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { assess } from './assess.ts';
import type { Gathered } from './gather.ts';
import { approversAmong } from './policy.ts';
import { approverHolders } from './queries.ts';
import { checksOf } from './shown.ts';

/** What would come of it, if the viewer asked for this promotion now. Changes nothing. */
export async function preview(context: Context, gathered: Gathered) {
  const { facts, comparison, environment } = gathered;
  const requestedById = context.actor.id ?? 'system';
  const asked = { kind: 'PROMOTE', environment, requestedById, waivers: [], given: [] } as const;
  const judged = await assess(context.db, gathered, asked);
  const { policy, evidence, state, involvedIds } = judged;
  const subject = {
    state,
    production: environment.production,
    requestedById,
    involvedIds,
    fourEyes: policy.fourEyes,
    required: policy.approvals,
    approved: [],
  };
  const holders = (await load(context, approverHolders, facts.modelId)) ?? [];
  return {
    wouldBe: state,
    checks: checksOf(evidence.checks, { modelId: facts.modelId, waivers: [] }),
    approvals: policy.approvals,
    whoCanApprove: approversAmong(subject, holders).map(id => ({ id })),
    comparison: comparison && { id: comparison.id },
  };
}
