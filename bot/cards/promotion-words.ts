import type { PromotionState, PromotionView } from '../answers/promotion.ts';
import { safeLine } from '../text.ts';
import { requirementsText, standsInTheWay } from './checks.ts';
import { lastChange, latest, nameList, nameOf, withoutStop } from './names.ts';

/** How each state reads at the head of a card. */
export const stateWords: Readonly<Record<PromotionState, string>> = {
  REQUESTED: 'Asked',
  BLOCKED: 'Blocked by its checks',
  PENDING: 'Waits for approval',
  APPROVED: 'Approved',
  ROLLING_OUT: 'Rolling out',
  LIVE: 'Live',
  REJECTED: 'Rejected',
  WITHDRAWN: 'Withdrawn',
  EXPIRED: 'Expired',
  SUPERSEDED: 'Superseded',
  FAILED: 'Failed',
  ROLLED_BACK: 'Rolled back',
};

/** How each move reads once it was made. */
const done: Readonly<Record<string, string>> = {
  REQUEST: 'asked for',
  APPROVE: 'approved',
  REJECT: 'rejected',
  WITHDRAW: 'withdrawn',
  WAIVE: 'a check was waived',
  RECHECK: 'checked again',
  START: 'rollout started',
  CONFIRM: 'rollout confirmed',
  ADVANCE: 'next step of the rollout',
  STOP: 'rollout stopped',
  RESUME: 'rollout goes on',
  ROLL_BACK: 'rolled back',
  EXPIRE: 'expired',
  SUPERSEDE: 'superseded',
};

/** A promotion in one full sentence of plain, safe text. */
export function sentence(promotion: PromotionView): string {
  return sentences[promotion.state](promotion);
}

/** How it stands and what was done last, for somebody who came too late. Safe text. */
export function latestOfPromotion(promotion: PromotionView): string {
  return `Now: ${sentence(promotion)} ${lastChange(promotion.history, done)}`.trim();
}

const sentences: Record<PromotionState, (promotion: PromotionView) => string> = {
  REQUESTED: promotion => `${asking(promotion)}.`,
  BLOCKED: promotion => `${asking(promotion)}; ${obstacles(promotion)}.`,
  PENDING: promotion => `${asking(promotion)}; ${waiting(promotion)}.`,
  APPROVED: promotion => `${request(promotion)} is approved${approvers(promotion)}.`,
  ROLLING_OUT: promotion => `${request(promotion)} is being carried out.`,
  LIVE: promotion =>
    promotion.kind === 'RETIRE'
      ? `${capital(subject(promotion))} no longer runs in ${place(promotion)}.`
      : `${capital(subject(promotion))} is live in ${place(promotion)}.`,
  REJECTED: promotion => `${request(promotion)} was rejected${rejection(promotion)}.`,
  WITHDRAWN: promotion => `${request(promotion)} was withdrawn${lastly(promotion)}.`,
  EXPIRED: promotion => `${request(promotion)} expired: it was not decided or carried out in time.`,
  SUPERSEDED: promotion => `${request(promotion)} gave way to a later one.`,
  FAILED: promotion => `${request(promotion)} failed while it was carried out${failure(promotion)}.`,
  ROLLED_BACK: promotion =>
    `${capital(subject(promotion))} was rolled back in ${place(promotion)}${lastly(promotion)}.`,
};

/** What is asked: `promote version 7 of Churn (churn) to Production`. */
function aim(promotion: PromotionView): string {
  const what = subject(promotion);
  return promotion.kind === 'RETIRE'
    ? `retire ${what} from ${place(promotion)}`
    : `promote ${what} to ${place(promotion)}`;
}

function asking(promotion: PromotionView): string {
  return `${capital(nameOf(promotion.requestedBy))} asks to ${aim(promotion)}`;
}

function request(promotion: PromotionView): string {
  return `The request to ${aim(promotion)}`;
}

function subject({ model, version }: PromotionView): string {
  const number = version ? `version ${safeLine(version.version, 64)}` : 'a version';
  return model ? `${number} of ${safeLine(model.title)} (${safeLine(model.name, 128)})` : `${number} of a model`;
}

function place({ environment }: PromotionView): string {
  return safeLine(environment.title, 80);
}

function obstacles({ checks }: PromotionView): string {
  const failed = checks.filter(standsInTheWay).length;
  return failed === 1 ? '1 check stands in the way' : `${failed} checks stand in the way`;
}

function waiting({ missingApprovals }: PromotionView): string {
  const missing = requirementsText(missingApprovals);
  return missing ? `it still needs the approval of ${missing}` : 'it waits for its approval';
}

function approvers({ approvals }: PromotionView): string {
  const by = approvals.filter(each => each.stands && each.decision === 'APPROVE').flatMap(each => each.by ?? []);
  return by.length > 0 ? ` by ${nameList(by)}` : '';
}

function rejection({ approvals }: PromotionView): string {
  const last = approvals.filter(each => each.decision === 'REJECT').at(-1);
  if (!last) return '';
  return ` by ${nameOf(last.by)}${last.comment ? `: ${withoutStop(safeLine(last.comment, 500))}` : ''}`;
}

function lastly({ history }: PromotionView): string {
  const last = latest(history);
  if (!last?.by) return '';
  return ` by ${nameOf(last.by)}${last.note ? `: ${withoutStop(safeLine(last.note, 300))}` : ''}`;
}

function failure({ rollout }: PromotionView): string {
  return rollout?.detail ? `: ${withoutStop(safeLine(rollout.detail, 300))}` : '';
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
