import { silentLog } from '@handoff/kit/log';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { isRefusal } from '../refusal.ts';
import { payloadFor, type Signer, signed, signer, type TestProvider, testProvider } from '../testing/provider.ts';
import { type ProviderOptions, providerKeys } from './provider.ts';
import { verifyToken } from './verify.ts';

let [one, two]: Signer[] = [];
let provider: TestProvider;
beforeAll(async () => {
  [one, two] = [await signer('one'), await signer('two', 'ES256')];
});
beforeEach(async () => {
  if (!one) throw new Error('the keys are made first');
  provider = await testProvider(one);
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await provider.close();
});

/** Checks a token of a signer; answers who it is for, or the refusal's code and message. */
function checker(options: Partial<ProviderOptions> = {}) {
  const { issuer } = provider;
  const expected = { issuer, audience: 'handoff', groupsClaim: 'groups', log: silentLog() };
  const keys = providerKeys({ issuer, ...options });
  return async (by: Signer | undefined) => {
    if (!by) throw new Error('the keys are made before each test');
    const found = await verifyToken(await signed(by, payloadFor(issuer)), { ...expected, keys });
    return isRefusal(found) ? `${found.status} ${found.message}` : found.subject;
  };
}
/** Lets so many seconds pass, for whoever looks at the clock. */
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const keyFetches = () => provider.asked.filter(path => path === '/keys').length;
const away = expect.stringMatching(/^503 The identity provider cannot be asked.*API tokens work/);

test('discovery and keys are fetched once, however many ask at once', async () => {
  const check = checker();
  expect(await Promise.all(Array.from({ length: 20 }, () => check(one)))).toEqual(Array(20).fill('ann-1'));
  expect(provider.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test('a key that is new is fetched, one that is gone is no longer taken', async () => {
  const check = checker();
  expect(await check(one)).toBe('ann-1');
  provider.keys = two ? [two.jwk] : [];
  expect(await check(two)).toMatch(/^401 .*does not publish/);
  later(31);
  expect(await check(two)).toBe('ann-1');
  expect(await check(one)).toMatch(/^401 .*does not publish/);
  expect(keyFetches()).toBe(2);
});

test('keys are fetched anew when they are old, so that a key that was withdrawn ends', async () => {
  const check = checker();
  expect(await check(one)).toBe('ann-1');
  provider.keys = [];
  later(599);
  expect(await check(one)).toBe('ann-1');
  later(2);
  expect(await check(one)).toMatch(/^401/);
});

test('unknown keys cost one fetch in a cooldown, also while the provider is away', async () => {
  const check = checker();
  await check(one);
  later(31);
  provider.instead = (_, response) => response.writeHead(500).end();
  for (let count = 0; count < 20; count++) expect(await check(two)).toEqual(away);
  expect(keyFetches()).toBe(2);
});

test('known keys go on while the provider is away, for a while', async () => {
  const check = checker();
  expect(await check(one)).toBe('ann-1');
  later(3_500);
  provider.instead = (_, response) => response.destroy();
  expect(await check(one)).toBe('ann-1');
  later(200);
  expect(await check(one)).toEqual(away);
  provider.instead = null;
  later(6);
  expect(await check(one)).toBe('ann-1');
});

const broken: [string, TestProvider['instead']][] = [
  ['an error', (_, response) => response.writeHead(500).end('{}')],
  ['nothing there', (_, response) => response.writeHead(404).end('{}')],
  ['a page', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>')],
  ['a redirect', (_, response) => response.writeHead(302, { location: '/keys' }).end()],
  ['a list', (_, response) => response.end('[]')],
  ['nothing', (_, response) => response.end()],
  ['a cut connection', (_, response) => response.destroy()],
  ['no answer in time', () => undefined],
  ['half an answer', (_, response) => response.write('{"issuer":')],
  ['more than anybody reads', (_, response) => response.end(`{"keys":[${'0,'.repeat(600_000)}0]}`)],
];

/** Only where nothing comes is the end of patience waited for. */
const patience = (name: string) => (/in time|half/.test(name) ? { timeoutMs: 1_000 } : {});

test.each(broken)('answers UNAVAILABLE for %s instead of discovery, asks once, and recovers', async (name, instead) => {
  const check = checker(patience(name));
  provider.instead = instead;
  expect(await Promise.all([check(one), check(one)])).toEqual([away, away]);
  expect(await check(one)).toEqual(away);
  expect(provider.asked).toHaveLength(1);
  provider.instead = null;
  later(6);
  expect(await check(one)).toBe('ann-1');
});

test.each([
  ...broken,
  [
    'a thousand keys',
    (_: unknown, response: { end(text: string): void }) => response.end(JSON.stringify({ keys: Array(1000).fill({}) })),
  ],
  ['keys that are none', (_: unknown, response: { end(text: string): void }) => response.end('{"keys":[1,null]}')],
] as [string, TestProvider['instead']][])('answers UNAVAILABLE for %s instead of keys', async (name, instead) => {
  const check = checker(patience(name));
  const { issuer } = provider;
  provider.instead = (request, response) => {
    if (request.url === '/keys') return instead?.(request, response);
    response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
  };
  expect(await check(one)).toEqual(away);
  expect(await check(one)).toEqual(away);
  expect(keyFetches()).toBe(1);
});

test.each([
  ['names another issuer', (issuer: string) => ({ issuer: `${issuer}/`, jwks_uri: `${issuer}/keys` })],
  ['names no keys', (issuer: string) => ({ issuer })],
  ['names keys without TLS', (issuer: string) => ({ issuer, jwks_uri: 'http://keys.example/keys' })],
  ['names keys in a file', (issuer: string) => ({ issuer, jwks_uri: 'file:///etc/passwd' })],
])('a discovery document that %s is not believed', async (_, document) => {
  const check = checker();
  const { issuer } = provider;
  provider.instead = (_request, response) => response.end(JSON.stringify(document(issuer)));
  expect(await check(one)).toEqual(away);
  expect(keyFetches()).toBe(0);
});

test('keys that sign nothing are passed over: another use, or a secret among them', async () => {
  const check = checker();
  provider.keys = [
    { kty: 'oct', kid: 'one', k: 'c2VjcmV0' },
    { ...one?.jwk, kid: 'one', use: 'enc' },
    { ...one?.jwk, kid: 'one' },
  ];
  expect(await check(one)).toBe('ann-1');
});
