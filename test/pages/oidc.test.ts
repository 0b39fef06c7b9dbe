import { type CodeProvider, codeProvider } from '@handoff/gateway/testing/code-provider';
import { type Signer, signer } from '@handoff/gateway/testing/provider';
import { rows } from '@handoff/kit/database/database';
import { freePort } from '@handoff/kit/testing/free-port';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../house.ts';
import { hasChromium, openChromium } from './chromium.ts';
import { Visitor } from './visitor.ts';

let house: TestHouse;
let provider: CodeProvider;
let key: Signer;
const person = { sub: 'nina-1', email: 'nina@example.org', email_verified: true, name: 'Nina Novak', groups: ['ops'] };

beforeAll(async () => {
  key = await signer('key-1');
  provider = await codeProvider(key);
  const PORT = String(await freePort());
  house = await testHouse('socket', {
    PORT,
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: 'handoff',
    OIDC_CLIENT_ID: 'handoff-pages',
    OIDC_CLIENT_SECRET: 'its secret',
    OIDC_GROUPS: JSON.stringify([{ group: 'ops', team: 'operations' }]),
  });
});
afterAll(async () => {
  await house?.stop();
  await provider?.close();
});
beforeEach(() => {
  Object.assign(provider, { person, change: {}, signer: null });
});

/** Goes to the provider and back, as a browser would. */
async function signIn(to = '/'): Promise<Visitor> {
  const them = new Visitor(house.url);
  const callback = await comeBack(them, to);
  return them.open(callback);
}

/** The address that the browser is sent back to, below this house. */
async function comeBack(them: Visitor, to: string): Promise<string> {
  const left = await them.leave(`/auth/oidc?${new URLSearchParams({ to })}`);
  const returned = await fetch(left, { redirect: 'manual' });
  const back = new URL(returned.headers.get('location') ?? '');
  return back.pathname + back.search;
}

it('signs in with PKCE, a state and a nonce, writes a newcomer down with their groups, and signs out', async () => {
  const them = await signIn('/people?who=nina');
  expect([them.status, them.address]).toEqual([200, '/people?who=nina']);
  expect(them.html).toContain('<span class="name">Nina Novak</span>');
  expect(them.html).toMatch(/Nina Novak<\/a><span class="end">Operations/);
  expect(provider.exchanged.at(-1)?.get('code_verifier')).toMatch(/^[\w-]{43,}$/);
  expect(them.cookies()).not.toContain('errand');
  await them.press('Sign out');
  expect((await them.open('/')).address).toBe('/auth');
});

it('lets nobody in any more whom an administrator deactivated', async () => {
  const them = await signIn();
  expect(them.status).toBe(200);
  await rows(house.db, 'UPDATE access.person SET active = false WHERE name = $1', ['Nina Novak']);
  expect((await them.open('/')).address).toBe('/auth');
  expect((await signIn()).html).toContain('You are no longer active here');
  await rows(house.db, 'UPDATE access.person SET active = true WHERE name = $1', ['Nina Novak']);
  expect((await signIn()).status).toBe(200);
});

it('says so when somebody declines at the provider', async () => {
  provider.person = null;
  const them = await signIn();
  expect([them.status, them.html]).toEqual([401, expect.stringContaining('it was declined')]);
});

it.each([
  ['another nonce', { nonce: 'other' }],
  ['another audience', { aud: 'somebody-else' }],
  ['another issuer', { iss: 'https://evil.example' }],
  ['a time that is over', { exp: 1_000_000 }],
  ['nobody named', { sub: undefined }],
])('turns an ID token away with %s', async (_, change) => {
  provider.change = change;
  const them = await signIn();
  expect([them.status, them.html]).toEqual([401, expect.stringContaining('does not fit')]);
  expect((await them.open('/')).address).toBe('/auth');
});

it('turns an ID token away that another key signed', async () => {
  provider.signer = await signer('key-1');
  const them = await signIn();
  expect([them.status, them.html]).toEqual([401, expect.stringContaining('does not fit')]);
});

it('takes a code only back in the browser that left for it, with its state, once', async () => {
  const them = new Visitor(house.url);
  const callback = await comeBack(them, '/');
  const other = await new Visitor(house.url).open(callback);
  expect([other.status, other.html]).toEqual([400, expect.stringContaining('began in another browser')]);
  const forged = await them.twin().open(callback.replace(/state=[^&]+/, 'state=forged'));
  expect([forged.status, forged.html]).toEqual([401, expect.stringContaining('does not fit')]);
  expect((await them.open(callback)).address).toBe('/');
  const again = await them.open(callback);
  expect([again.status, again.html]).toEqual([400, expect.stringContaining('took too long')]);
});

it.skipIf(!hasChromium)('goes in and out in Chromium', async () => {
  const browser = await openChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${house.url}/models/churn`);
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Customer churn' }).waitFor();
    expect(page.url()).toBe(`${house.url}/models/churn`);
    expect(await page.locator('.who .name').textContent()).toBe('Nina Novak');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Handoff' }).waitFor();
    await page.goto(`${house.url}/models/churn`);
    expect(new URL(page.url()).pathname).toBe('/auth');
  } finally {
    await browser.close();
  }
});
