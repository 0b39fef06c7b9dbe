import { describe, expect, test } from 'vitest';
import { isScimError } from './error.ts';
import { groupInput, groupPatch } from './group.ts';
import { operationsOf } from './patch.ts';
import { type PersonFound, userInput, userPatch } from './user.ts';

describe('a whole user', () => {
  test.each<[string, object, object]>([
    [
      'as little as can be',
      { userName: 'ana@x.org' },
      { userName: 'ana@x.org', name: 'ana@x.org', email: 'ana@x.org', active: undefined },
    ],
    [
      'with names in any case',
      { USERNAME: 'ana', Name: { GivenName: 'Ana', familyname: 'S' } },
      { userName: 'ana', name: 'Ana S', givenName: 'Ana', familyName: 'S', email: undefined },
    ],
    ['by its display name', { userName: 'a', displayName: 'Ana', name: { formatted: 'Dr Ana' } }, { name: 'Ana' }],
    [
      'with several e-mails',
      {
        userName: 'a',
        emails: [
          { value: 'h@x', type: 'home' },
          { value: 'w@x', type: 'work' },
        ],
      },
      { email: 'w@x' },
    ],
    [
      'with e-mails of which something is no text at all',
      { userName: 'a', emails: [{ value: 'w@x', primary: { toString: 1 }, type: { toString: 1 } }] },
      { email: 'w@x' },
    ],
    [
      'with a primary e-mail',
      {
        userName: 'a',
        emails: [
          { value: 'w@x', type: 'work' },
          { value: 'p@x', primary: 'True' },
        ],
      },
      { email: 'p@x' },
    ],
    ['that is not active, as text', { userName: 'a', active: 'False' }, { active: false }],
    ['with what is not kept', { userName: 'a', title: 'Boss', roles: [], 'urn:x': {} }, { userName: 'a' }],
  ])('%s', (...[, body, expected]) => {
    expect(userInput(body)).toMatchObject(expected);
  });

  test.each<[string, unknown, string]>([
    ['no object', [], 'invalidSyntax'],
    ['nothing', undefined, 'invalidSyntax'],
    ['no userName', { displayName: 'Ana' }, 'invalidValue'],
    ['a userName that is no text', { userName: 5 }, 'invalidValue'],
    ['active that is neither', { userName: 'a', active: 'maybe' }, 'invalidValue'],
    ['an e-mail that is no text', { userName: 'a', emails: [{ value: {} }] }, 'invalidValue'],
  ])('refuses %s', (...[, body, scimType]) => {
    expect(userInput(body)).toMatchObject({ kind: 'ScimError', status: 400, scimType });
  });
});

const ana: PersonFound = {
  id: 'per_1',
  name: 'Ana Silva',
  email: 'ana@x.org',
  active: true,
  directory: { userName: 'ana', externalId: 'e1', givenName: 'Ana', familyName: 'Silva' },
};
const patched = (...operations: object[]) => {
  const read = operationsOf({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations });
  return isScimError(read) ? read : userPatch(ana, read);
};

describe('a change of a user', () => {
  test.each<[string, object[], object]>([
    ['Entra: text for false, capital letter', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }],
    [
      'Entra: a value in a list',
      [{ op: 'Add', path: 'externalId', value: [{ $ref: null, value: 'e2' }] }],
      { externalId: 'e2' },
    ],
    [
      'Entra: dotted names without a path',
      [
        {
          op: 'Add',
          value: {
            'name.givenName': 'Anna',
            displayName: 'Anna S',
            'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'X',
          },
        },
      ],
      { givenName: 'Anna', name: 'Anna S' },
    ],
    [
      'Entra: an e-mail by its type',
      [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@x.org' }],
      { email: 'new@x.org' },
    ],
    ['Okta: without a path', [{ op: 'replace', value: { active: false } }], { active: false }],
    [
      'a name in parts: the whole one follows',
      [{ op: 'replace', path: 'name', value: { familyName: 'Berg' } }],
      { familyName: 'Berg', name: 'Ana Berg' },
    ],
    ['a name in one piece', [{ op: 'replace', path: 'name.formatted', value: 'A. Silva' }], { name: 'A. Silva' }],
    ['no external id', [{ op: 'remove', path: 'externalId' }], { externalId: null }],
    ['an e-mail for home: nothing', [{ op: 'add', path: 'emails[type eq "home"].value', value: 'h@x' }], {}],
    [
      'what is not kept: nothing',
      [
        { op: 'add', path: 'title', value: 'Boss' },
        { op: 'replace', path: 'constructor', value: 1 },
      ],
      {},
    ],
    [
      'the last of several',
      [
        { op: 'replace', path: 'userName', value: 'a' },
        { op: 'replace', path: 'username', value: 'b' },
      ],
      { userName: 'b' },
    ],
    ['nothing', [], {}],
  ])('%s', (...[, operations, expected]) => {
    const found = patched(...operations);
    expect(JSON.parse(JSON.stringify(found))).toMatchObject(expected);
    if (Object.keys(expected).length === 0)
      expect(Object.values(found).filter(one => one !== undefined && one !== ana.name)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['no such op', { op: 'move', path: 'active' }, 'invalidSyntax'],
    ['a removal of nothing', { op: 'remove' }, 'noTarget'],
    ['a path that is none', { op: 'replace', path: 'a b', value: 1 }, 'invalidPath'],
    ['a value that is no object', { op: 'add', value: 'x' }, 'invalidValue'],
    ['no userName any more', { op: 'remove', path: 'userName' }, 'mutability'],
    ['no e-mail any more', { op: 'remove', path: 'emails[type eq "work"]' }, 'mutability'],
    ['groups', { op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    ['active that is neither', { op: 'replace', path: 'active', value: 2 }, 'invalidValue'],
    ['an op that is no text at all', { op: { toString: 1 }, path: 'active' }, 'invalidSyntax'],
  ])('refuses %s', (...[, operation, scimType]) => {
    expect(patched(operation)).toMatchObject({ kind: 'ScimError', status: 400, scimType });
  });

  test.each([undefined, {}, { Operations: {} }, { Operations: [null] }])('refuses the body %j', body => {
    expect(operationsOf(body)).toMatchObject({ scimType: 'invalidSyntax' });
  });
});

describe('a change of a group', () => {
  const changed = (...operations: object[]) => {
    const read = operationsOf({ Operations: operations });
    const found = isScimError(read) ? read : groupPatch(read);
    return JSON.parse(JSON.stringify(found)) as object;
  };
  const members = (...ids: string[]) => ids.map(value => ({ value }));
  test.each<[string, object[], object]>([
    [
      'some come, some go',
      [
        { op: 'add', path: 'members', value: members('a', 'b') },
        { op: 'remove', path: 'members[value eq "b"]' },
      ],
      { addMembers: ['a'], removeMembers: ['b'] },
    ],
    [
      'who goes and comes stays',
      [
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'add', path: 'members', value: members('a') },
      ],
      { addMembers: ['a'], removeMembers: [] },
    ],
    ['Entra: those of a list go', [{ op: 'Remove', path: 'members', value: members('a') }], { removeMembers: ['a'] }],
    [
      'several by one filter',
      [{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' }],
      { removeMembers: ['a', 'b'] },
    ],
    ['all go', [{ op: 'remove', path: 'members' }], { members: [] }],
    [
      'a new list, and one more',
      [
        { op: 'replace', path: 'members', value: members('a', 'a') },
        { op: 'add', path: 'members', value: members('b') },
      ],
      { members: ['a', 'b'] },
    ],
    [
      'Okta: a name without a path',
      [{ op: 'replace', value: { id: 'x', displayName: 'New' } }],
      { displayName: 'New' },
    ],
    ['members without a path', [{ op: 'add', value: { members: members('a') } }], { addMembers: ['a'] }],
  ])('%s', (...[, operations, expected]) => {
    expect(changed(...operations)).toMatchObject(expected);
  });

  test.each<[object, string]>([
    [{ op: 'add', path: 'members', value: [{ display: 'Ana' }] }, 'invalidValue'],
    [{ op: 'remove', path: 'members[display eq "Ana"]' }, 'invalidFilter'],
    [{ op: 'replace', path: 'members[value eq "a"]', value: {} }, 'invalidPath'],
    [{ op: 'remove', path: 'displayName' }, 'mutability'],
  ])('refuses %j', (operation, scimType) => {
    expect(changed(operation)).toMatchObject({ kind: 'ScimError', scimType });
  });

  test('a whole group replaces its members, none when it names none', () => {
    expect(groupInput({ displayName: 'A', members: members('a') })).toMatchObject({ members: ['a'] });
    expect(groupInput({ displayName: 'A' })).toMatchObject({ members: [] });
    expect(groupInput({})).toMatchObject({ scimType: 'invalidValue' });
  });
});
