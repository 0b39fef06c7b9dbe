import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionsOf } from './filter.ts';
import { operationsOf, pathOf } from './patch.ts';
import { partOf, projected } from './resources.ts';

const urn = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('filters', () => {
  test.each([
    ['userName eq "ana"', [{ attribute: 'username', value: 'ana' }]],
    ['USERNAME EQ "a\\"na"', [{ attribute: 'username', value: 'a"na' }]],
    [`${urn}:userName eq "ana"`, [{ attribute: 'username', value: 'ana' }]],
    ['emails[type eq "work"].value eq "a@b"', [{ attribute: 'emails.value', value: 'a@b' }]],
    [
      'id eq "tea_1" and members eq "per_1"',
      [
        { attribute: 'id', value: 'tea_1' },
        { attribute: 'members', value: 'per_1' },
      ],
    ],
  ])('%s', (filter, expected) => {
    expect(conditionsOf(filter)).toEqual(expected);
  });

  test.each([
    'userName',
    'userName eq',
    'userName sw "a"',
    'userName pr',
    'userName eq "a" or userName eq "b"',
    'not (userName eq "a")',
    '"a" eq userName',
    "userName eq 'a'; DROP TABLE x",
    'members[value eq "a"]',
    `${'('.repeat(500)}userName eq "a"${')'.repeat(500)}`,
    `userName eq "${'a'.repeat(1000)}"`,
  ])('refuses %s', filter => {
    expect(conditionsOf(filter)).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });

  test('whatever is sent is answered, never thrown', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), text => {
        conditionsOf(text);
        pathOf(text);
        operationsOf({ Operations: [{ op: 'replace', path: text, value: text }] });
      }),
    );
  });
});

describe('paths', () => {
  test.each([
    ['userName', { attribute: 'username', only: null, part: null }],
    ['name.givenName', { attribute: 'name', only: null, part: 'givenname' }],
    [`${urn}:name.familyName`, { attribute: 'name', only: null, part: 'familyname' }],
    ['emails[type eq "work"].value', { attribute: 'emails', only: expect.anything(), part: 'value' }],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', { part: null, only: null }],
  ])('%s', (path, expected) => {
    expect(pathOf(path)).toMatchObject(expected);
  });

  test.each(['', '.', 'a b', 'a.b.c', '[x]', 'a[', 'members[value eq]', 'members[value eq "a"].b.c', '1a'])(
    'refuses "%s"',
    path => {
      expect(pathOf(path)).toBeNull();
    },
  );
});

describe('the part of a list', () => {
  const part = (query: string) => partOf(new URLSearchParams(query), { username: 'userName' });
  test.each([
    ['', { startIndex: 1, skip: 0, first: 100 }],
    ['startIndex=0&count=1000', { startIndex: 1, skip: 0, first: 200 }],
    ['startIndex=-5&count=-5', { startIndex: 1, skip: 0, first: 0 }],
    ['startIndex=101&count=10', { startIndex: 101, skip: 100, first: 10 }],
    ['startIndex=99999999999999&count=x', { skip: 2 ** 31 - 2, first: 100 }],
    ['filter=userName eq "a" and userName eq "a"', { where: { userName: 'a' } }],
  ])('%s', (query, expected) => {
    expect(part(query)).toMatchObject(expected);
  });

  test.each(['filter=title eq "x"', 'filter=constructor eq "x"', 'filter=userName eq "a" and userName eq "b"'])(
    'refuses %s',
    query => {
      expect(part(query)).toMatchObject({ scimType: 'invalidFilter' });
    },
  );

  test.each([
    ['', ['schemas', 'id', 'a', 'b']],
    ['attributes=A', ['schemas', 'id', 'a']],
    ['excludedAttributes=a,id', ['schemas', 'id', 'b']],
    [`attributes=${urn}:b.c`, ['schemas', 'id', 'b']],
  ])('shows of a resource by %s', (query, names) => {
    const resource = { schemas: [], id: 'x', a: 1, b: 2 };
    expect(Object.keys(projected(resource, new URLSearchParams(query)))).toEqual(names);
  });
});
