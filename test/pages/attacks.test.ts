import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';
import { hidden } from './hidden.ts';
import { Visitor } from './visitor.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse('socket');
});
afterAll(() => house?.stop());

const as = (name: string, to = '/') => new Visitor(house.url).be(name, to);

describe('what is hidden and what is not there', () => {
  it('are answered by the same bytes, to be looked at and to be changed', async () => {
    const pairs = await hidden(house.admin);
    const chloe = await as('Chloé Martin');
    const token = /name="token" value="([^"]+)"/.exec(chloe.html)?.[1] ?? '';
    for (const [there, nowhere] of pairs) {
      const [one, other] = [await chloe.twin().open(there), await chloe.twin().open(nowhere)];
      expect([there, one.status, one.html === other.html]).toEqual([there, 404, true]);
      const fields = { token, key: crypto.randomUUID(), move: moveAt(there), about: '', reason: 'x', note: 'x' };
      const [sent, alike] = [await chloe.twin().send(there, fields), await chloe.twin().send(nowhere, fields)];
      expect([there, sent.status, sent.html === alike.html]).toEqual([there, 404, true]);
    }
    const admin = await new Visitor(house.url).open('/auth');
    await admin.press('Sign in', { secret: house.adminToken });
    for (const [there] of pairs) expect([there, (await admin.open(there)).status]).toEqual([there, 200]);
  });
});

/** A move of the page at a path. */
function moveAt(path: string): string {
  const moves: Record<string, string> = {
    promotions: 'withdraw',
    experiments: 'stop',
    alerts: 'resolve',
    models: 'tag',
  };
  return moves[path.split('/')[1] ?? ''] ?? 'propose';
}

describe('forms', () => {
  it('count once when they are sent twice at once, or again later', async () => {
    const rosa = await as('Rosa Delgado', '/models/churn');
    const token = /name="token" value="([^"]+)"/.exec(rosa.html)?.[1] ?? '';
    const fields = { token, key: crypto.randomUUID(), move: 'tag', about: '', add: 'once', remove: '' };
    const all = await Promise.all([1, 2, 3, 4].map(() => rosa.twin().send('/models/churn', fields)));
    all.push(await rosa.twin().send('/models/churn', fields));
    expect(all.every(each => each.html.includes('The tags are changed.'))).toBe(true);
    const document = '{ model(name: "churn") { tags history(first: 20) { nodes { action } } } }';
    const { model } = await asked<{ model: { tags: string[]; history: { nodes: { action: string }[] } } }>(
      house.admin,
      document,
    );
    expect(model.tags.filter(tag => tag === 'once')).toHaveLength(1);
    expect(model.history.nodes.filter(({ action }) => action === 'model.tagged')).toHaveLength(1);
  });

  it('that are sent again with other words are refused', async () => {
    const rosa = await as('Rosa Delgado', '/models/churn');
    const token = /name="token" value="([^"]+)"/.exec(rosa.html)?.[1] ?? '';
    const fields = { token, key: crypto.randomUUID(), move: 'tag', about: '', remove: '' };
    await rosa.send('/models/churn', { ...fields, add: 'first' });
    await rosa.send('/models/churn', { ...fields, add: 'second' });
    expect([rosa.status, rosa.html.includes('That did not work.')]).toEqual([422, true]);
    expect(rosa.html).not.toContain('tag=second');
  });

  it.each(['', '__proto__', 'constructor', 'toString', 'describe ', 'x'.repeat(5000)])(
    'with the move %j change nothing',
    async move => {
      const rosa = await as('Rosa Delgado', '/models/churn');
      const token = /name="token" value="([^"]+)"/.exec(rosa.html)?.[1] ?? '';
      await rosa.send('/models/churn', { token, key: 'k', move });
      expect([rosa.status, rosa.html.includes('has no such form')]).toEqual([422, true]);
    },
  );

  it.each([
    ['the token of another session', async () => /name="token" value="([^"]+)"/.exec((await as('Ana Lima')).html)?.[1]],
    ['none', async () => ''],
    ['a long one', async () => 'A'.repeat(10_000)],
    ['one of the same length', async () => 'A'.repeat(43)],
  ])('with a forged token change nothing: %s', async (_, forged) => {
    const rosa = await as('Rosa Delgado', '/models/churn');
    const token = (await forged()) ?? '';
    await rosa.send('/models/churn', { token, key: crypto.randomUUID(), move: 'tag', add: 'forged', remove: '' });
    expect([rosa.status, rosa.html.includes('did not come from here')]).toEqual([422, true]);
    expect((await rosa.open('/models/churn')).html).not.toContain('tag=forged');
  });

  it.each([
    ['Silence', { minutes: 'NaN', reason: 'x' }],
    ['Silence', { minutes: '1e99', reason: 'x' }],
    ['Silence', { minutes: '-5', reason: 'x' }],
  ])('%s with %j is refused in words', async (label, typed) => {
    const priya = await alert();
    await priya.press(label, typed);
    expect(priya.status).toBe(422);
    expect(priya.html).toContain('That did not work.');
    expect(priya.html).not.toMatch(/INTERNAL|stack|at Object|SELECT /);
  });

  async function alert(): Promise<Visitor> {
    const labels = [
      { name: 'model', value: 'churn' },
      { name: 'alertname', value: 'Attacked' },
    ];
    const one = { fingerprint: 'a-1', status: 'FIRING', startsAt: new Date().toISOString(), labels, annotations: [] };
    const document = 'mutation ($input: ReceiveAlertsInput!) { receiveAlerts(input: $input) { problem { message } } }';
    await asked(house.admin, document, { input: { alerts: [one] } });
    const priya = await as('Priya Raman', '/alerts');
    return priya.open(/href="(\/alerts\/alr_\w+)"/.exec(priya.html)?.[1] ?? '');
  }
});

describe('addresses', () => {
  it.each([
    ...[
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'https:evil.example',
      '\\\\evil.example',
    ],
    ...[
      '/%0d%0aset-cookie:a=b',
      '/\r\nset-cookie: a=b',
      '/models\r\nx: y',
      'javascript:alert(1)',
      '/auth/oidc',
      '@evil.example',
    ],
    ...['/.//evil.example', '/..//evil.example', 'http://127.0.0.1:1@evil.example/'],
  ])('to=%j leads nowhere else', async to => {
    const there = await new Visitor(house.url).open(`/auth?${new URLSearchParams({ to })}`);
    const token = /name="token" value="([^"]+)"/.exec(there.html)?.[1] ?? '';
    const person = /name="person" value="([^"]+)"/.exec(there.html)?.[1] ?? '';
    const body = new URLSearchParams({ token, person, to });
    const headers = { cookie: there.cookies(), origin: house.url };
    const answer = await fetch(`${house.url}/auth/demo`, { method: 'POST', body, headers, redirect: 'manual' });
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, new URL(location, house.url).origin]).toEqual([303, house.url]);
    expect([...answer.headers.keys()]).not.toContain('x');
    expect(answer.headers.getSetCookie().every(each => each.startsWith('handoff-session='))).toBe(true);
  });

  it.each([
    ...['/models?search=%0d%0ax:%20y&done=%0d%0a', '/audit?subject=%00&from=9999-99-99&to=x', '/models?after=%00%ff'],
    ...[
      `/models?search=${'a'.repeat(9000)}`,
      `/models?${'tag=a&'.repeat(1200)}`,
      `/people?who=${'%F0%9F%92%A9'.repeat(500)}`,
    ],
    ...['/models?riskTier=NOPE&task=x&source=y', '/promotions?after=garbage', '/alerts?show=__proto__&after=e30'],
    ...[
      '/models?order=constructor&task=constructor&riskTier=__proto__',
      '/promotions?state=constructor',
      '/audit?subject=constructor_',
      '/reports/read?kind=__proto__&format=toString',
      '/reports/read?kind=DECISION_LOG&from=2026-02-31',
    ],
    ...[
      '/assign/churn?who=%3Cscript%3E',
      '/hosting/churn?environment=%22%3E%3Cscript%3E',
      '/compare/churn?left=%00&right=%22',
    ],
    ...[
      '/models/churn?done=__proto__',
      '/models/%E2%80%AE',
      `/models/${'a'.repeat(4000)}`,
      '/versions/x/watch?days=constructor&by=__proto__',
    ],
    ...['/versions/x/watch?by=%00%22%3E', '/lineage/..%2f..%2fetc', '/alerts/%00', '/experiments/%F0%9F%92%A9'],
  ])('%s is answered with a page, and nothing of it runs', async path => {
    const rosa = await as('Rosa Delgado');
    await rosa.open(path);
    expect([path.slice(0, 60), rosa.status]).toEqual([path.slice(0, 60), expect.toSatisfy(isTheirs)]);
    expect(rosa.html).toMatch(/^<!doctype html>/);
    expect(rosa.html).not.toMatch(/<script>|GraphQLError|\bat [\w.]+ \(|syntax error/);
    expect(Buffer.byteLength(rosa.html)).toBeLessThan(100_000);
  });

  const isTheirs = (status: number) => status >= 200 && status < 500;

  it('longer than a server reads are refused before anything is asked', async () => {
    expect(await raw(`/models?search=${'a'.repeat(40_000)}`)).toBe(431);
  });

  it('are answered to who looks, and kept by nobody between', async () => {
    const rosa = await as('Rosa Delgado');
    for (const path of [
      '/',
      '/models/churn',
      '/models/nothing',
      '/auth',
      '/reports/read?kind=MODEL_CARD&model=churn',
    ]) {
      const { headers } = await fetch(house.url + path, { headers: { cookie: rosa.cookies(), accept: 'text/html' } });
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  function raw(path: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = request(house.url + path, { headers: { accept: 'text/html' } }, response => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.once('error', reject);
      sent.end();
    });
  }
});
