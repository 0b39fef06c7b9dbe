/** What a request met that is no bug. A value, never thrown; shown to people as it is. */
export type Problem =
  | { kind: 'NotFound'; message: string }
  /** rule: a stable name, e.g. four-eyes; whoCan: ids of the people and teams to turn to. */
  | { kind: 'NotAllowed'; message: string; rule: string; whoCan: readonly string[] }
  /** allowed: the moves that are possible from this state. */
  | { kind: 'WrongState'; message: string; state: string; allowed: readonly string[] }
  /** field: path of the input field, e.g. features[3].dtype. */
  | { kind: 'InvalidInput'; message: string; field: string }
  | { kind: 'Conflict'; message: string; reason: ConflictReason };

export type ConflictReason =
  | 'NAME_TAKEN'
  | 'STALE_REVISION'
  | 'EVIDENCE_CHANGED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'ROLE_TAKEN';

const kinds: ReadonlySet<string> = new Set(['NotFound', 'NotAllowed', 'WrongState', 'InvalidInput', 'Conflict']);

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && kinds.has((value as { kind?: unknown }).kind as string);
}

/** The same answer for what does not exist and for what may not be seen. */
/** mend: what to do about it, as a sentence without its full stop. */
export function notFound(what: string, reference: string, mend?: string): Problem {
  const message = `There is no ${what} "${reference}", or it is not yours to see${mend ? `: ${mend}` : ''}.`;
  return { kind: 'NotFound', message };
}

export function invalid(field: string, message: string): Problem {
  return { kind: 'InvalidInput', field, message };
}

export function conflict(reason: ConflictReason, message: string): Problem {
  return { kind: 'Conflict', reason, message };
}
