import type { TokenHolder } from '@handoff/kit/access/identity';
import { tokenHash } from '@handoff/kit/access/token';
import { actingFor } from '@handoff/kit/acting-for';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Bearer, createIdentify, type Headers, type Identify } from './identify.ts';
import { isRefusal } from './refusal.ts';

const token = 'a-token-that-was-chosen-by-hand';
const body = Buffer.from('{"query":"{ hello }"}');
const limitedTo: TokenHolder['limitedTo'] = ['READ'];
const ann: TokenHolder = {
  tokenId: 'tok_1',
  kind: 'person',
  id: 'per_ann',
  name: 'Ann',
  limitedTo,
  expiresAt: null,
  revokedAt: null,
  active: true,
  delivers: false,
};

let now = 0;
let lookups = 0;
let used: string[] = [];
let known: TokenHolder | null = ann;
let identify: Identify;
beforeEach(() => {
  now = Date.UTC(2026, 10, 21);
  lookups = 0;
  used = [];
  known = ann;
  identify = createIdentify(
    {
      holder: async hash => {
        lookups++;
        return hash === tokenHash(token) ? known : null;
      },
      personBySlack: async id => (id === 'U0BEA' ? { id: 'per_bea', name: 'Bea' } : null),
      personByIdentity: async () => null,
      seen: () => undefined,
      used: id => used.push(id),
    },
    { clock: () => now },
  );
});

const withToken = (text: string): Headers => ({ authorization: [`Bearer ${text}`] });
async function admitted(): Promise<Bearer> {
  const bearer = await identify.authenticate(withToken(token));
  if (isRefusal(bearer)) throw new Error(bearer.message);
  return bearer;
}
const actor = async (headers: Headers) => identify.actor(await admitted(), { headers, body, requestId: 'r-1' });

describe('the bearer', () => {
  test('is looked up once in five seconds, even when many ask at once', async () => {
    await Promise.all([admitted(), admitted(), admitted()]);
    now += 4_900;
    await admitted();
    expect([lookups, used]).toEqual([1, ['tok_1']]);
    now += 200;
    await admitted();
    expect([lookups, used]).toEqual([2, ['tok_1', 'tok_1']]);
  });

  test('is refused within five seconds of being revoked', async () => {
    await admitted();
    known = { ...ann, revokedAt: new Date(now) };
    now += 5_001;
    expect(await identify.authenticate(withToken(token))).toMatchObject({
      status: 401,
      message: expect.stringContaining('revoked'),
    });
  });

  test('is looked up by its hash, and not at all when it can be no token', async () => {
    await identify.authenticate(withToken('short'));
    await identify.authenticate({});
    expect(lookups).toBe(0);
  });

  test.each([
    ['revoked', { revokedAt: new Date(0) }],
    ['expired', { expiresAt: new Date(Date.UTC(2026, 10, 21)) }],
    ['no longer active', { active: false }],
  ])('is told that it is %s', async (word, change) => {
    known = { ...ann, ...change };
    const refused = await identify.authenticate(withToken(token));
    expect(refused).toMatchObject({ kind: 'Refusal', code: 'UNAUTHENTICATED', message: expect.stringContaining(word) });
  });
});

describe('the actor', () => {
  test.each([
    [undefined, 'GRAPHQL'],
    ['CLI', 'CLI'],
    ['IMPORT', 'IMPORT'],
    ['SLACK', 'GRAPHQL'],
    ['SYSTEM', 'GRAPHQL'],
  ])('comes by %s, noted as %s', async (said, via) => {
    const found = await actor(said ? { 'handoff-via': [said] } : {});
    expect(found).toEqual({ kind: 'person', id: 'per_ann', name: 'Ann', limitedTo, via, requestId: 'r-1' });
  });

  const stamp = (change: Partial<Parameters<typeof actingFor>[0]> = {}) =>
    actingFor({ token, slackUserId: 'U0BEA', nowSeconds: now / 1000, body, ...change });

  test('is the person the bot speaks for', async () => {
    known = { ...ann, kind: 'service', id: 'svc_bot', delivers: true };
    const found = await actor({ 'handoff-acting-for': [stamp()] });
    const bea = { kind: 'person', id: 'per_bea', name: 'Bea', limitedTo: null, via: 'SLACK', requestId: 'r-1' };
    expect(found).toEqual(bea);
  });

  test.each([
    ['who may not speak for others', false, {}, /DELIVER/],
    ['with another token', true, { token: 'x'.repeat(20) }, /does not fit/],
    ['with another body', true, { body: '{}' }, /does not fit/],
    ['for somebody unknown', true, { slackUserId: 'U0NOBODY' }, /U0NOBODY/],
  ])('is nobody: %s', async (...[, delivers, change, message]) => {
    known = { ...ann, delivers };
    const refused = await actor({ 'handoff-acting-for': [stamp(change)] });
    expect(refused).toMatchObject({ status: 401, message: expect.stringMatching(message) });
  });

  test('is nobody: a stamp over a minute old', async () => {
    known = { ...ann, delivers: true };
    const old = stamp({ nowSeconds: now / 1000 - 61 });
    expect(await actor({ 'handoff-acting-for': [old] })).toMatchObject({ status: 401 });
  });

  test('is nobody: two stamps', async () => {
    known = { ...ann, delivers: true };
    expect(await actor({ 'handoff-acting-for': [stamp(), stamp()] })).toMatchObject({ status: 401 });
  });
});
