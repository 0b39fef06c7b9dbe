import type { IncomingMessage } from 'node:http';
import { callerHeader } from '@handoff/kit/assertion';
import { expect, it } from 'vitest';
import type { Bearer, Headers } from '../identify.ts';
import { stranger } from '../refusal.ts';
import { callerOf } from './for-sessions.ts';
import { openPages } from './house.ts';

const pages = openPages(
  { secret: 'x'.repeat(48), personByIdentity: async () => null, demoPeople: null, oidc: null },
  'https://handoff.example.org',
);
const holders: Record<string, { id: string; delivers: boolean }> = {
  'Bearer ann': { id: 'per_ann', delivers: false },
  'Bearer bot': { id: 'svc_bot', delivers: true },
};
const identify = {
  async authenticate(headers: Headers) {
    const vouched = headers[callerHeader] && { id: 'per_bea', delivers: false };
    const holder = vouched ?? holders[String(headers.authorization)];
    return holder ? ({ token: 't', holder } as unknown as Bearer) : stranger('Nobody.');
  },
};

const who = (headers: Record<string, string>) => {
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return callerOf({ headers, headersDistinct } as unknown as IncomingMessage, identify, pages);
};
const actingFor = (user: string) => ({ 'handoff-acting-for': `v1.${user}.1700000000.${'0'.repeat(64)}` });

it.each<[string, Record<string, string>, string | null]>([
  ['nobody', {}, null],
  ['nobody with a cookie of no session', { cookie: '__Host-handoff-session=x' }, null],
  ['whoever has no good token, whatever else they send', { authorization: 'Bearer x', ...actingFor('U1') }, null],
  ['the holder of a token', { authorization: 'Bearer ann' }, 'per_ann'],
  ['the same, who may speak for nobody', { authorization: 'Bearer ann', ...actingFor('U1') }, 'per_ann'],
  ['whom one of our own parts asks for', { [callerHeader]: 'signed' }, 'per_bea'],
  ['the bot', { authorization: 'Bearer bot' }, 'svc_bot '],
  ['whom the bot speaks for', { authorization: 'Bearer bot', ...actingFor('U1') }, 'svc_bot U1'],
])('a caller is %s', async (_, headers, expected) => {
  expect(await who(headers)).toBe(expected);
});

it('a caller is who is signed in to the pages, whatever other cookies come with it', async () => {
  const session = async (id: string) =>
    (await pages.sessions.keep({ id, who: { by: 'demo', id: 'per_cy' } })).split(';')[0] ?? '';
  const [first, again] = [
    await who({ cookie: await session('a') }),
    await who({ cookie: `n=1; ${await session('b')}` }),
  ];
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(again).toBe(first);
});
