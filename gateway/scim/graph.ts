import type { Actor } from '@handoff/kit/actor';
import type { Graph } from '../graph.ts';
import { callGraph } from '../graph-call.ts';
import { isRefusal } from '../refusal.ts';
import { type GraphProblem, ofProblem, ofRefusal, type ScimError, scimError } from './error.ts';
import type { TeamFound, TeamInput } from './group.ts';
import type { PersonFound, PersonInput } from './user.ts';

/** The graph as somebody asks it who may manage access. */
export interface Asking {
  graph: Graph;
  actor: Actor;
  signal: AbortSignal;
}

/** A part of a list, with what is asked of all in it. */
export interface Part {
  skip: number;
  first: number;
  /** By the arguments of the graph: id, userName, externalId, email, displayName, memberId. */
  where: Readonly<Record<string, string>>;
}

/** What was found, and how many there are in all. */
export interface Listed<T> {
  totalCount: number;
  nodes: T[];
}

const person = `id name email active directory { userName externalId givenName familyName }
  teams { id title directory { displayName } }`;
const team = 'id directory { displayName externalId }';
const members = 'members { id name directory { userName } }';

const peopleQuery = `query People($skip: Int, $first: Int, $id: ID, $userName: String, $externalId: String, $email: String) {
  listed: directoryPeople(skip: $skip, first: $first, id: $id, userName: $userName, externalId: $externalId, email: $email) {
    totalCount nodes { ${person} } } }`;
const teamsQuery = `query Teams($skip: Int, $first: Int, $id: ID, $displayName: String, $externalId: String, $memberId: ID, $members: Boolean!) {
  listed: directoryTeams(skip: $skip, first: $first, id: $id, displayName: $displayName, externalId: $externalId, memberId: $memberId) {
    totalCount nodes { ${team} ... @include(if: $members) { ${members} } } } }`;
const problem = 'problem { __typename message ... on Conflict { reason } }';

function mutation(name: string, selection: string): string {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return `mutation Scim($input: ${type}!) { done: ${name}(input: $input) { thing: ${selection} ${problem} } }`;
}

const savePersonMutation = mutation('saveDirectoryPerson', `person { ${person} }`);
const removePersonMutation = mutation('removeDirectoryPerson', 'person { id }');
const saveTeamMutation = mutation('saveDirectoryTeam', `team { ${team} ${members} }`);
const removeTeamMutation = mutation('removeDirectoryTeam', 'team { id }');

export function listPeople(asking: Asking, { where, ...part }: Part): Promise<Listed<PersonFound> | ScimError> {
  return list(asking, peopleQuery, { ...part, ...where });
}

/** members: whether to read who belongs to each. */
export function listTeams(
  asking: Asking,
  { where, ...part }: Part,
  members: boolean,
): Promise<Listed<TeamFound> | ScimError> {
  return list(asking, teamsQuery, { ...part, ...where, members });
}

export function savePerson(asking: Asking, input: PersonInput & { id?: string }): Promise<PersonFound | ScimError> {
  return change(asking, savePersonMutation, input);
}

export function removePerson(asking: Asking, id: string): Promise<{ id: string } | ScimError> {
  return change(asking, removePersonMutation, { id });
}

export function saveTeam(asking: Asking, input: TeamInput & { id?: string }): Promise<TeamFound | ScimError> {
  return change(asking, saveTeamMutation, input);
}

export function removeTeam(asking: Asking, id: string): Promise<{ id: string } | ScimError> {
  return change(asking, removeTeamMutation, { id });
}

async function list<T>(asking: Asking, query: string, variables: object): Promise<Listed<T> | ScimError> {
  const { graph, ...as } = asking;
  const answer = await callGraph<{ listed: Listed<T> | null }>(graph, { query, variables, ...as });
  if (isRefusal(answer)) return ofRefusal(answer);
  return answer.listed ?? notAllowed;
}

const notAllowed = scimError(
  403,
  null,
  'Only who manages access may read the directory: this token needs ACCESS_ADMIN.',
);

interface Changed<T> {
  done: { thing: T | null; problem: GraphProblem | null } | null;
}

async function change<T>(asking: Asking, query: string, input: object): Promise<T | ScimError> {
  const { graph, ...as } = asking;
  const answer = await callGraph<Changed<T>>(graph, { query, variables: { input }, ...as });
  if (isRefusal(answer)) return ofRefusal(answer);
  const { thing = null, problem: met = null } = answer.done ?? {};
  if (met) return ofProblem(met);
  return thing ?? scimError(500, null, 'The graph did not say what it changed: read it again.');
}
