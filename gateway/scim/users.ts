import type { Answer } from '../answer.ts';
import { isScimError, type ScimError, scimAnswer } from './error.ts';
import { type Asking, listPeople, removePerson, savePerson } from './graph.ts';
import { operationsOf } from './patch.ts';
import { answerList, type Filters, onlyMethods, onlyOne, partOf, projected, type Wanted } from './resources.ts';
import { type PersonFound, type PersonInput, userInput, userOf, userPatch } from './user.ts';

const filters: Filters = {
  username: 'userName',
  externalid: 'externalId',
  'emails.value': 'email',
  emails: 'email',
  id: 'id',
};

/** Answers /Users and /Users/{id}. */
export async function answerUsers(asking: Asking, wanted: Wanted): Promise<Answer | ScimError> {
  const { method, id } = wanted;
  if (id === null) {
    if (method === 'GET') return list(asking, wanted);
    return method === 'POST' ? create(asking, wanted) : onlyMethods('GET', 'POST');
  }
  if (method === 'GET') return shown(await find(asking, id), wanted);
  if (method === 'PUT') return saved(asking, wanted, userInput(wanted.body));
  if (method === 'PATCH') return patch(asking, { ...wanted, id });
  if (method !== 'DELETE') return onlyMethods('GET', 'PUT', 'PATCH', 'DELETE');
  const removed = await removePerson(asking, id);
  return isScimError(removed) ? removed : scimAnswer(204, null);
}

async function list(asking: Asking, { search, base }: Wanted): Promise<Answer | ScimError> {
  const part = partOf(search, filters);
  if (isScimError(part)) return part;
  const { startIndex, ...asked } = part;
  return answerList(await listPeople(asking, asked), startIndex, person => projected(userOf(person, base), search));
}

async function find(asking: Asking, id: string): Promise<PersonFound | ScimError> {
  return onlyOne(await listPeople(asking, { skip: 0, first: 1, where: { id } }));
}

function shown(person: PersonFound | ScimError, { base, search }: Wanted): Answer | ScimError {
  return isScimError(person) ? person : scimAnswer(200, projected(userOf(person, base), search));
}

async function create(asking: Asking, { body, base, search }: Wanted): Promise<Answer | ScimError> {
  const input = userInput(body);
  const person = isScimError(input) ? input : await savePerson(asking, input);
  if (isScimError(person)) return person;
  return scimAnswer(201, projected(userOf(person, base), search), { location: `${base}/Users/${person.id}` });
}

async function saved(asking: Asking, wanted: Wanted, input: PersonInput | ScimError): Promise<Answer | ScimError> {
  if (isScimError(input)) return input;
  return shown(await savePerson(asking, { ...input, id: wanted.id ?? undefined }), wanted);
}

async function patch(asking: Asking, wanted: Wanted & { id: string }): Promise<Answer | ScimError> {
  const operations = operationsOf(wanted.body);
  if (isScimError(operations)) return operations;
  const person = await find(asking, wanted.id);
  return isScimError(person) ? person : saved(asking, wanted, userPatch(person, operations));
}
