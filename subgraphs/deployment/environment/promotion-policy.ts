import { invalid, type Problem } from '@handoff/kit/problem';
import type { RiskTier } from '@handoff/kit/schema/scalars';

/** What must hold before a version is promoted. */
export const checkKinds = [
  'DOCUMENTED',
  'ACCOUNTABLE',
  'COMPATIBLE_SIGNATURE',
  'OBJECTIVES_MET',
  'EXPERIMENT_WON',
  'NO_OPEN_ALERTS',
  'NOT_FROZEN',
  'HOSTED',
  'REQUIREMENTS_MET',
  'FEATURES_AVAILABLE',
  'ASSUMPTIONS_HOLD',
  'CONVERSION_AGREES',
  'REVIEWED',
] as const;
export type CheckKind = (typeof checkKinds)[number];

/** So many people who hold this role must say yes, each a different person. */
export interface ApprovalRequirement {
  role: string;
  count: number;
}

/** The tiers that have a policy of their own. */
export const governedTiers = ['MINIMAL', 'LIMITED', 'HIGH', 'CRITICAL'] as const;
export type GovernedTier = (typeof governedTiers)[number];

/** What a promotion needs in an environment; hours are counted from the request and from the approval. */
export interface PolicyTerms {
  approvals: ApprovalRequirement[];
  fourEyes: boolean;
  checks: CheckKind[];
  expiresAfterHours: number;
  approvalValidHours: number;
}

/** The tier whose policy governs a model: what nobody has judged yet is governed like what can do most harm. */
export function governingTier(tier: RiskTier): GovernedTier {
  return tier === 'UNCLASSIFIED' ? 'CRITICAL' : tier;
}

const mostApprovals = 10;
const mostHours = 8_760;

/** What is wrong with a policy that somebody wants to save for a tier, or null; approvers: keys of the roles that may approve. */
export function policyProblem(
  terms: PolicyTerms,
  of: { riskTier: RiskTier; production: boolean; approvers: readonly string[] },
): Problem | null {
  if (of.riskTier === 'UNCLASSIFIED') {
    return invalid('riskTier', 'UNCLASSIFIED is governed by the policy of CRITICAL: save that one.');
  }
  return (
    approvalsProblem(terms.approvals, of.approvers) ??
    hoursProblem('expiresAfterHours', terms.expiresAfterHours) ??
    hoursProblem('approvalValidHours', terms.approvalValidHours) ??
    (of.production ? productionProblem(terms) : null)
  );
}

/** What keeps a policy from holding in production, or null: somebody else must always have said yes. */
export function productionProblem(terms: Pick<PolicyTerms, 'approvals' | 'fourEyes'>): Problem | null {
  if (!terms.fourEyes) {
    return invalid('fourEyes', 'In production nobody approves what is their own: four eyes are always needed.');
  }
  if (terms.approvals.length > 0) return null;
  return invalid('approvals', 'In production somebody else must approve: ask for one approval at least.');
}

function approvalsProblem(approvals: readonly ApprovalRequirement[], approvers: readonly string[]): Problem | null {
  if (approvals.length > mostApprovals) {
    return invalid('approvals', `${approvals.length} roles must approve: ${mostApprovals} are the most.`);
  }
  for (const [at, { role, count }] of approvals.entries()) {
    if (!approvers.includes(role)) return roleProblem(`approvals[${at}].role`, role, approvers);
    if (approvals.findIndex(one => one.role === role) < at) {
      return invalid(`approvals[${at}].role`, `"${role}" is there twice: name it once, with how many must approve.`);
    }
    if (count < 1 || count > mostApprovals) {
      return invalid(`approvals[${at}].count`, `${count} people cannot approve: ask for 1 to ${mostApprovals}.`);
    }
  }
  return null;
}

function roleProblem(field: string, role: string, approvers: readonly string[]): Problem {
  const known = approvers.length > 0 ? `choose ${approvers.join(', ')}.` : 'give a role PROMOTION_APPROVE first.';
  return invalid(field, `There is no role "${role}" whose holders may approve promotions: ${known}`);
}

function hoursProblem(field: string, hours: number): Problem | null {
  if (hours >= 1 && hours <= mostHours) return null;
  return invalid(field, `${hours} hours are no such time: give 1 to ${mostHours}, which is a year.`);
}

const always: CheckKind[] = [
  'DOCUMENTED',
  'ACCOUNTABLE',
  'COMPATIBLE_SIGNATURE',
  'OBJECTIVES_MET',
  'NO_OPEN_ALERTS',
  'NOT_FROZEN',
  'HOSTED',
];

/**
 * The policy that a new environment begins with: what production and staging of a fresh installation have.
 * Strict on purpose, so that nothing passes because somebody forgot to save a policy.
 */
export function startingTerms(tier: GovernedTier, production: boolean): PolicyTerms {
  const times = { expiresAfterHours: 72, approvalValidHours: 168 };
  const approvals = (...roles: string[]) => roles.map(role => ({ role, count: 1 }));
  if (!production) {
    const checks: CheckKind[] = ['DOCUMENTED', 'COMPATIBLE_SIGNATURE'];
    return { approvals: approvals('ml-engineer'), fourEyes: false, checks, ...times };
  }
  if (tier === 'CRITICAL') {
    const checks: CheckKind[] = [...always, 'EXPERIMENT_WON', 'REVIEWED'];
    return { approvals: approvals('data-scientist', 'it-ops', 'risk'), fourEyes: true, checks, ...times };
  }
  const roles = tier === 'HIGH' ? ['data-scientist', 'it-ops'] : ['data-scientist'];
  return { approvals: approvals(...roles), fourEyes: true, checks: [...always], ...times };
}
