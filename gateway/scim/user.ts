import { isScimError, type ScimError, scimError } from './error.ts';
import type { Operation } from './patch.ts';
import { type Attributes, attributesOf, emailOf, flagOf, textOf } from './values.ts';

/** A person as the graph answers them to SCIM. */
export interface PersonFound {
  id: string;
  name: string;
  email: string;
  active: boolean;
  directory: { userName: string; externalId: string | null; givenName: string | null; familyName: string | null };
  teams?: { id: string; title: string; directory: object | null }[];
}

/** What is told to the graph of a person; what is undefined stays. */
export interface PersonInput {
  userName?: string;
  externalId?: string | null;
  name?: string;
  givenName?: string | null;
  familyName?: string | null;
  email?: string;
  active?: boolean;
}

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** The resource of a person. base: address of /scim/v2. */
export function userOf({ id, name, email, active, directory, teams = [] }: PersonFound, base: string): object {
  const { userName, externalId, givenName, familyName } = directory;
  const groups = teams.filter(team => team.directory);
  return {
    schemas: [userSchema],
    id,
    ...(externalId === null ? {} : { externalId }),
    userName,
    displayName: name,
    name: {
      formatted: name,
      ...(givenName === null ? {} : { givenName }),
      ...(familyName === null ? {} : { familyName }),
    },
    emails: [{ value: email, type: 'work', primary: true }],
    active,
    groups: groups.map(team => ({
      value: team.id,
      display: team.title,
      $ref: `${base}/Groups/${team.id}`,
      type: 'direct',
    })),
    meta: { resourceType: 'User', location: `${base}/Users/${id}` },
  };
}

/** A whole user as POST and PUT send one, or what is wrong with it. */
export function userInput(body: unknown): PersonInput | ScimError {
  const sent = attributesOf(body);
  if (!sent) return scimError(400, 'invalidSyntax', 'A user is a JSON object.');
  const inner = attributesOf(sent.get('name')) ?? new Map<string, unknown>();
  const texts = textsOf({
    userName: sent.get('username'),
    externalId: sent.get('externalid'),
    displayName: sent.get('displayname'),
    givenName: inner.get('givenname'),
    familyName: inner.get('familyname'),
    formatted: inner.get('formatted'),
  });
  if (isScimError(texts)) return texts;
  const { userName = null, externalId = null, displayName, formatted, givenName = null, familyName = null } = texts;
  if (userName === null) return scimError(400, 'invalidValue', '"userName" is missing.');
  const email = emailOf(sent.get('emails'));
  if (isScimError(email)) return email;
  const active = sent.has('active') ? flagOf('active', sent.get('active')) : undefined;
  if (isScimError(active)) return active;
  const name = displayName ?? formatted ?? joined(givenName, familyName) ?? userName;
  return { userName, externalId, name, givenName, familyName, email: email ?? addressIn(userName), active };
}

/** The e-mail where a userName is one; the graph says what is missing when there is none. */
function addressIn(userName: string): string | undefined {
  return userName.includes('@') ? userName : undefined;
}

function joined(givenName: string | null, familyName: string | null): string | null {
  return [givenName, familyName].filter(part => part !== null).join(' ') || null;
}

function textsOf<K extends string>(values: Record<K, unknown>): Record<K, string | null> | ScimError {
  const texts = {} as Record<K, string | null>;
  for (const [name, value] of Object.entries(values) as [K, unknown][]) {
    const text = textOf(name, value);
    if (isScimError(text)) return text;
    texts[name] = text;
  }
  return texts;
}

/** A change while its operations are read: names are put together at the end. */
interface Draft extends PersonInput {
  formatted?: string | null;
  displayName?: string | null;
}

/** What the operations of a PATCH change of a person, or what is wrong with them. Attributes that are not kept are passed over. */
export function userPatch(before: PersonFound, operations: readonly Operation[]): PersonInput | ScimError {
  const draft: Draft = {};
  for (const operation of operations) {
    const problem = apply(draft, operation);
    if (problem) return problem;
  }
  const { formatted, displayName, ...input } = draft;
  const name = nameAfter(before, { formatted, displayName, ...input });
  return name === undefined ? input : { ...input, name };
}

function nameAfter({ name, directory }: PersonFound, draft: Draft): string | undefined {
  const given = draft.givenName === undefined ? directory.givenName : draft.givenName;
  const family = draft.familyName === undefined ? directory.familyName : draft.familyName;
  const told = draft.displayName ?? draft.formatted;
  if (told) return told;
  const followed = draft.displayName === null || name === joined(directory.givenName, directory.familyName);
  return followed ? (joined(given, family) ?? undefined) : undefined;
}

type Setter = (draft: Draft, operation: Operation) => ScimError | null;

const setters: Readonly<Record<string, Setter>> = {
  username: (draft, { op, value }) => {
    const text = op === 'remove' ? null : textOf('userName', value);
    if (isScimError(text)) return text;
    if (text === null) return scimError(400, 'mutability', 'A user keeps a "userName": replace it, it cannot go.');
    draft.userName = text;
    return null;
  },
  active: (draft, { op, value }) => {
    const flag = op === 'remove' ? scimError(400, 'mutability', '"active" is true or false.') : flagOf('active', value);
    if (isScimError(flag)) return flag;
    draft.active = flag;
    return null;
  },
  emails: setEmail,
  externalid: setText('externalId'),
  displayname: setText('displayName'),
  'name.givenname': setText('givenName'),
  'name.familyname': setText('familyName'),
  'name.formatted': setText('formatted'),
  name: (draft, operation) => {
    const parts: Attributes =
      operation.op === 'remove'
        ? new Map(['givenname', 'familyname'].map(part => [part, null]))
        : (attributesOf(operation.value) ?? new Map());
    for (const [part, value] of parts) {
      const problem = setters[`name.${part}`]?.(draft, { ...operation, value });
      if (problem) return problem;
    }
    return null;
  },
};

function setText(field: 'externalId' | 'displayName' | 'givenName' | 'familyName' | 'formatted'): Setter {
  return (draft, { op, value }) => {
    const text = op === 'remove' ? null : textOf(field, value);
    if (isScimError(text)) return text;
    draft[field] = text;
    return null;
  };
}

/** One e-mail is kept, the one of work: others are passed over. */
function setEmail(draft: Draft, { op, path, value }: Operation): ScimError | null {
  if (path.only && /"home"|"other"/i.test(JSON.stringify(path.only))) return null;
  if (path.part !== null && path.part !== 'value') return null;
  if (op === 'remove') return scimError(400, 'mutability', 'A person keeps an e-mail: replace it, it cannot go.');
  const email = path.part === 'value' ? textOf('emails.value', value) : emailOf(value);
  if (isScimError(email)) return email;
  if (email !== null) draft.email = email;
  return null;
}

function apply(draft: Draft, operation: Operation): ScimError | null {
  const { attribute, part } = operation.path;
  if (attribute === 'groups') return scimError(400, 'mutability', 'Change the members of the group instead.');
  const name = attribute === 'name' && part !== null ? `name.${part}` : attribute;
  return Object.hasOwn(setters, name) ? (setters[name]?.(draft, operation) ?? null) : null;
}
