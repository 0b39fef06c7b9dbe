import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { openManners } from './manners.ts';

const request = { socket: { remoteAddress: '10.0.0.1' } } as IncomingMessage;
const answer = (status: number, outcome = 'OK') => ({ status, outcome });

/** Whether somebody is served last after twenty such answers. */
async function isLastAfter(told: ReturnType<typeof answer>, callerOf = async (): Promise<string | null> => 'ann') {
  let last = 0;
  const manners = openManners({ callerOf, servedLast: () => last++, patienceMs: 1 });
  for (let i = 0; i < 20; i++) expect(await manners.during(request, async () => told)).toBe(told);
  await new Promise(resolve => setTimeout(resolve, 5));
  last = 0;
  await manners.during(request, async () => answer(200));
  return last === 1;
}

it.each([
  [answer(200), false],
  [answer(200, 'BAD_USER_INPUT'), true],
  [answer(200, 'GRAPHQL_VALIDATION_FAILED'), true],
  [answer(401, 'UNAUTHENTICATED'), true],
  [answer(415), true],
  [answer(404, 'BAD_USER_INPUT'), true],
  [answer(404), false],
  [answer(409), false],
  [answer(429), false],
  [answer(429, 'BAD_USER_INPUT'), false],
  [answer(429, 'RATE_LIMITED'), false],
  [answer(400, 'PERSISTED_QUERY_NOT_FOUND'), false],
  [answer(503, 'UNAVAILABLE'), false],
  [answer(200, 'UNAVAILABLE'), false],
  [answer(500, 'INTERNAL'), false],
])('after %j twenty times, to be served last: %s', async (told, expected) => {
  expect(await isLastAfter(told)).toBe(expected);
  expect(await isLastAfter(told, async () => null)).toBe(expected);
});

it('answers also when nobody can say who asks, and holds that against nobody', async () => {
  expect(await isLastAfter(answer(400), () => Promise.reject(new Error('The database is away.')))).toBe(false);
});

it('answers before it is known who asked', async () => {
  const manners = openManners({ callerOf: () => new Promise(() => {}), servedLast: () => {} });
  expect(await manners.during(request, async () => answer(400))).toEqual(answer(400));
});
