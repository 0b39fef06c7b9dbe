import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';
import { unescaped, Visitor } from './visitor.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse('socket');
});
afterAll(() => house?.stop());

const visitor = () => new Visitor(house.url);
const as = (name: string, to?: string) => visitor().be(name, to);

async function pending(): Promise<string> {
  const document = '{ promotions(state: [PENDING]) { nodes { id } } }';
  const { promotions } = await asked<{ promotions: { nodes: { id: string }[] } }>(house.admin, document);
  return promotions.nodes[0]?.id ?? '';
}

describe('signing in', () => {
  it('leads through the sign-in back to the page that was wanted', async () => {
    const them = await visitor().open('/models/churn?x=1');
    expect(them.address).toBe(`/auth?${new URLSearchParams({ to: '/models/churn?x=1' })}`);
    await them.press('Ana Lima');
    expect([them.status, them.address]).toEqual([200, '/models/churn?x=1']);
    expect(them.html).toContain('<h1>Customer churn</h1>');
  });

  it('takes a token, and says what is wrong with one', async () => {
    const them = await visitor().open('/auth');
    await them.press('Sign in', { secret: 'not-a-token-of-this-house' });
    expect(them.status).toBe(401);
    expect(them.html).toContain('This token is not known here.');
    await them.press('Sign in', { secret: house.adminToken });
    expect([them.status, them.address]).toEqual([200, '/']);
  });

  it.each(['//evil.example/', 'https://evil.example/', '/\\evil.example', '/auth/sign-out', 'javascript:alert(1)'])(
    'never sends anybody on to %s',
    async to => {
      expect((await as('Ana Lima', to)).address).toBe('/');
    },
  );

  it('ends a session, and comes back to the page it left', async () => {
    const them = await as('Ana Lima', '/alerts');
    await them.press('Sign out');
    expect(them.address).toBe('/auth');
    await them.open('/alerts');
    expect(them.address).toBe('/auth?to=%2Falerts');
  });

  it('leads a stranger to the sign-in from however long an address', async () => {
    for (const address of [`/models?search=${'%F0%9F%98%80'.repeat(1_000)}`, `/versions/${'('.repeat(7_000)}`]) {
      const them = await visitor().open(address);
      expect([them.status, them.address]).toEqual([200, '/auth']);
    }
  });

  it('takes a form of a session that ended to the sign-in, and back to its page', async () => {
    const id = await pending();
    const them = await as('Mei Chen', `/promotions/${id}`);
    them.setCookie('handoff-session', 'gone');
    await them.press('Approve');
    expect(them.address).toBe(`/auth?${new URLSearchParams({ to: `/promotions/${id}` })}`);
    expect((await them.press('Mei Chen')).address).toBe(`/promotions/${id}`);
    expect(them.html).toContain('1 × Data scientist');
  });

  it('sets a cookie that scripts cannot read and other sites cannot send with forms', async () => {
    const response = await fetch(`${house.url}/auth`);
    expect(response.headers.get('set-cookie')).toMatch(
      /^handoff-session=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
  });

  it.each([
    ['nothing', ''],
    ['a letter', 'x'],
    ['an unsigned one', 'eyJhbGciOiJub25lIn0..a.b.c'],
    ['a long one', 'a'.repeat(4000)],
  ])('lets nobody in by a cookie that is %s', async (_, value) => {
    const them = visitor();
    them.setCookie('handoff-session', value);
    expect((await them.open('/')).address).toBe('/auth');
  });

  it('shows nothing of the demo to a page that is reached by another name', async () => {
    const text = await new Promise<string>(resolve => {
      request(`${house.url}/auth`, { headers: { host: 'evil.example:4000' } }, async response => {
        resolve((await response.toArray()).join(''));
      }).end();
    });
    expect(text).toContain('With an API token');
    expect(text).not.toContain('<button name="person"');
  });
});

describe('forms', () => {
  it('are taken from their own page alone', async () => {
    const id = await pending();
    const them = await as('Mei Chen', `/promotions/${id}`);
    const fields = { move: 'withdraw', about: '', key: 'k', reason: 'x' };
    await them.send(`/promotions/${id}`, { ...fields, token: 'wrong' });
    expect(them.html).toContain('did not come from here');
    const token = /name="token" value="([^"]+)"/.exec(them.html)?.[1] ?? '';
    await them.send(`/promotions/${id}`, { ...fields, token }, { origin: 'https://evil.example' });
    expect(them.html).toContain('did not come from here');
    await them.send(`/promotions/${id}`, { ...fields, token }, { 'sec-fetch-site': 'cross-site' });
    expect(them.html).toContain('did not come from here');
    expect((await them.open(`/promotions/${id}`)).html).toContain('Pending');
    const other = await as('Ana Lima', `/promotions/${id}`);
    await other.send(`/promotions/${id}`, { ...fields, token });
    expect(other.html).toContain('did not come from here');
  });

  it('approve, each by who may, and say why not to who may not', async () => {
    const id = await pending();
    const mei = await as('Mei Chen', `/promotions/${id}`);
    const yuki = await as('Yuki Tanaka', `/promotions/${id}`);
    expect((await as('Ben Okafor', `/promotions/${id}`)).html).not.toContain('>Approve</button>');
    await mei.press('Approve', { comment: 'Looked at the wrong ones.' });
    expect(mei.html).toContain('Your approval is kept.');
    const again = mei.twin();
    await again.open(`/promotions/${id}`);
    expect(again.html).toContain('Looked at the wrong ones.');
    await yuki.press('Reject', { comment: '' });
    expect(yuki.status).toBe(422);
    expect(yuki.html).toContain('That did not work.');
    await yuki.press('Approve');
    expect(yuki.html).toMatch(/badge good"><span aria-hidden="true">✓<\/span> Approved/);
  });

  it('keep what was typed when they did not work', async () => {
    const rosa = await as('Rosa Delgado', '/models/churn');
    const stale = rosa.twin();
    await stale.open('/models/churn');
    await rosa.press('Describe it', { purpose: 'First' });
    expect(rosa.html).toContain('is changed');
    await stale.press('Describe it', { purpose: 'Second, which is <kept>' });
    expect(stale.status).toBe(422);
    expect(unescaped(stale.html)).toContain('Second, which is <kept></textarea>');
    expect(stale.html).toContain('<p class="lead">First</p>');
  });
});

describe('the list of models', () => {
  it('counts what fits on one page without being asked to, and as the graph does', async () => {
    const counted = (html: string, label: string) =>
      new RegExp(`<span>${label}</span><span class="count">(\\d+)`).exec(html)?.[1];
    const them = await as('Ana Lima', '/models');
    expect(them.html).not.toContain('Count them');
    const [here, total] = [them.html, /(\d+) models\. Order/.exec(them.html)?.[1]];
    await them.open('/models?count=1');
    expect(/(\d+) models\. Order/.exec(them.html)?.[1]).toBe(total);
    for (const label of ['Critical', 'High', 'Ranking', 'growth', 'fraud'])
      expect([label, counted(here, label)]).toEqual([label, counted(them.html, label) ?? 'not counted']);
  });
});

describe('what is not there', () => {
  it('and what is not to be seen are answered alike', async () => {
    const input = { name: 'hidden', task: 'OTHER', riskTier: 'MINIMAL', visibility: 'RESTRICTED' };
    const document = 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } } }';
    await asked(house.admin, document, { input });
    const them = await as('Chloé Martin');
    const [hidden, nothing] = [
      await them.twin().open('/models/hidden'),
      await them.twin().open('/models/nothing-of-that-name'),
    ];
    expect([hidden.status, nothing.status]).toEqual([404, 404]);
    expect(hidden.html).toBe(nothing.html);
    const admin = await visitor().open('/auth');
    await admin.press('Sign in', { secret: house.adminToken });
    expect((await admin.open('/models/hidden')).status).toBe(200);
  });

  it.each([
    '/models/%zz',
    '/versions/ver_nothing',
    '/promotions/pro_nothing',
    '/alerts/alr_nothing',
    '/experiments/exp_nothing',
    '/people/per_nothing',
    '/teams/tea_nothing',
    '/lineage/nothing',
    '/compare/churn/1/99',
    '/compare/churn',
    '/compare/x',
    '/reports/read?kind=MODEL_CARD&model=nothing',
    '/nowhere',
  ])('is said on a page: %s', async path => {
    const them = await as('Ana Lima', '/');
    await them.open(path);
    expect([them.status, them.html]).toEqual([404, expect.stringContaining('There is nothing here')]);
  });
});
