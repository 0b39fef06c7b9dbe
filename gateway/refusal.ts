import type { Code } from '@handoff/kit/errors';

/** A request that is turned away before it is carried out: a value, answered as a GraphQL error. */
export interface Refusal {
  kind: 'Refusal';
  /** HTTP status. */
  status: number;
  code: Code;
  /** What happened and how to mend it; shown as it is. */
  message: string;
  /** Response headers that belong to it, e.g. Allow. */
  headers?: Record<string, string>;
  /** What programs read of it, beside its code. */
  told?: object;
}

export function refuse(status: number, code: Code, message: string): Refusal {
  return { kind: 'Refusal', status, code, message };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Refusal';
}

/** The refusal for whoever is not known, or not as who they say they are. */
export function stranger(message: string): Refusal {
  return { ...refuse(401, 'UNAUTHENTICATED', message), headers: { 'www-authenticate': 'Bearer' } };
}
