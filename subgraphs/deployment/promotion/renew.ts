import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem } from '@handoff/kit/problem';
import { type Assessment, assess } from './assess.ts';
import { type Case, lockCase, refusal, stateProblem } from './case.ts';
import type { Evidence } from './evidence.ts';
import { expiryOf } from './expiry.ts';
import type { Gathered } from './gather.ts';
import { mayMove } from './policy.ts';
import { undecidedStates } from './promotion.ts';
import { saveMoved } from './save.ts';
import type { PromotionRow } from './table.ts';

export interface RenewEvidence {
  promotionId: string;
  idempotencyKey?: string | null;
}

/** Brings the evidence of a promotion up to date, for the system itself. Nothing changed: nothing is written. */
export function renewEvidence(gathered: Gathered): Command<RenewEvidence> {
  return {
    name: 'renewEvidence',
    async run(tx, actor, { promotionId }) {
      const found = await lockCase(tx, actor, promotionId);
      if (isProblem(found)) return found;
      if (undecidedStates.includes(found.row.state)) await renewed(tx, actor, { found, gathered });
      return done(promotionId);
    },
  };
}

/** The same because somebody asks for it; null: there is no promotion, or its version is gone. */
export function recheckPromotion(gathered: Gathered | null): Command<RenewEvidence> {
  return {
    name: 'recheckPromotion',
    async run(tx, actor, { promotionId }) {
      const found = await lockCase(tx, actor, promotionId);
      if (isProblem(found)) return found;
      const wrong = await stateProblem(tx, found, 'RECHECK');
      if (wrong) return wrong;
      const refused = mayMove('RECHECK', found.subject, found.standing);
      if (refused) return refusal(tx, found, refused);
      if (gathered) await renewed(tx, actor, { found, gathered });
      return done(promotionId);
    },
  };
}

interface Renewal {
  found: Case;
  gathered: Gathered;
}

/** Whether the evidence, what stands in the way, or where the promotion stands by it is another now; then it is written down. */
async function renewed(tx: Tx, actor: Actor, { found, gathered }: Renewal): Promise<void> {
  const { row: before, environment, given } = found;
  const { kind, requestedById, waivers } = before;
  const judged = await assess(tx, gathered, { kind, environment, requestedById, waivers, given });
  const same = judged.digest === before.evidenceDigest && judged.state === before.state;
  if (same && checkChanges(before.evidence, judged.evidence).length === 0) return;
  await saveMoved(tx, actor, {
    action: 'promotion.evidence_changed',
    summary: 'found other evidence for',
    move: 'RECHECK',
    found,
    after: afterRenewal({ ...before, replacesId: kind === 'RETIRE' ? null : gathered.replacesId }, judged),
    note: changeOf(before, judged),
  });
}

/** The promotion as it rests on its evidence from now on. */
function afterRenewal(before: PromotionRow, judged: Assessment): PromotionRow {
  const { state, digest, evidence, policy, involvedIds } = judged;
  const now = new Date();
  return {
    ...before,
    state,
    evidenceDigest: digest,
    evidence,
    policy,
    policyId: policy.id,
    involvedIds,
    expiresAt: state === before.state ? before.expiresAt : expiryOf(state, policy, { ...before, now }),
    decidedAt: state === 'APPROVED' ? (before.decidedAt ?? now) : null,
  };
}

/** What is other than before, in a sentence that people read. */
export function changeOf(before: PromotionRow, { evidence, policy }: Pick<Assessment, 'evidence' | 'policy'>): string {
  const parts = [
    ...checkChanges(before.evidence, evidence),
    ...(before.evidence.versionDigest === evidence.versionDigest ? [] : ['the version has other content']),
    ...(before.evidence.riskTier === evidence.riskTier ? [] : [`the risk tier is ${evidence.riskTier} now`]),
    ...(before.evidence.comparison?.id === evidence.comparison?.id ? [] : ['another version runs there now']),
    ...(isSameReview(before.evidence, evidence) ? [] : ['it was reviewed anew']),
    ...(isSameExperiment(before.evidence, evidence) ? [] : ['it won another experiment']),
    ...(before.policy.id === policy.id && before.policy.revision === policy.revision ? [] : ['the policy changed']),
  ];
  return parts.length > 0 ? `${parts.join('; ')}.` : 'what it rests on changed.';
}

/** Whether both rest on one review; where one of them has none, the check says so. */
function isSameReview({ review: before }: Evidence, { review: after }: Evidence): boolean {
  return !before || !after || (before.id === after.id && before.digest === after.digest);
}

/** The same of the experiment that was won. */
function isSameExperiment({ experiment: before }: Evidence, { experiment: after }: Evidence): boolean {
  return !before || !after || before.id === after.id;
}

function checkChanges(before: Evidence, after: Evidence): string[] {
  return after.checks.flatMap(({ kind, passed, detail }) => {
    const was = before.checks.find(check => check.kind === kind);
    if (was?.passed === passed && (passed || was.detail === detail)) return [];
    return [passed ? `${kind} passes now` : `${kind} does not pass: ${detail.replace(/\.$/, '')}`];
  });
}
