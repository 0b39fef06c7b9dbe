import type { Answer } from '../answer.ts';
import { isScimError, type ScimError, scimAnswer } from './error.ts';
import { type Asking, listTeams, removeTeam, saveTeam } from './graph.ts';
import { groupInput, groupOf, groupPatch, type TeamFound, type TeamInput } from './group.ts';
import { operationsOf } from './patch.ts';
import {
  answerList,
  type Filters,
  isWanted,
  onlyMethods,
  onlyOne,
  partOf,
  projected,
  type Wanted,
} from './resources.ts';

const filters: Filters = {
  displayname: 'displayName',
  externalid: 'externalId',
  'members.value': 'memberId',
  members: 'memberId',
  id: 'id',
};

/** Answers /Groups and /Groups/{id}. */
export async function answerGroups(asking: Asking, wanted: Wanted): Promise<Answer | ScimError> {
  const { method, id, body } = wanted;
  if (id === null) {
    if (method === 'GET') return list(asking, wanted);
    return method === 'POST' ? create(asking, wanted) : onlyMethods('GET', 'POST');
  }
  if (method === 'GET') return find(asking, wanted, id);
  if (method === 'PUT') return saved(asking, wanted, groupInput(body));
  if (method === 'PATCH') {
    const operations = operationsOf(body);
    return isScimError(operations) ? operations : saved(asking, wanted, groupPatch(operations));
  }
  if (method !== 'DELETE') return onlyMethods('GET', 'PUT', 'PATCH', 'DELETE');
  const removed = await removeTeam(asking, id);
  return isScimError(removed) ? removed : scimAnswer(204, null);
}

async function list(asking: Asking, { search, base }: Wanted): Promise<Answer | ScimError> {
  const part = partOf(search, filters);
  if (isScimError(part)) return part;
  const { startIndex, ...asked } = part;
  const found = await listTeams(asking, asked, isWanted(search, 'members'));
  return answerList(found, startIndex, team => projected(groupOf(team, base), search));
}

async function find(asking: Asking, wanted: Wanted, id: string): Promise<Answer | ScimError> {
  const found = await listTeams(asking, { skip: 0, first: 1, where: { id } }, isWanted(wanted.search, 'members'));
  return shown(onlyOne(found), wanted);
}

function shown(team: TeamFound | ScimError, { base, search }: Wanted): Answer | ScimError {
  return isScimError(team) ? team : scimAnswer(200, projected(groupOf(team, base), search));
}

async function create(asking: Asking, { body, base, search }: Wanted): Promise<Answer | ScimError> {
  const input = groupInput(body);
  const team = isScimError(input) ? input : await saveTeam(asking, input);
  if (isScimError(team)) return team;
  return scimAnswer(201, projected(groupOf(team, base), search), { location: `${base}/Groups/${team.id}` });
}

async function saved(asking: Asking, wanted: Wanted, input: TeamInput | ScimError): Promise<Answer | ScimError> {
  if (isScimError(input)) return input;
  return shown(await saveTeam(asking, { ...input, id: wanted.id ?? undefined }), wanted);
}
