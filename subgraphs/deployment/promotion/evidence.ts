import { canonical, sha256 } from '@handoff/kit/canonical';
import type { CheckResult } from '../check/check.ts';
import { winOf } from '../check/experiment.ts';
import type { Facts } from '../check/facts.ts';
import { standingReview } from '../check/review.ts';
import type { CheckKind } from '../environment/promotion-policy.ts';
import type { PolicyRow } from '../environment/table.ts';

/** What a decision rests on, stored with it. */
export interface Evidence {
  /** How people name what is promoted; no part of the digest. */
  modelName: string;
  version: string;
  versionDigest: string;
  riskTier: Facts['version']['riskTier'];
  checks: CheckResult[];
  comparison: Facts['comparison'];
  /** The handover whose review the promotion rests on, where its policy asks for one. */
  review?: { id: string; digest: string } | null;
  /** The experiment whose decision it rests on, where its policy asks for one; a decision never changes. */
  experiment?: { id: string; name: string } | null;
}

/** A check that somebody let pass, and why. It holds for what the check said then, and for nothing else. */
export interface Waiver {
  check: CheckKind;
  detail: string;
  byId: string;
  reason: string;
  /** RFC 3339. */
  at: string;
}

/** What is kept of the facts and what the checks made of them. */
export function evidenceOf({ version, comparison, here }: Facts, checks: CheckResult[]): Evidence {
  const { modelName, digest: versionDigest, riskTier } = version;
  const rests = { review: reviewRestedOn(version, checks), experiment: winRestedOn(version, here, checks) };
  return { modelName, version: version.version, versionDigest, riskTier, checks, comparison, ...rests };
}

function reviewRestedOn({ handovers }: Facts['version'], checks: readonly CheckResult[]): Evidence['review'] {
  const found = checks.some(({ kind }) => kind === 'REVIEWED') ? standingReview(handovers) : null;
  return found && { id: found.id, digest: found.digest };
}

function winRestedOn(
  { versionId }: Facts['version'],
  { experiments }: Facts['here'],
  checks: readonly CheckResult[],
): Evidence['experiment'] {
  const found = checks.some(({ kind }) => kind === 'EXPERIMENT_WON') ? winOf(experiments, versionId) : null;
  return found && { id: found.id, name: found.name };
}

/** The checks that stand in the way: neither passed nor waived. */
export function blocking(checks: readonly CheckResult[], waivers: readonly Waiver[]): CheckKind[] {
  return checks.filter(check => !check.passed && !waiverOf(waivers, check)).map(({ kind }) => kind);
}

/**
 * sha256 over what an approval is bound to: the version's digest, which checks passed or were waived and by whom, the
 * comparison, the review and the experiment it rests on, and the policy's terms. The sentences of checks are left out: they may tell of the same thing anew.
 */
export function evidenceDigest(evidence: Evidence, policy: PolicyRow, waivers: readonly Waiver[]): string {
  const { versionDigest, riskTier, checks, comparison, review, experiment } = evidence;
  const { id, approvals, fourEyes, checks: asked } = policy;
  return sha256(
    canonical({
      format: 1,
      versionDigest,
      riskTier,
      checks: checks.map(check => judgement(check, waivers)),
      comparison,
      ...(review ? { review } : {}),
      ...(experiment ? { experiment: experiment.id } : {}),
      policy: { id, approvals, fourEyes, checks: asked },
    }),
  );
}

function judgement(check: CheckResult, waivers: readonly Waiver[]) {
  const { kind, passed } = check;
  return { kind, passed, waivedBy: waiverOf(waivers, check)?.byId ?? null };
}

/** Who let a check pass as it stands, or null. */
export function waiverOf(waivers: readonly Waiver[], { kind, detail, passed }: CheckResult): Waiver | null {
  if (passed) return null;
  return waivers.find(waiver => waiver.check === kind && waiver.detail === detail) ?? null;
}
