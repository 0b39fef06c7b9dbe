import type { Answer } from '../answer.ts';
import type { Refusal } from '../refusal.ts';

/** Kinds of a 400 or 409, RFC 7644, table 9. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

/** What a SCIM request met: a value, answered in SCIM's own shape. */
export interface ScimError {
  kind: 'ScimError';
  /** HTTP status. */
  status: number;
  scimType: ScimType | null;
  /** What happened and how to mend it; shown as it is. */
  detail: string;
  headers?: Record<string, string>;
}

export function scimError(status: number, scimType: ScimType | null, detail: string): ScimError {
  return { kind: 'ScimError', status, scimType, detail };
}

export function isScimError(value: unknown): value is ScimError {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'ScimError';
}

/** A refusal of the door or of the graph, as SCIM tells it. */
export function ofRefusal({ status, message, headers }: Refusal): ScimError {
  return { ...scimError(status, null, message), headers };
}

/** A problem as the graph answers it. */
export interface GraphProblem {
  __typename: string;
  message: string;
  reason?: string;
}

/** A problem of the graph, as SCIM tells it. */
export function ofProblem({ __typename, message, reason }: GraphProblem): ScimError {
  if (__typename === 'NotAllowed') return scimError(403, null, message);
  if (__typename === 'NotFound') return scimError(404, null, message);
  if (__typename === 'InvalidInput') return scimError(400, 'invalidValue', message);
  return scimError(409, reason === 'NAME_TAKEN' ? 'uniqueness' : null, message);
}

const contentType = 'application/scim+json; charset=utf-8';

/** An answer with a SCIM body; null: none. */
export function scimAnswer(status: number, body: object | null, headers: Record<string, string> = {}): Answer {
  const typed = body === null ? headers : { ...headers, 'content-type': contentType };
  return { status, headers: typed, body: body === null ? '' : JSON.stringify(body), outcome: 'OK' };
}

/** An error as SCIM clients read it: RFC 7644, 3.12. */
export function answerOfError({ status, scimType, detail, headers }: ScimError): Answer {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  const body = { schemas, status: String(status), ...(scimType ? { scimType } : {}), detail };
  return scimAnswer(status, body, headers);
}
