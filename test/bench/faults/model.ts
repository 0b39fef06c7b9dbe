/** The things whose histories are checked. */
export type Kind = 'promotion' | 'assignment' | 'handover' | 'alert';

/** From a state to a state; from null: it begins. */
export type Arrow = readonly [string | null, string];

/** Which arrows each action of the trail may stand for. */
export type Model = Readonly<Record<Kind, Readonly<Record<string, readonly Arrow[]>>>>;

function arrows(from: readonly (string | null)[], to: readonly string[]): Arrow[] {
  return from.flatMap(one => to.map(other => [one, other] as const));
}

/** What leaves a thing in the state that it is in. */
function staying(states: readonly string[]): Arrow[] {
  return states.map(state => [state, state] as const);
}

const judged = ['BLOCKED', 'PENDING', 'APPROVED'];
const carried = ['ROLLING_OUT', 'LIVE'];
const under = ['ROLLING_OUT'];
const heard = ['FIRING', 'ACKNOWLEDGED', 'SILENCED'];
const active = [...heard, 'RECOVERING'];

/**
 * The state machines as they are meant, written down a second time and on purpose: what the product's own tables say is
 * held against it. Of an assignment that ends with its person or team that person's or team's entry tells, and this does not.
 */
export const model: Model = {
  promotion: {
    requested: arrows([null], judged),
    evidence_changed: arrows(judged, judged),
    check_waived: arrows(['BLOCKED'], judged),
    approval_given: staying(['PENDING']),
    approved: arrows(['PENDING'], ['APPROVED']),
    rejected: arrows(['BLOCKED', 'PENDING'], ['REJECTED']),
    withdrawn: arrows(judged, ['WITHDRAWN']),
    expired: arrows(judged, ['EXPIRED']),
    superseded: arrows([...judged, 'LIVE'], ['SUPERSEDED']),
    rollout_started: arrows(['APPROVED'], under),
    step_placed: staying(under),
    advanced: staying(under),
    rollout_stopped: staying(under),
    rollout_resumed: staying(under),
    live: arrows(under, ['LIVE']),
    retired: arrows(under, ['LIVE']),
    failed: arrows(under, ['FAILED']),
    rollback_started: staying(carried),
    rollback_failed: staying(carried),
    rolled_back: arrows(carried, ['ROLLED_BACK']),
  },
  assignment: {
    proposed: arrows([null], ['PROPOSED']),
    granted: arrows([null], ['ACCEPTED']),
    accepted: arrows(['PROPOSED'], ['ACCEPTED']),
    declined: arrows(['PROPOSED'], ['DECLINED']),
    expired: arrows(['PROPOSED'], ['EXPIRED']),
    delegated: staying(['ACCEPTED']),
    ended: arrows(['PROPOSED', 'ACCEPTED'], ['ENDED']),
  },
  handover: {
    offered: arrows([null], ['OFFERED']),
    reviewed: [...staying(['OFFERED', 'IN_REVIEW']), ['OFFERED', 'IN_REVIEW']],
    accepted: arrows(['OFFERED', 'IN_REVIEW'], ['ACCEPTED']),
    returned: arrows(['OFFERED', 'IN_REVIEW'], ['RETURNED']),
    withdrawn: arrows(['OFFERED', 'IN_REVIEW'], ['WITHDRAWN']),
  },
  alert: {
    pending: arrows([null], ['PENDING']),
    fired: arrows([null, 'PENDING'], ['FIRING', 'SILENCED']),
    recovering: arrows(heard, ['RECOVERING']),
    relapsed: arrows(['RECOVERING'], heard),
    explained: staying(active),
    outlasted: staying(active),
    silence_over: staying(['RESOLVED']),
    acknowledged: arrows(['FIRING'], ['ACKNOWLEDGED']),
    silenced: arrows(heard, ['SILENCED']),
    unsilenced: arrows(['SILENCED'], ['FIRING']),
    resolved: arrows(['PENDING', ...active], ['RESOLVED']),
    escalated: arrows(['FIRING', 'ACKNOWLEDGED'], ['FIRING']),
    rated: staying([...active, 'RESOLVED']),
  },
};

/** Entries that say something about a thing, and move nothing. */
export const idle: ReadonlySet<string> = new Set(['reminded', 'overdue']);

/** Whether somebody must be told of each entry about such a thing; of alerts that hangs on silences. */
export const alwaysTold: ReadonlySet<Kind> = new Set<Kind>(['promotion', 'assignment', 'handover']);
