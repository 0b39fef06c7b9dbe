import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { aboutOf, type Case, lockCase, refusal, stateProblem } from './case.ts';
import { expiryOf } from './expiry.ts';
import { mayDecide } from './policy.ts';
import { type Decision, missingApprovals, standingOf } from './promotion.ts';
import { type Moved, saveMoved } from './save.ts';
import type { ApprovalRow, PromotionRow } from './table.ts';

export interface DecidePromotion {
  promotionId: string;
  decision: Decision;
  /** Of the evidence that the person saw. */
  evidenceDigest: string;
  comment?: string | null;
  /** As which they decide; left out: the first role missing that they hold. */
  role?: string | null;
  idempotencyKey?: string | null;
}

/** One person's yes or no. Two at once: one is taken, the other hears who was quicker. The same again changes nothing. */
export const decidePromotion: Command<DecidePromotion> = {
  name: 'decidePromotion',
  async run(tx, actor, input) {
    const found = await lockCase(tx, actor, input.promotionId);
    if (isProblem(found)) return found;
    if (isRepeat(found, actor, input)) return done(found.row.id);
    const wrong = await stateProblem(tx, found, input.decision);
    if (wrong) return wrong;
    const may = mayDecide(found.subject, found.standing, input);
    if ('rule' in may) return refusal(tx, found, may);
    const problem = commentProblem(input) ?? (await staleEvidence(tx, found, input));
    if (problem) return { ...problem, about: aboutOf(found.row) };
    await saveMoved(tx, actor, decided(found, approvalOf(actor, { found, input, role: may.role })));
    return done(found.row.id);
  },
};

function isRepeat({ row, given }: Case, actor: Actor, { decision, role }: DecidePromotion): boolean {
  return given.some(
    one =>
      one.personId === actor.id &&
      one.decision === decision &&
      one.evidenceDigest === row.evidenceDigest &&
      (!role || role === one.role),
  );
}

function commentProblem({ decision, comment }: DecidePromotion): Refusal | null {
  if (comment) return textProblem('comment', comment, 4000);
  return decision === 'REJECT' ? invalid('comment', 'Say why not: whoever asked will read it.') : null;
}

/** A decision is about what the person saw: it is not taken when that has changed. */
async function staleEvidence(tx: Tx, { row }: Case, input: DecidePromotion): Promise<Refusal | null> {
  if (input.evidenceDigest === row.evidenceDigest) return null;
  const change = await firstRow<{ note: string | null }>(
    tx,
    `SELECT detail->>'note' AS note FROM event.entry
     WHERE subject_id = $1 AND action = 'promotion.evidence_changed' ORDER BY at DESC, id DESC LIMIT 1`,
    [row.id],
  );
  const what = change?.note ? ` ${change.note.charAt(0).toUpperCase()}${change.note.slice(1)}` : '';
  return conflict(
    'EVIDENCE_CHANGED',
    `What this rests on has changed since you saw it.${what} Look at it again, then decide.`,
  );
}

function approvalOf(actor: Actor, of: { found: Case; input: DecidePromotion; role: string }): ApprovalRow {
  const { found, input, role } = of;
  return {
    id: newId('apv'),
    promotionId: found.row.id,
    personId: actor.id ?? '',
    role,
    decision: input.decision,
    comment: input.comment ?? null,
    at: new Date(),
    via: actor.via,
    evidenceDigest: found.row.evidenceDigest,
  };
}

/** The promotion after a decision: a no ends it, the last yes approves it. */
function decided(found: Case, approval: ApprovalRow): Moved {
  const { row, given } = found;
  const missing = missingApprovals(row.policy.approvals, standingOf([...given, approval], row.evidenceDigest));
  const yes = approval.decision === 'APPROVE';
  const state = yes ? (missing.length > 0 ? 'PENDING' : 'APPROVED') : 'REJECTED';
  const now = approval.at;
  const after: PromotionRow = {
    ...row,
    state,
    expiresAt: state === 'PENDING' ? row.expiresAt : expiryOf(state, row.policy, { ...row, now }),
    decidedAt: state === 'PENDING' ? null : now,
    endedAt: yes ? null : now,
  };
  const summary = yes ? `approved as ${approval.role}` : 'rejected';
  return { action: actions[state], summary, move: approval.decision, found, after, approval, note: approval.comment };
}

const actions = {
  PENDING: 'promotion.approval_given',
  APPROVED: 'promotion.approved',
  REJECTED: 'promotion.rejected',
};
