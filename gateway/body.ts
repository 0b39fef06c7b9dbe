import type { IncomingMessage } from 'node:http';
import { type GraphRequest, graphRequestOf } from '@handoff/kit/graph-request';
import { collect } from '@handoff/kit/http/body';
import { refuseCharacters } from './guard/characters.ts';
import { refuseJson } from './guard/json.ts';
import { type Operations, withDocument } from './operations/known.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

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

type ById = Pick<Operations, 'byId'>;

/** A GraphQL request from the bytes of a JSON body, which may name its document. */
export function parseBody(body: Uint8Array, known: ById): GraphRequest | Refusal {
  const nested = refuseJson(body);
  if (nested) return nested;
  const text = decoded(body);
  const value = text === null ? undefined : parseJson(text);
  if (text === null || value === undefined)
    return refuse(400, 'BAD_USER_INPUT', 'The request body is not valid JSON in UTF-8.');
  if (Array.isArray(value)) {
    return refuse(400, 'BAD_USER_INPUT', 'Several operations in one request are not taken. Send one JSON object.');
  }
  return refuseCharacters(text, value) ?? checked(value, known);
}

/** A GraphQL request from the parameters of an address, as GET sends it, which may name its document. */
export function parseAddress(parameters: URLSearchParams, known: ById): GraphRequest | Refusal {
  const text = parameters.get('variables');
  const variables = jsonIn(text);
  if (isRefusal(variables)) return variables;
  const unstorable = refuseCharacters(text ?? '', { variables });
  if (unstorable) return unstorable;
  const extensions = jsonIn(parameters.get('extensions'));
  if (isRefusal(extensions)) return extensions;
  const [query, documentId, operationName] = ['query', 'documentId', 'operationName'].map(name => parameters.get(name));
  return checked({ query, documentId, variables, extensions, operationName }, known);
}

/** The value of a parameter that is JSON; undefined where there is none, and a text where it is something else. */
function jsonIn(text: string | null): unknown {
  if (!text) return undefined;
  return refuseJson(Buffer.from(text)) ?? parseJson(text) ?? 'none';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Null: it is no UTF-8. */
function decoded(body: Uint8Array): string | null {
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checked(value: unknown, known: ById): GraphRequest | Refusal {
  const whole = withDocument(value, known);
  if (isRefusal(whole)) return whole;
  const asked = graphRequestOf(whole);
  return typeof asked === 'string' ? refuse(400, 'BAD_USER_INPUT', asked) : asked;
}
