import { describe, expect, test } from 'vitest';
import { claimsOf, misuse } from './claims.ts';

const payload = { iss: 'https://id.example.org', sub: 'ann', exp: 2_000, iat: 1_000 };

describe('what a payload says', () => {
  test.each([
    [{ email: 'ann@example.org', email_verified: true }, 'ann@example.org'],
    [{ email: 'ann@example.org', email_verified: 'true' }, null],
    [{ email: 'ann@example.org', email_verified: false }, null],
    [{ email: 'ann@example.org' }, null],
    [{ email: ['ann@example.org'], email_verified: true }, null],
  ])('of %j the e-mail is %j', (claims, email) => {
    expect(claimsOf({ ...payload, ...claims }, 'groups').email).toBe(email);
  });

  test.each([
    ['groups', { groups: ['a', 'b'] }, ['a', 'b']],
    ['groups', { groups: 'a' }, ['a']],
    ['groups', { groups: ['a', 1, null, ['b']] }, ['a']],
    ['groups', {}, []],
    ['groups', { _claim_names: { groups: 'src1' } }, null],
    ['realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']],
    ['https://handoff/groups', { 'https://handoff/groups': ['a'] }, ['a']],
    ['__proto__.x', {}, []],
    ['constructor.name', {}, []],
  ])('the groups of %s in %j are %j', (claim, claims, groups) => {
    expect(claimsOf({ ...payload, ...claims }, claim).groups).toEqual(groups);
  });
});

describe('what a token is for', () => {
  test.each([
    [{}, {}, null],
    [{ typ: 'at+jwt' }, {}, null],
    [{ typ: 'application/at+JWT' }, { nonce: 'x' }, /ID token/],
    [{ typ: 'JWT' }, { typ: 'Bearer', nonce: 'x' }, null],
    [{ typ: 'JWT' }, { token_use: 'access' }, null],
    [{ typ: 'JWT' }, { token_use: 'id' }, /ID token/],
    [{ typ: 'JWT' }, { typ: 'Refresh' }, /ID token/],
    [{ typ: 'dpop+jwt' }, {}, /dpop\+jwt/],
    [{}, { iat: 1_061 }, /future/],
    [{}, { iat: 1_060 }, null],
    [{}, { iat: -1 }, /at which it was made/],
    [{}, { iat: -1e300 }, /at which it was made/],
  ])('header %j and payload %j: %s', (header, claims, message) => {
    const found = misuse({ header, payload: { ...payload, ...claims } }, 1_000);
    if (message === null) expect(found).toBeNull();
    else expect(found).toMatch(message);
  });
});
