import { assertion, type Claim } from '@handoff/kit/assertion';
import { silentLog } from '@handoff/kit/log';
import { actor } from '@handoff/kit/testing/graph';
import { beforeEach, expect, test } from 'vitest';
import { forCallers } from './for-callers.ts';
import type { Headers, Identify } from './identify.ts';
import { isRefusal, refuse } from './refusal.ts';

const key = 'the-internal-key-of-this-test-32-characters';
const body = Buffer.from('{"query":"{ me { id } }"}');
const ann = actor('per_ann', { via: 'CLI', limitedTo: ['READ'] });
const stranger = refuse(401, 'UNAUTHENTICATED', 'Sign in.');

let now = 0;
let identify: Identify;
beforeEach(() => {
  now = Date.UTC(2026, 10, 21);
  const others: Identify = { authenticate: async () => stranger, actor: async () => stranger };
  identify = forCallers(others, { key, log: silentLog(), clock: () => now });
});

const signed = (claim: Partial<Claim> = {}) =>
  assertion({ key, audience: 'gateway', actor: ann, nowSeconds: now / 1000, body, ...claim });

async function asked(headers: Headers, arrived: Uint8Array = body) {
  const bearer = await identify.authenticate(headers);
  if (isRefusal(bearer)) return bearer;
  return identify.actor(bearer, { headers, body: arrived, requestId: 'r-1' });
}

test('a part of ours asks as its caller, with what the caller is limited to, under an id of this request', async () => {
  expect(await asked({ 'handoff-caller': [signed()] })).toEqual({ ...ann, requestId: 'r-1' });
});

test.each<[string, () => string[], Uint8Array?]>([
  ['signed with another key', () => [signed({ key: 'another-key-that-is-32-characters-long' })]],
  ['made for a subgraph', () => [signed({ audience: 'registry' })]],
  ['too old', () => [signed({ nowSeconds: now / 1000 - 61 })]],
  ['for another body', () => [signed()], Buffer.from('{"query":"{ people { totalCount } }"}')],
  ['for no body', () => [signed()], Buffer.alloc(0)],
  ['sent twice', () => [signed(), signed()]],
  ['none at all', () => ['v1.x.y']],
  ['of the system itself', () => [signed({ actor: { ...ann, kind: 'system', id: null } })]],
])('an assertion %s lets nobody in', async (_, made, arrived) => {
  expect(await asked({ 'handoff-caller': made(), authorization: ['Bearer x'] }, arrived)).toMatchObject({
    status: 401,
  });
});

test('an assertion is good once', async () => {
  const headers = { 'handoff-caller': [signed()] };
  expect(await asked(headers)).toMatchObject({ id: 'per_ann' });
  expect(await asked(headers)).toMatchObject({ status: 401 });
});

test('whoever sends none is judged as before', async () => {
  expect(await asked({})).toBe(stranger);
});
