import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { conflict, type Problem } from '@handoff/kit/problem';
import type { RiskTier } from '@handoff/kit/schema/scalars';
import { noEnvironment } from './absent.ts';
import { lockedEnvironment } from './commands.ts';
import type { Environment } from './environment.ts';
import { refusePolicyAdmin } from './permission.ts';
import { type CheckKind, governingTier, type PolicyTerms, policyProblem } from './promotion-policy.ts';
import { roleKeys } from './queries.ts';
import { type PolicyRow, policies } from './table.ts';

export interface SavePolicy {
  environment: string;
  riskTier: RiskTier;
  approvals: { role: string; count?: number | null }[];
  fourEyes: boolean;
  checks: CheckKind[];
  expiresAfterHours?: number | null;
  approvalValidHours?: number | null;
  /** The one that was seen; another by now: Conflict. Left out: whatever it is. */
  revision?: number | null;
  idempotencyKey?: string | null;
}

/** Changes what promotions of a tier need in an environment. Needs POLICY_ADMIN everywhere. */
export const savePolicy: Command<SavePolicy> = {
  name: 'savePolicy',
  async run(tx, actor, input) {
    const environment = await lockedEnvironment(tx, { name: input.environment });
    if (!environment) return noEnvironment(tx, input.environment);
    const before = await tx.findOneByOrFail(policies, {
      environmentId: environment.id,
      riskTier: governingTier(input.riskTier),
    });
    const refusal = await refusePolicyAdmin(tx, actor, before.id);
    if (refusal) return refusal;
    const terms = termsOf(input);
    const problem = (await unsound(tx, input, { environment, terms })) ?? stale(input, before);
    if (problem) return problem;
    await tx.save(policies, { ...before, ...terms, revision: before.revision + 1 });
    await append(tx, actor, {
      action: 'policy.changed',
      subjectId: before.id,
      modelId: null,
      summary: `changed the policy of ${environment.name} for ${before.riskTier}`,
      changes: changesBetween(before, terms, Object.keys(terms)),
      detail: { environment: environment.name, riskTier: before.riskTier, revision: before.revision + 1 },
    });
    return done(before.id);
  },
};

function termsOf(input: SavePolicy): PolicyTerms {
  return {
    approvals: input.approvals.map(({ role, count }) => ({ role, count: count ?? 1 })),
    fourEyes: input.fourEyes,
    checks: [...new Set(input.checks)],
    expiresAfterHours: input.expiresAfterHours ?? 72,
    approvalValidHours: input.approvalValidHours ?? 168,
  };
}

async function unsound(
  tx: Tx,
  { riskTier }: SavePolicy,
  { environment, terms }: { environment: Environment; terms: PolicyTerms },
): Promise<Problem | null> {
  const { approvers } = await roleKeys(tx);
  return policyProblem(terms, { riskTier, production: environment.production, approvers });
}

function stale(input: SavePolicy, { revision }: PolicyRow): Problem | null {
  const seen = input.revision ?? revision;
  if (seen === revision) return null;
  const mend = 'read it again and decide anew.';
  return conflict('STALE_REVISION', `This policy is at revision ${revision}, and you saw ${seen}: ${mend}`);
}
