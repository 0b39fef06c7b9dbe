import { present as presentPlainly, surprising, type Teller } from '@handoff/kit/errors';
import type { GraphQLFormattedError } from 'graphql';
import { type Refusal, refuse } from './refusal.ts';

/** What graphql says when it gives up comparing fields that would have to be merged. */
const givenUp = 'Validation aborted.';
const tooAlike = 'This document repeats fields so often that checking it takes too long. Write each field once.';

/** An error as it is answered: never a stack, never SQL. What was not expected is logged whole under the request id. */
export function present(error: Error, teller: Teller): GraphQLFormattedError {
  if (error.message === givenUp)
    return { message: tooAlike, extensions: { code: 'TOO_COSTLY', requestId: teller.requestId } };
  const { message, ...told } = presentPlainly(error, teller);
  return { ...told, message: message.replace(suggestion, '') };
}

/** What graphql adds to what it does not know: names of the schema that are spelled alike, which nobody asked for. */
const suggestion = / Did you mean [^?]{0,2000}\?$/;

/** The refusal for something that was thrown: an outage, or a fault of ours. Logged whole under the request id. */
export function surprise(thrown: unknown, teller: Teller): Refusal {
  const { code, message } = surprising(thrown, teller);
  return refuse(code === 'UNAVAILABLE' ? 503 : 500, code, message);
}
