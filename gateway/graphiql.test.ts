import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gateway } from './gateway.ts';
import { annToken, openHouse } from './testing/house.ts';

const tabs = [{ title: 'Tags </script><b>', query: '{ models { totalCount } }', variables: { first: 3 } }];
let gateway: Gateway;
beforeAll(async () => {
  gateway = await openHouse({ graphiql: { token: annToken, tabs } });
});
afterAll(() => gateway.close());

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const page = async (url = gateway.url) => (await fetch(`${url}/graphql`, { headers: html })).text();

test('a browser gets the page, with a policy that names no other host', async () => {
  const response = await fetch(`${gateway.url}/graphql`, { headers: html });
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
});

test('every file of the page is served from here', async () => {
  const text = await page();
  const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
  const own = files.filter(each => each !== 'data:,');
  expect(own).toHaveLength(6);
  for (const file of own) {
    const response = await fetch(`${gateway.url}${file}`);
    expect([file, response.status]).toEqual([expect.stringMatching(/^\/graphql\/assets\//), 200]);
    expect(response.headers.get('content-type')).toMatch(/^text\/(css|javascript); charset=utf-8$/);
    expect((await response.text()).length).toBeGreaterThan(10);
  }
});

test('the settings hold the token and the examples, and cannot end their element', async () => {
  const [, text = ''] = /<script id="settings" type="application\/json">(.*?)<\/script>/s.exec(await page()) ?? [];
  expect(JSON.parse(text)).toEqual({
    authorization: `Bearer ${annToken}`,
    tabs: [{ query: '# Tags </script><b>\n{ models { totalCount } }', variables: '{\n  "first": 3\n}' }],
  });
});

test('the token is not shown to a page under another name', async () => {
  const text = await new Promise<string>(resolve => {
    const headers = { ...html, host: 'evil.example:4000' };
    request(`${gateway.url}/graphql`, { headers }, async response => {
      resolve((await response.toArray()).join(''));
    }).end();
  });
  expect(text).toContain('Bearer \\u003cyour API token>');
  expect(text).not.toContain(annToken);
});

test('a program gets no page, and without the setting nobody does', async () => {
  expect((await fetch(`${gateway.url}/graphql`)).status).toBe(401);
  const other = await openHouse();
  expect((await fetch(`${other.url}/graphql`, { headers: html })).status).toBe(401);
  expect((await fetch(`${other.url}/graphql/assets/start.js`)).status).toBe(404);
  await other.close();
});

test.each(['nothing.js', '../package.json', 'constructor', ''])('there is no file "%s"', async name => {
  const status = await new Promise(resolve => {
    request(gateway.url, { path: `/graphql/assets/${name}` }, response => resolve(response.resume().statusCode)).end();
  });
  expect(status).toBe(404);
});
