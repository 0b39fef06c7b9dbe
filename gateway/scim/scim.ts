import { collect } from '@handoff/kit/http/body';
import type { Answer } from '../answer.ts';
import { large } from '../body.ts';
import type { House, Knock } from '../door.ts';
import { surprise } from '../errors.ts';
import { refuseCharacters } from '../guard/characters.ts';
import { refuseJson } from '../guard/json.ts';
import { isRefusal } from '../refusal.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.ts';
import { answerOfError, isScimError, ofRefusal, type ScimError, scimAnswer, scimError } from './error.ts';
import { answerGroups } from './groups.ts';
import { listOf, type Wanted } from './resources.ts';
import { answerUsers } from './users.ts';

/** Where SCIM lives. */
export const scimPath = '/scim/v2';

/**
 * Answers SCIM 2.0 (RFC 7643, 7644), by which a company's directory manages people and teams. It is a client of the graph
 * like any other: who asks needs ACCESS_ADMIN there. publicUrl: where people reach Handoff.
 */
export async function answerScim(house: House, knock: Knock, publicUrl: string): Promise<Answer> {
  try {
    const answer = await letIn(house, knock, `${publicUrl}${scimPath}`);
    return isScimError(answer) ? answerOfError(answer) : answer;
  } catch (thrown) {
    return answerOfError(ofRefusal(surprise(thrown, { ...knock, log: house.log })));
  }
}

async function letIn(house: House, knock: Knock, base: string): Promise<Answer | ScimError> {
  const { request, requestId, signal } = knock;
  const bearer = await house.identify.authenticate(request.headersDistinct);
  if (isRefusal(bearer)) return ofRefusal(bearer);
  const bytes = await read(knock);
  if (isScimError(bytes)) return bytes;
  const actor = await house.identify.actor(bearer, { headers: request.headersDistinct, body: bytes, requestId });
  if (isRefusal(actor)) return ofRefusal(actor);
  const body = bytes.length === 0 ? undefined : parsed(bytes);
  if (isScimError(body)) return body;
  const [kind = '', id = null, ...more] = partsOf(knock.url);
  if (more.length > 0) return nothingHere;
  const wanted = { method: request.method ?? '', id, body, base, search: knock.url.searchParams };
  return route({ graph: house.graph, actor, signal }, kind, wanted);
}

type Asking = Parameters<typeof answerUsers>[0];

function route(asking: Asking, kind: string, wanted: Wanted): Promise<Answer | ScimError> | Answer | ScimError {
  if (kind === 'Users') return answerUsers(asking, wanted);
  if (kind === 'Groups') return answerGroups(asking, wanted);
  if (wanted.method !== 'GET')
    return Object.hasOwn(tables, kind) || kind === 'ServiceProviderConfig' ? onlyGet : nothingHere;
  if (kind === 'ServiceProviderConfig' && wanted.id === null)
    return scimAnswer(200, serviceProviderConfig(wanted.base));
  const all = Object.hasOwn(tables, kind) ? tables[kind as keyof typeof tables](wanted.base) : null;
  if (!all) return nothingHere;
  if (wanted.id === null) return scimAnswer(200, listOf(all, { total: all.length, startIndex: 1 }));
  const one = all.find(({ id }) => id === wanted.id);
  return one ? scimAnswer(200, one) : nothingHere;
}

const tables = { ResourceTypes: resourceTypes, Schemas: schemas };
const nothingHere = scimError(
  404,
  null,
  'There is nothing at this address: /scim/v2/Users and /scim/v2/Groups are there.',
);
const onlyGet = { ...scimError(405, null, 'Use GET.'), headers: { allow: 'GET' } };

/** What stands behind /scim/v2 in an address, decoded. */
function partsOf({ pathname }: URL): string[] {
  const parts = pathname.slice(scimPath.length).split('/').filter(Boolean);
  return parts.map(part => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

async function read({ request }: Knock): Promise<Buffer | ScimError> {
  if (request.method === 'GET' || request.method === 'DELETE') return Buffer.alloc(0);
  const json = /^application\/(scim\+)?json *(; *charset="?utf-?8"?)? *$/i.test(request.headers['content-type'] ?? '');
  if (!json || (request.headers['content-encoding'] ?? 'identity') !== 'identity')
    return scimError(
      415,
      null,
      'Send the resource as "Content-Type: application/scim+json", in UTF-8, not compressed.',
    );
  const body = await collect(request, large);
  if (body === 'cut off') return scimError(400, 'invalidSyntax', 'The request ended before its body was complete.');
  if (body !== 'too large') return body;
  return {
    ...scimError(413, null, 'This is larger than 256 kB: change members in parts, with PATCH.'),
    headers: { connection: 'close' },
  };
}

function parsed(body: Buffer): unknown {
  const refused = refuseJson(body);
  if (refused) return scimError(400, 'invalidSyntax', refused.message);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value = JSON.parse(text);
    const unstorable = refuseCharacters(text, value);
    return unstorable ? scimError(400, 'invalidValue', unstorable.message) : value;
  } catch {
    return scimError(400, 'invalidSyntax', 'The body is not valid JSON in UTF-8.');
  }
}
