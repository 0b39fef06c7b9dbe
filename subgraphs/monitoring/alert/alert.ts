import type { Problem } from '@handoff/kit/problem';
import type { Severity } from '@handoff/kit/schema/scalars';
import { inUtc } from '@handoff/kit/text';

export const alertStates = ['PENDING', 'FIRING', 'ACKNOWLEDGED', 'SILENCED', 'RECOVERING', 'RESOLVED'] as const;
export type AlertState = (typeof alertStates)[number];

/** Something about a model that somebody should see to. */
export interface Alert {
  id: string;
  modelId: string;
  deploymentId: string | null;
  environment: string | null;
  /** Null: it came from outside. */
  monitorId: string | null;
  fingerprint: string;
  state: AlertState;
  stateSince: Date;
  severity: Severity;
  title: string;
  detail: string;
  /** The last one that was a breach. */
  value: number | null;
  threshold: number | null;
  firedAt: Date;
  lastSeenAt: Date;
  /** How many times it was seen. */
  count: number;
  acknowledgedById: string | null;
  acknowledgedAt: Date | null;
  /** When it was silenced; what comes back in its silence goes on with it. */
  silencedAt: Date | null;
  silencedUntil: Date | null;
  resolvedAt: Date | null;
  /** Null: by itself. */
  resolvedById: string | null;
  escalation: number;
  /** When the next are asked, where nobody sees to it until then; null: nobody is. */
  escalatesAt: Date | null;
  runbook: string | null;
  previousId: string | null;
  /** The alert that explains it: a shared feature that is broken further up. */
  causeId: string | null;
  /** Whether anybody was told of it. */
  told: boolean;
  /** As an outside system sent them; null: a monitor found it. */
  labels: Record<string, string> | null;
  /** When the outside system says that it began and ended. */
  startedAt: Date | null;
  endedAt: Date | null;
  revision: number;
}

interface Move {
  from: readonly AlertState[];
  /** Null: the state stays. */
  to: AlertState | null | ((alert: Alert, now: Date) => AlertState);
  /** The event it leaves. */
  action: string;
  /** Nobody need be told. */
  quiet?: true;
}

const active = ['FIRING', 'ACKNOWLEDGED', 'SILENCED', 'RECOVERING'] as const;

/** What can happen to an alert, from which states, where it leads and what it leaves in the trail. */
const table = {
  // By what was observed.
  FIRE: { from: ['PENDING'], to: firing, action: 'alert.fired' },
  CALM: { from: ['PENDING'], to: 'RESOLVED', action: 'alert.resolved', quiet: true },
  RECOVER: { from: ['FIRING', 'ACKNOWLEDGED', 'SILENCED'], to: 'RECOVERING', action: 'alert.recovering', quiet: true },
  RELAPSE: { from: ['RECOVERING'], to: whereItWas, action: 'alert.relapsed', quiet: true },
  // By what is found about others: one explains it, or has ended before it.
  EXPLAIN: { from: active, to: null, action: 'alert.explained', quiet: true },
  OUTLAST: { from: active, to: null, action: 'alert.outlasted' },
  // By time: the silence is over of what ended meanwhile.
  SILENCE_OVER: { from: ['RESOLVED'], to: null, action: 'alert.silence_over' },
  // By people; RESOLVE, UNSILENCE and ESCALATE by what was observed and by time, too.
  ACKNOWLEDGE: { from: ['FIRING'], to: 'ACKNOWLEDGED', action: 'alert.acknowledged' },
  SILENCE: { from: ['FIRING', 'ACKNOWLEDGED', 'SILENCED'], to: 'SILENCED', action: 'alert.silenced' },
  UNSILENCE: { from: ['SILENCED'], to: 'FIRING', action: 'alert.unsilenced' },
  RESOLVE: { from: ['PENDING', ...active], to: 'RESOLVED', action: 'alert.resolved' },
  ESCALATE: { from: ['FIRING', 'ACKNOWLEDGED'], to: 'FIRING', action: 'alert.escalated' },
  RATE: { from: [...active, 'RESOLVED'], to: null, action: 'alert.rated', quiet: true },
} as const satisfies Record<string, Move>;

export type AlertMove = keyof typeof table;
/** The moves that people make. */
export const peoplesMoves = ['ACKNOWLEDGE', 'SILENCE', 'UNSILENCE', 'RESOLVE', 'ESCALATE', 'RATE'] as const;
export type PeoplesMove = (typeof peoplesMoves)[number];

/** What came back in a silence is silenced. */
function firing(alert: Alert, now: Date): AlertState {
  return isSilenced(alert, now) ? 'SILENCED' : 'FIRING';
}

/** What a relapse leads back to: who has seen to it is not told anew. The end of a silence is still to be told. */
function whereItWas({ silencedUntil, acknowledgedAt }: Alert): AlertState {
  if (silencedUntil !== null) return 'SILENCED';
  return acknowledgedAt === null ? 'FIRING' : 'ACKNOWLEDGED';
}

/** Whether nobody is told of it at an instant. */
export function isSilenced({ silencedUntil }: Pick<Alert, 'silencedUntil'>, now: Date): boolean {
  return silencedUntil !== null && silencedUntil > now;
}

/** Nobody comes after the fallback channel. */
export const lastEscalation = 2;

/** The moves that people can make with an alert as it stands, whoever asks. */
export function movesFrom(alert: Alert): PeoplesMove[] {
  return peoplesMoves.filter(move => isPossible(alert, move));
}

function isPossible({ state, escalation }: Alert, move: AlertMove): boolean {
  const from: readonly AlertState[] = table[move].from;
  return from.includes(state) && (move !== 'ESCALATE' || escalation < lastEscalation);
}

/** So many minutes somebody has to see to it before the next are asked; who is only informed has for ever. */
export const patience: Readonly<Record<Severity, number | null>> = { CRITICAL: 15, WARNING: 240, INFO: null };

/** When the next are asked. */
export function escalationOf(
  { state, severity, escalation }: Pick<Alert, 'state' | 'severity' | 'escalation'>,
  now: Date,
): Date | null {
  const minutes = patience[severity];
  if (state !== 'FIRING' || escalation >= lastEscalation || minutes === null) return null;
  return new Date(now.getTime() + minutes * 60_000);
}

/** The event that a move leaves, and whether somebody must be told. */
export function eventOf(move: AlertMove): { action: string; notify: boolean } {
  const { action, quiet }: Move = table[move];
  return { action, notify: !quiet };
}

/** The part of a monitor's alerts that is about the monitor itself: it cannot be evaluated. */
export const troublePart = 'trouble';

/** Whether an alert says that its monitor cannot be evaluated, and so nothing of what it watches. */
export function isTrouble({ fingerprint, monitorId }: Pick<Alert, 'fingerprint' | 'monitorId'>): boolean {
  return monitorId !== null && fingerprint.endsWith(`/${troublePart}`);
}

/** Whether all that happens to an alert by itself is left unsaid: people are told of what explains it, and not of it. */
export function isUnsaid({ causeId, told }: Pick<Alert, 'causeId' | 'told'>): boolean {
  return causeId !== null && !told;
}

/** The alert after a move, or why it is not possible. who: the name of whoever acknowledged or resolved it. */
export function moved(before: Alert, move: AlertMove, at: { now: Date; who?: string | null }): Alert | Problem {
  if (!isPossible(before, move)) {
    const message = stateSentence(before, move, at.who ?? null);
    return { kind: 'WrongState', state: before.state, allowed: movesFrom(before), message };
  }
  const { to }: Move = table[move];
  const state = (typeof to === 'function' ? to(before, at.now) : to) ?? before.state;
  const after: Alert = {
    ...before,
    ...(move === 'UNSILENCE' || move === 'ESCALATE' ? openAgain : {}),
    ...(move === 'SILENCE_OVER' ? unsilenced : {}),
    state,
    stateSince: state === before.state ? before.stateSince : at.now,
    resolvedAt: state === 'RESOLVED' ? (before.resolvedAt ?? at.now) : null,
    escalation: before.escalation + (move === 'ESCALATE' ? 1 : 0),
    revision: before.revision + 1,
  };
  const same = state === before.state && move !== 'ESCALATE';
  // What ends aloud has no silence left that could be told of.
  const loud = state === 'RESOLVED' && !isSilenced(before, at.now) ? unsilenced : {};
  return { ...after, ...loud, escalatesAt: same ? before.escalatesAt : escalationOf(after, at.now) };
}

const unsilenced = { silencedAt: null, silencedUntil: null } as const;

// Nobody sees to it any more: people are told again, and somebody else may acknowledge it.
const openAgain = { acknowledgedById: null, acknowledgedAt: null, ...unsilenced } as const;

function stateSentence(alert: Alert, move: AlertMove, who: string | null): string {
  const { acknowledgedAt, silencedUntil, resolvedAt } = alert;
  if (move === 'ESCALATE' && alert.escalation >= lastEscalation && alert.state !== 'RESOLVED') {
    return 'It was escalated as far as it can be: the fallback channel was told, and nobody comes after that.';
  }
  const sentences: Record<AlertState, string> = {
    PENDING: 'It has not fired: it must go on for a while first.',
    FIRING: 'It is firing, and neither acknowledged nor silenced.',
    ACKNOWLEDGED: `${who ?? 'Somebody'} acknowledged it at ${shown(acknowledgedAt)}.`,
    SILENCED: `It is silenced until ${shown(silencedUntil)}.`,
    RECOVERING: 'It is recovering: all is well again, and it ends when that lasts.',
    RESOLVED:
      who === null ? `It ended by itself at ${shown(resolvedAt)}.` : `${who} resolved it at ${shown(resolvedAt)}.`,
  };
  return sentences[alert.state];
}

function shown(at: Date | null): string {
  return at === null ? 'some time' : inUtc(at);
}
