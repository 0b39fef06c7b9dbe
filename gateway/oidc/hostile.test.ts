import { createServer, request as httpRequest, type Server } from 'node:http';
import { wantedDigest } from '@handoff/kit/access/wanted';
import { silentLog } from '@handoff/kit/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gateway } from '../gateway.ts';
import { createIdentify } from '../identify.ts';
import { type Hostile, hostileTokens } from '../testing/hostile-tokens.ts';
import { annToken, lookup, openHouse } from '../testing/house.ts';
import { payloadFor, type Signer, signed, signer, type TestProvider, testProvider } from '../testing/provider.ts';
import { openOidc } from './sign-in.ts';

let provider: TestProvider;
let gateway: Gateway;
let key: Signer;
let curve: Signer;
let stranger: Signer;
let trap: { url: string; asked: string[]; server: Server };
/** Accounts that were looked up: none of a hostile token. */
const lookedUp: string[] = [];

beforeAll(async () => {
  [key, curve, stranger] = [await signer('key-1'), await signer('key-2', 'ES256'), await signer('key-1')];
  provider = await testProvider(key, curve);
  trap = await openTrap();
  const groupsRule = { groupsClaim: 'groups', groups: [], client: null };
  const oidc = openOidc(
    { issuer: provider.issuer, audience: 'handoff', ...groupsRule },
    { lookup: recording, log: silentLog() },
  );
  gateway = await openHouse({ identify: graph => createIdentify(lookup, { accessTokens: oidc(graph) }) });
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
  trap.server.closeAllConnections();
  trap.server.close();
});

const recording = {
  ...lookup,
  personByIdentity: async (_issuer: string, subject: string) => {
    lookedUp.push(subject);
    const digest = wantedDigest({ teams: [], roles: [] });
    return { id: 'per_ann', name: 'Ann', active: true, wantedDigest: digest, toldAt: new Date(), retryDue: false };
  },
};

async function openTrap() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({ keys: [stranger.jwk] }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { asked, server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}` };
}

/** Sends a body that is no GraphQL and hardly JSON, with these Authorization headers. */
function knock(...authorization: string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST' }, response => {
      let text = '';
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.setHeader('content-type', 'application/json');
    sent.setHeader('authorization', authorization);
    sent.end('{"query": "{ broken');
  });
}

const good = (change: Record<string, unknown> = {}, header: object = {}) =>
  signed(key, payloadFor(provider.issuer, change), header);

test('a token that is right is let in, so that the others are refused for what is wrong with them', async () => {
  const { status, text } = await knock(`Bearer ${await good()}`);
  expect([status, text]).toEqual([400, expect.stringContaining('BAD_USER_INPUT')]);
  expect((await knock(`Bearer ${await signed(curve, payloadFor(provider.issuer))}`)).status).toBe(400);
  expect(lookedUp).toEqual(['ann-1', 'ann-1']);
});

test('every hostile token is refused before anything is parsed, and says what is wrong with it', async () => {
  const hostile = hostileTokens({ issuer: provider.issuer, key, curve, stranger, trap: trap.url });
  expect(hostile.length).toBeGreaterThanOrEqual(60);
  for (const each of hostile) await refused(each);
});

async function refused([name, make, message]: Hostile): Promise<void> {
  const before = lookedUp.length;
  const { status, text } = await knock(`Bearer ${await make()}`);
  expect([status, text], name).toEqual([401, expect.stringContaining('UNAUTHENTICATED')]);
  expect((JSON.parse(text) as { errors: { message: string }[] }).errors[0]?.message, name).toMatch(message);
  expect(text, name).not.toMatch(/jose|node_modules|\bat .*\.js/i);
  expect([lookedUp.length, trap.asked], name).toEqual([before, []]);
}

test.each([
  ['a good token and another', async () => [`Bearer ${await good()}`, `Bearer ${annToken}`]],
  ['the same twice', async () => [`Bearer ${await good()}`, `Bearer ${await good()}`]],
  ['two in one header', async () => [`Bearer ${await good()}, Bearer ${annToken}`]],
  ['another scheme', async () => [`Basic ${await good()}`]],
  ['DPoP', async () => [`DPoP ${await good()}`]],
])('Authorization headers that are doubtful: %s', async (_, make) => {
  const { status, text } = await knock(...(await make()));
  expect([status, text]).toEqual([401, expect.stringContaining('UNAUTHENTICATED')]);
});

test('a token of a megabyte is not read to its end', async () => {
  const answer = await knock(`Bearer ${await good({ filler: 'x'.repeat(1024 * 1024) })}`).catch(() => ({ status: 0 }));
  expect([0, 431]).toContain(answer.status);
});

test('a token with a NUL never leaves a client, and is none here', async () => {
  const token = (await good()).replace('.', '\u0000.');
  await expect(knock(`Bearer ${token}`)).rejects.toThrow('Invalid character');
  const encoded = await knock(`Bearer ${(await good()).replace('.', '%00.')}`);
  expect(encoded.status).toBe(401);
});

test('a hundred keys that nobody has cost the provider one look at most', async () => {
  const before = provider.asked.length;
  const tokens = await Promise.all(Array.from({ length: 100 }, (_, i) => good({}, { kid: `made-up-${i}` })));
  const answers = await Promise.all(tokens.map(token => knock(`Bearer ${token}`)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(provider.asked.length - before).toBeLessThanOrEqual(1);
});
