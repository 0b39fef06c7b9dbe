import { isScimError, type ScimError, scimError } from './error.ts';
import { namedValues } from './filter.ts';
import type { Operation } from './patch.ts';
import { attributesOf, idsOf, textOf } from './values.ts';

/** A team as the graph answers it to SCIM. */
export interface TeamFound {
  id: string;
  directory: { displayName: string; externalId: string | null };
  /** Left out: they were not asked for. */
  members?: { id: string; name: string; directory: object | null }[];
}

/** What is told to the graph of a team; what is undefined stays. */
export interface TeamInput {
  displayName?: string;
  externalId?: string | null;
  members?: string[];
  addMembers?: string[];
  removeMembers?: string[];
}

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** The resource of a team. Members whom the directory does not manage are none to it. base: address of /scim/v2. */
export function groupOf({ id, directory, members }: TeamFound, base: string): object {
  const { displayName, externalId } = directory;
  const known = members?.filter(member => member.directory);
  return {
    schemas: [groupSchema],
    id,
    ...(externalId === null ? {} : { externalId }),
    displayName,
    ...(known && {
      members: known.map(one => ({ value: one.id, display: one.name, $ref: `${base}/Users/${one.id}`, type: 'User' })),
    }),
    meta: { resourceType: 'Group', location: `${base}/Groups/${id}` },
  };
}

/** A whole group as POST and PUT send one, or what is wrong with it. */
export function groupInput(body: unknown): TeamInput | ScimError {
  const sent = attributesOf(body);
  if (!sent) return scimError(400, 'invalidSyntax', 'A group is a JSON object.');
  const displayName = textOf('displayName', sent.get('displayname'));
  if (isScimError(displayName)) return displayName;
  if (displayName === null) return scimError(400, 'invalidValue', '"displayName" is missing.');
  const externalId = textOf('externalId', sent.get('externalid'));
  if (isScimError(externalId)) return externalId;
  const members = idsOf('members', sent.get('members'));
  return isScimError(members) ? members : { displayName, externalId, members };
}

/** Members while operations are read: the whole list once it was replaced, until then who comes and who goes. */
interface Draft extends Pick<TeamInput, 'displayName' | 'externalId'> {
  members: Set<string> | null;
  add: Set<string>;
  remove: Set<string>;
}

/** What the operations of a PATCH change of a team, or what is wrong with them: who comes and goes, not the whole list. */
export function groupPatch(operations: readonly Operation[]): TeamInput | ScimError {
  const draft: Draft = { members: null, add: new Set(), remove: new Set() };
  for (const operation of operations) {
    const problem = apply(draft, operation);
    if (problem) return problem;
  }
  const { displayName, externalId, members, add, remove } = draft;
  if (members) return { displayName, externalId, members: [...members] };
  return { displayName, externalId, addMembers: [...add], removeMembers: [...remove] };
}

function apply(draft: Draft, operation: Operation): ScimError | null {
  const { op, path, value } = operation;
  if (path.attribute === 'members') return changeMembers(draft, operation);
  if (path.attribute === 'displayname' || path.attribute === 'externalid') {
    const text = op === 'remove' ? null : textOf(path.attribute, value);
    if (isScimError(text)) return text;
    if (path.attribute === 'externalid') draft.externalId = text;
    else if (text === null) return scimError(400, 'mutability', 'A group keeps a "displayName": it cannot go.');
    else draft.displayName = text;
  }
  return null;
}

function changeMembers(draft: Draft, { op, path, value }: Operation): ScimError | null {
  const ids = path.only ? namedValues(path.only) : idsOf('members', value);
  if (ids === null) return scimError(400, 'invalidFilter', 'Members are named by members[value eq "…"].');
  if (isScimError(ids)) return ids;
  if (path.only && op !== 'remove')
    return scimError(400, 'invalidPath', 'Members are added by their list, and removed by members[value eq "…"].');
  if (op === 'replace') draft.members = new Set(ids);
  else if (op === 'remove' && !path.only && value === undefined) draft.members = new Set();
  else for (const id of ids) change(draft, op, id);
  return null;
}

function change({ members, add, remove }: Draft, op: 'add' | 'remove', id: string): void {
  const [into, outOf] =
    op === 'add' ? [members ?? add, members ? null : remove] : [members ? null : remove, members ?? add];
  into?.add(id);
  outOf?.delete(id);
}
