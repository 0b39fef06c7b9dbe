import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { invalid, isProblem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import type { CheckKind } from '../environment/promotion-policy.ts';
import { aboutOf, type Case, lockCase, refusal, stateProblem } from './case.ts';
import { blocking, evidenceDigest, type Waiver } from './evidence.ts';
import { expiryOf } from './expiry.ts';
import { mayMove } from './policy.ts';
import { judgedState, missingApprovals, standingOf } from './promotion.ts';
import { saveMoved } from './save.ts';
import type { PromotionRow } from './table.ts';

export interface WaiveCheck {
  promotionId: string;
  check: CheckKind;
  reason: string;
  idempotencyKey?: string | null;
}

/** Lets a check pass that failed, for what it says now. Approvals given before do not count for what was waived after. */
export const waiveCheck: Command<WaiveCheck> = {
  name: 'waiveCheck',
  async run(tx, actor, input) {
    const found = await lockCase(tx, actor, input.promotionId);
    if (isProblem(found)) return found;
    const wrong = await stateProblem(tx, found, 'WAIVE');
    if (wrong) return wrong;
    const refused = mayMove('WAIVE', found.subject, found.standing);
    if (refused) return refusal(tx, found, refused);
    const problem = wrongCheck(found, input) ?? textProblem('reason', input.reason, 4000);
    if (problem) return { ...problem, about: aboutOf(found.row) };
    await saveMoved(tx, actor, {
      action: 'promotion.check_waived',
      summary: `waived ${input.check} of`,
      move: 'WAIVE',
      found,
      after: waived(found, waiverBy(actor, found, input)),
      note: `${input.check}: ${input.reason}`,
    });
    return done(found.row.id);
  },
};

function wrongCheck({ row }: Case, { check }: WaiveCheck): Refusal | null {
  const open = blocking(row.evidence.checks, row.waivers);
  if (open.includes(check)) return null;
  return invalid('check', `${check} does not stand in the way. What does: ${open.join(', ')}.`);
}

function waiverBy(actor: Actor, { row }: Case, { check, reason }: WaiveCheck): Waiver {
  const detail = row.evidence.checks.find(({ kind }) => kind === check)?.detail ?? '';
  return { check, detail, byId: actor.id ?? 'system', reason, at: new Date().toISOString() };
}

function waived({ row, given }: Case, waiver: Waiver): PromotionRow {
  const { evidence, policy } = row;
  const waivers = [...row.waivers, waiver];
  const digest = evidenceDigest(evidence, policy, waivers);
  const missing = missingApprovals(policy.approvals, standingOf(given, digest));
  const state = judgedState(blocking(evidence.checks, waivers).length > 0, missing);
  const now = new Date();
  const expiresAt = state === row.state ? row.expiresAt : expiryOf(state, policy, { ...row, now });
  return { ...row, waivers, evidenceDigest: digest, state, expiresAt, decidedAt: state === 'APPROVED' ? now : null };
}
