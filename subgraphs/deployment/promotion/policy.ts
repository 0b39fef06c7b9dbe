import type { Permission } from '@handoff/kit/access/permission';
import type { ApprovalRequirement } from '../environment/promotion-policy.ts';
import {
  type Decision,
  type Given,
  missingApprovals,
  movesFrom,
  type PromotionMove,
  type PromotionState,
} from './promotion.ts';
import type { Standpoint } from './stage.ts';

/** Why somebody may not; ask: whoever holds this permission there, or who can still approve. */
export interface Refused {
  rule: string;
  message: string;
  ask: Permission | 'approvers';
}

/** What is known of who acts, as far as one promotion is concerned. */
export interface Standing {
  actorId: string | null;
  isPerson: boolean;
  permissions: ReadonlySet<Permission>;
  /** Keys of the roles they hold on the model now, that may approve. */
  roles: readonly string[];
}

/** What a promotion is, as far as it decides who may do what with it. */
export interface Subject {
  state: PromotionState;
  /** Where its rollout stands; left out: nothing of it is carried out. */
  standpoint?: Standpoint;
  production: boolean;
  requestedById: string;
  /** Whoever asked, registered or trained the version. */
  involvedIds: readonly string[];
  fourEyes: boolean;
  required: readonly ApprovalRequirement[];
  /** The approvals that stand. */
  approved: readonly Given[];
}

const eyes = {
  rule: 'four-eyes',
  message: 'You asked for this promotion, or registered or trained the version: somebody else must decide it.',
  ask: 'approvers',
} as const;

const again = {
  rule: 'one-person-one-approval',
  message: 'You have approved this already: each approval is given by a different person.',
  ask: 'approvers',
} as const;

const withdrawIt = {
  rule: 'requester-withdraws',
  message: 'You asked for this promotion: withdraw it instead.',
  ask: 'approvers',
} as const;

/** May they give this decision, and in which role? role: as which they want to decide; left out: the first that fits. */
export function mayDecide(
  subject: Subject,
  standing: Standing,
  wanted: { decision: Decision; role?: string | null },
): Refused | { role: string } {
  if (!standing.isPerson)
    return { rule: 'people-decide', message: 'Only a person can decide this, no program.', ask: 'approvers' };
  if (!standing.permissions.has('PROMOTION_APPROVE'))
    return {
      rule: 'promotion-approve',
      message: 'Deciding this needs a role that may approve promotions here.',
      ask: 'approvers',
    };
  if (wanted.decision === 'REJECT') return rejecting(subject, standing, wanted.role);
  const involved = standing.actorId !== null && subject.involvedIds.includes(standing.actorId);
  if (involved && subject.fourEyes) return eyes;
  if (subject.approved.some(one => one.personId === standing.actorId)) return again;
  const missing = missingApprovals(subject.required, subject.approved);
  const names = missing.map(({ role }) => role);
  const role = names.find(each => standing.roles.includes(each) && (!wanted.role || each === wanted.role));
  if (!role) return notAsked(names, wanted.role);
  return (involved ? notAlone(subject, missing) : null) ?? { role };
}

/** Whoever may approve anything here may say no; they do so in a role that is asked for, where they hold one. */
function rejecting(
  { required, requestedById }: Subject,
  { roles, actorId }: Standing,
  wanted?: string | null,
): Refused | { role: string } {
  if (actorId === requestedById) return withdrawIt;
  const role = wanted ? roles.find(each => each === wanted) : (roles.find(each => asks(required, each)) ?? roles[0]);
  return role
    ? { role }
    : notAsked(
        required.map(each => each.role),
        wanted,
      );
}

function asks(required: readonly ApprovalRequirement[], role: string): boolean {
  return required.some(each => each.role === role);
}

function notAsked(missing: readonly string[], wanted: string | null | undefined): Refused {
  const asked = missing.length > 0 ? `still missing: ${missing.join(', ')}` : 'no approval is missing';
  const message = wanted
    ? `You cannot approve this as ${wanted} (${asked}).`
    : `None of your roles here is asked for (${asked}).`;
  return { rule: 'approver-role', message, ask: 'approvers' };
}

/** Whoever asked, registered or trained is never the only one to approve: the last word is somebody else's. */
function notAlone({ approved, involvedIds }: Subject, missing: readonly ApprovalRequirement[]): Refused | null {
  const others = approved.some(one => !involvedIds.includes(one.personId));
  const left = missing.reduce((sum, { count }) => sum + count, 0);
  if (others || left > 1) return null;
  return {
    rule: 'not-alone',
    message: 'You asked for this promotion, or registered or trained the version, and nobody else has approved it yet.',
    ask: 'approvers',
  };
}

const needed: Record<Exclude<PromotionMove, 'APPROVE' | 'REJECT' | 'WITHDRAW' | 'WAIVE' | 'RECHECK'>, Permission> = {
  START: 'DEPLOY',
  CONFIRM: 'DEPLOY',
  ADVANCE: 'DEPLOY',
  ROLL_BACK: 'DEPLOY',
};

/** May they make this move, the state aside? */
export function mayMove(move: PromotionMove, subject: Subject, standing: Standing): Refused | null {
  const { permissions, actorId } = standing;
  if (move === 'APPROVE' || move === 'REJECT') {
    const may = mayDecide(subject, standing, { decision: move });
    return 'rule' in may ? may : null;
  }
  if (move === 'WITHDRAW') {
    if (actorId === subject.requestedById || permissions.has('MODEL_EDIT')) return null;
    return {
      rule: 'requester-withdraws',
      message: 'Only who asked for it, or who edits the model, withdraws it.',
      ask: 'MODEL_EDIT',
    };
  }
  if (move === 'WAIVE') return mayWaive(subject, standing);
  if (move === 'RECHECK') {
    if (permissions.has('PROMOTION_REQUEST') || permissions.has('PROMOTION_APPROVE')) return null;
    return {
      rule: 'promotion-request',
      message: 'Checking it anew needs a role that asks for promotions here.',
      ask: 'PROMOTION_REQUEST',
    };
  }
  if (permissions.has(needed[move])) return null;
  return { rule: 'deploy', message: 'Only who deploys this model may do that.', ask: needed[move] };
}

function mayWaive({ fourEyes, involvedIds }: Subject, { permissions, actorId }: Standing): Refused | null {
  if (!permissions.has('CHECK_WAIVE'))
    return { rule: 'check-waive', message: 'Waiving a check needs a role that may, such as risk.', ask: 'CHECK_WAIVE' };
  if (!fourEyes || actorId === null || !involvedIds.includes(actorId)) return null;
  return {
    ...eyes,
    message: 'You asked for this promotion, or registered or trained the version: somebody else must waive its checks.',
    ask: 'CHECK_WAIVE',
  };
}

/** The moves somebody can make now; whoever "anyone" is, the state decides alone. */
export function movesOf(subject: Subject, standing: Standing | 'anyone'): PromotionMove[] {
  const possible = movesFrom(subject.state, subject.standpoint);
  return standing === 'anyone' ? possible : possible.filter(move => mayMove(move, subject, standing) === null);
}

/** Ids of the people among holders of roles who can give an approval that is missing, each once, in their order. */
export function approversAmong(subject: Subject, holders: readonly { personId: string; roleKey: string }[]): string[] {
  const missing = new Set(missingApprovals(subject.required, subject.approved).map(({ role }) => role));
  const done = new Set(subject.approved.map(({ personId }) => personId));
  const barred = new Set(subject.fourEyes ? subject.involvedIds : []);
  const able = holders.filter(
    ({ personId, roleKey }) => missing.has(roleKey) && !done.has(personId) && !barred.has(personId),
  );
  return [...new Set(able.map(({ personId }) => personId))];
}
