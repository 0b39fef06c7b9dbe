import { createGraphClient } from '@handoff/kit/graph-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ended, ended, handoff } from '../command.ts';
import { asked, type TestHouse, testHouse } from '../house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse('socket');
});
afterAll(() => house.stop());

const run = (words: string[], settings: Record<string, string> = {}): Promise<Ended> =>
  ended(
    handoff(['token', 'create', ...words], { HANDOFF_URL: house.url, HANDOFF_TOKEN: house.adminToken, ...settings }),
  );

it('makes a token for a new service account, which works and may do no more than its limit', async () => {
  const made = await run(['ci', '--service', 'pipeline', '--limit', 'READ']);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const client = createGraphClient({ url: house.url, token: made.stdout.trim(), via: 'CLI' });
  expect(await asked(client, '{ me { __typename name } }')).toEqual({
    me: { __typename: 'ServiceAccount', name: 'pipeline' },
  });
  const refused = await asked<{ createServiceAccount: { problem: { __typename: string } } }>(
    client,
    'mutation { createServiceAccount(input: { name: "more" }) { problem { __typename } } }',
  );
  expect(refused.createServiceAccount.problem.__typename).toBe('NotAllowed');
  await client.close();
});

it.each([
  [['x', '--limit', 'EVERYTHING'], 2, 'There is no permission "EVERYTHING"'],
  [['ci', '--service', 'slack-bot'], 1, 'There is a service account "slack-bot" already'],
  [['x', '--expires', '2020-01-01T00:00:00Z'], 1, 'future'],
  [[], 2, 'missing required argument'],
])('answers %j with code %i and what to mend', async (words, code, message) => {
  const answer = await run(words);
  expect(answer.code).toBe(code);
  expect(answer.stderr).toContain(message);
  expect(answer.stdout).toBe('');
});

it('says when the graph is not there, or does not know the token', async () => {
  expect(await run(['x'], { HANDOFF_URL: 'http://127.0.0.1:1' })).toMatchObject({ code: 2, stdout: '' });
  expect(await run(['x'], { HANDOFF_TOKEN: 'nobody-knows-this-token' })).toMatchObject({ code: 2, stdout: '' });
});
