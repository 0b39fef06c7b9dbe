import type { IncomingMessage } from 'node:http';
import { type GraphRequest, graphRequestOf } from '@handoff/kit/graph-request';
import { collect } from '@handoff/kit/http/body';
import { refuseCharacters } from './guard/characters.ts';
import { refuseJson } from './guard/json.ts';
import { type Refusal, refuse } from './refusal.ts';

/** No request body may be larger, in bytes. */
export const largest = 8 * 1024 * 1024;
/** Larger bodies are only for what takes much at once, in bytes. */
export const large = 256 * 1024;

/** Reads a request body, at most 8 MB. */
export async function readBody(request: IncomingMessage): Promise<Buffer | Refusal> {
  const body = await collect(request, largest);
  if (body === 'too large') return tooLarge();
  return body === 'cut off' ? refuse(400, 'BAD_USER_INPUT', 'The request ended before its body was complete.') : body;
}

/** The refusal of a body over 256 kB that is no bulk import. */
export function notABulkImport(): Refusal {
  const mend = 'Send it in parts, rows as a stream to /ingest/observations, a reference as summaries.';
  return refuse(413, 'TOO_COSTLY', `Only importModels takes more than 256 kB in one request. ${mend}`);
}

function tooLarge(): Refusal {
  const message = 'The request body is larger than 8 MB. Send it in several requests.';
  return { ...refuse(413, 'TOO_COSTLY', message), headers: { connection: 'close' } };
}

/** A GraphQL request from the bytes of a JSON body. */
export function parseBody(body: Uint8Array): GraphRequest | Refusal {
  const nested = refuseJson(body);
  if (nested) return nested;
  const value = parseJson(body);
  if (value === undefined) return refuse(400, 'BAD_USER_INPUT', 'The request body is not valid JSON in UTF-8.');
  if (Array.isArray(value)) {
    return refuse(400, 'BAD_USER_INPUT', 'Several operations in one request are not taken. Send one JSON object.');
  }
  return refuseCharacters(utf8.decode(body), value) ?? checked(value);
}

/** A GraphQL request from the parameters of an address, as GET sends it. */
export function parseAddress(parameters: URLSearchParams): GraphRequest | Refusal {
  const text = parameters.get('variables');
  const bytes = Buffer.from(text ?? '');
  const nested = refuseJson(bytes);
  if (nested) return nested;
  const variables = text ? (parseJson(bytes) ?? 'none') : undefined;
  const unstorable = refuseCharacters(text ?? '', { variables });
  if (unstorable) return unstorable;
  return checked({ query: parameters.get('query'), variables, operationName: parameters.get('operationName') });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    return undefined;
  }
}

function checked(value: unknown): GraphRequest | Refusal {
  const asked = graphRequestOf(value);
  return typeof asked === 'string' ? refuse(400, 'BAD_USER_INPUT', asked) : asked;
}
