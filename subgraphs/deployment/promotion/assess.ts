import { type Reader, together } from '@handoff/kit/database/database';
import { judge, retirementChecks } from '../check/check.ts';
import type { VersionFacts } from '../check/facts.ts';
import { circumstances } from '../check/here.ts';
import type { Environment } from '../environment/environment.ts';
import { governingTier } from '../environment/promotion-policy.ts';
import { policyFor } from '../environment/queries.ts';
import type { PolicyRow } from '../environment/table.ts';
import { blocking, type Evidence, evidenceDigest, evidenceOf, type Waiver } from './evidence.ts';
import type { Gathered } from './gather.ts';
import {
  type Given,
  judgedState,
  missingApprovals,
  type PromotionKind,
  type PromotionState,
  standingOf,
} from './promotion.ts';

/** What the evidence says of a promotion now. */
export interface Assessment {
  policy: PolicyRow;
  evidence: Evidence;
  digest: string;
  /** Where it stands by its checks and by the approvals that hold for this evidence. */
  state: PromotionState;
  involvedIds: string[];
}

export interface Asked {
  kind: PromotionKind;
  environment: Environment;
  requestedById: string;
  waivers: readonly Waiver[];
  given: readonly Given[];
}

/** Puts together what the graph told and what is known here, and judges it by the policy as it stands now. */
export async function assess(reader: Reader, gathered: Gathered, asked: Asked): Promise<Assessment> {
  const { kind, environment, requestedById, waivers, given } = asked;
  const { facts } = gathered;
  const comparison = kind === 'RETIRE' ? null : gathered.comparison;
  const { modelId, versionId } = facts;
  const [asItStands, here] = await together([
    policyFor(reader, environment.id, governingTier(facts.riskTier)),
    circumstances(reader, { modelId, versionId, environmentId: environment.id, requestedById }),
  ]);
  const policy = governing(kind, asItStands);
  const all = { version: facts, comparison, environment: environment.name, here };
  const evidence = evidenceOf(all, judge(policy.checks, all));
  const digest = evidenceDigest(evidence, policy, waivers);
  const missing = missingApprovals(policy.approvals, standingOf(given, digest));
  const state = judgedState(blocking(evidence.checks, waivers).length > 0, missing);
  return { policy, evidence, digest, state, involvedIds: involved(facts, requestedById) };
}

/** The policy as it governs a kind: the same approvals, and the checks that make sense. */
function governing(kind: PromotionKind, policy: PolicyRow): PolicyRow {
  if (kind === 'PROMOTE') return policy;
  return { ...policy, checks: policy.checks.filter(check => retirementChecks.has(check)) };
}

/** Whoever asked, registered or trained: each once. */
function involved({ createdById, trainedById }: VersionFacts, requestedById: string): string[] {
  const all = [requestedById, createdById, trainedById].filter(id => id !== null);
  return [...new Set(all)].toSorted();
}
