import type { Log } from '@handoff/kit/log';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Code, Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';

/** What is needed to tell people of an error and operators of its cause. */
export interface Teller {
  requestId: string;
  log: Log;
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
};

/** What graphql says when it gives up comparing fields that would have to be merged. */
const givenUp = 'Validation aborted.';
const tooAlike = 'This document repeats fields so often that checking it takes too long. Write each field once.';

/** An error as it is answered: never a stack, never SQL. What was not expected is logged whole under the request id. */
export function present(error: GraphQLError, teller: Teller): GraphQLFormattedError {
  if (error.message === givenUp)
    return { message: tooAlike, extensions: { code: 'TOO_COSTLY', requestId: teller.requestId } };
  const { path, locations } = error.toJSON();
  const code = told[String(error.extensions.code)] ?? (isBadArgument(error) ? 'BAD_USER_INPUT' : null);
  const { message, code: shown } = code ? { message: error.message, code } : surprise(cause(error), teller);
  return { message, locations, path, extensions: { code: shown, requestId: teller.requestId } };
}

/** The refusal for something that was thrown: an outage, or a fault of ours. Logged whole under the request id. */
export function surprise(thrown: unknown, { requestId, log }: Teller): Refusal {
  if (isOutage(thrown)) {
    log.warn({ requestId, err: thrown }, 'a part of Handoff cannot be reached');
    return refuse(503, 'UNAVAILABLE', 'A part of Handoff cannot be reached right now. Try again in a moment.');
  }
  log.error({ requestId, err: thrown }, 'a request failed unexpectedly');
  return refuse(500, 'INTERNAL', `Something went wrong here. Tell the operators this id: ${requestId}`);
}

/** What was thrown first: the gateway and graphql wrap it on its way. */
function cause(error: Error): Error {
  return error instanceof GraphQLError && error.originalError ? cause(error.originalError) : error;
}

/** A written-out argument of a wrong form is found by the subgraph only, as graphql gives it no code. */
function isBadArgument(error: GraphQLError): boolean {
  const first = cause(error);
  return first instanceof GraphQLError && /^Argument "\w+" (has invalid value|of )/.test(error.message);
}

const outages: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  // PostgreSQL: shutting down, crashed, starting up, too many connections.
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

/** Whether something could not be reached, the database or another service, as opposed to a fault of ours. */
export function isOutage(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = String((thrown as { code?: unknown }).code ?? '');
  return (
    outages.has(code) ||
    // TypeORM, in a transaction whose connection broke between two statements.
    thrown.name === 'QueryRunnerProviderAlreadyReleasedError' ||
    /^08...$|^UND_ERR_/.test(code) ||
    /^(Connection terminated|timeout exce)/.test(thrown.message)
  );
}
