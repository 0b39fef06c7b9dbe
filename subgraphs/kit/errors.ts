import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Log } from './log.ts';

/** The codes that stand in `extensions.code` of an error. */
export type Code =
  | 'UNAUTHENTICATED'
  | 'BAD_USER_INPUT'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_IN_LIST'
  | 'TOO_COSTLY'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** What is needed to tell people of an error and operators of its cause. */
export interface Teller {
  requestId: string;
  log: Log;
}

/** Another part of Handoff could not be asked: whoever waits for it should try again. */
export class Outage extends Error {
  override readonly name = 'Outage';
  readonly code = 'UNAVAILABLE';
}

const told: Readonly<Record<string, Code>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  // What the federation planner finds wrong that validation let pass.
  INVALID_GRAPHQL: 'GRAPHQL_VALIDATION_FAILED',
  TOO_COSTLY: 'TOO_COSTLY',
  RATE_LIMITED: 'RATE_LIMITED',
  // What a subgraph in another process made of a surprise of its own, and logged there.
  UNAVAILABLE: 'UNAVAILABLE',
  INTERNAL: 'INTERNAL',
};

/** An error as it is answered: never a stack, never SQL. What was not expected is logged whole under the request id. */
export function present(error: Error, teller: Teller): GraphQLFormattedError {
  const { path, locations, extensions }: Partial<GraphQLError> = error instanceof GraphQLError ? error : {};
  const known = told[String(extensions?.code)] ?? null;
  const code = isBadArgument(error, known) ? 'BAD_USER_INPUT' : known;
  const { message, code: shown } = code ? { message: error.message, code } : surprising(cause(error), teller);
  return { message, locations, path, extensions: { code: shown, requestId: teller.requestId } };
}

/** What is told of something that was thrown: an outage, or a fault of ours. Logged whole under the request id. */
export function surprising(thrown: unknown, { requestId, log }: Teller): { code: Code; message: string } {
  if (isOutage(thrown)) {
    log.warn({ requestId, err: thrown }, 'a part of Handoff cannot be reached');
    return {
      code: 'UNAVAILABLE',
      message: 'A part of Handoff cannot be reached right now. Try again in a moment.',
    };
  }
  log.error({ requestId, err: thrown }, 'a request failed unexpectedly');
  return { code: 'INTERNAL', message: `Something went wrong here. Tell the operators this id: ${requestId}` };
}

/** What was thrown first: the gateway and graphql wrap it on its way. */
function cause(error: Error): Error {
  return error instanceof GraphQLError && error.originalError ? cause(error.originalError) : error;
}

/**
 * A written-out argument of a wrong form: validation finds it where its scalar is at hand; else the subgraph does, and
 * graphql gives it no code. Both are told alike.
 */
function isBadArgument(error: Error, known: Code | null): boolean {
  const first = cause(error);
  if (known === 'GRAPHQL_VALIDATION_FAILED')
    return !(first instanceof GraphQLError) || first.extensions.code === 'BAD_USER_INPUT';
  const written = /^Argument "\w+" (has invalid value|of )/.test(error.message);
  return known === null && written && first instanceof GraphQLError;
}

const outages: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
  // PostgreSQL: shutting down, crashed, starting up, cut for being idle; a replica that was the first server until now.
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25006',
  // The database's disk does not take what is written.
  '58030',
]);

/** Whether something could not be reached, the database or another service, as opposed to a fault of ours. */
export function isOutage(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = String((thrown as { code?: unknown }).code ?? '');
  return (
    outages.has(code) ||
    // TypeORM, in a transaction whose connection broke between two statements.
    thrown.name === 'QueryRunnerProviderAlreadyReleasedError' ||
    // 08: connections; 53: the database has no more room, memory or connections.
    /^(08|53)...$|^UND_ERR_/.test(code) ||
    /^(Connection terminated|timeout exce|timeout expired|Client (has encountered|was closed))/.test(thrown.message)
  );
}
