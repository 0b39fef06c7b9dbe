import type { PolicyTerms } from '../environment/promotion-policy.ts';
import { type PromotionState, undecidedStates } from './promotion.ts';

const hourMs = 3_600_000;

/**
 * When a promotion expires: so many hours after it was asked for while it is undecided, so many after the approval
 * until its rollout begins; null from then on.
 */
export function expiryOf(
  state: PromotionState,
  policy: Pick<PolicyTerms, 'expiresAfterHours' | 'approvalValidHours'>,
  at: { requestedAt: Date; now: Date },
): Date | null {
  if (state === 'APPROVED') return new Date(at.now.getTime() + policy.approvalValidHours * hourMs);
  if (!undecidedStates.includes(state)) return null;
  return new Date(at.requestedAt.getTime() + policy.expiresAfterHours * hourMs);
}
