import { request as httpRequest } from 'node:http';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gateway } from './gateway.ts';
import { annToken, ask, openHouse } from './testing/house.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openHouse();
});
afterAll(() => gateway.close());

const times = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nested = (depth: number, [open, close]: [string, string], inside = '') =>
  open.repeat(depth) + inside + close.repeat(depth);

const fanOut = `{ models { nodes { ...f0 } } } ${times(40, i => `fragment f${i} on Model { ...f${i + 1} ...f${i + 1} }`)} fragment f40 on Model { id }`;
const chain = `{ models { nodes { ...f0 } } } ${times(199, i => `fragment f${i} on Model { ...f${i + 1} }`)} fragment f199 on Model { id }`;
const deepChain = `{ models { nodes { ...f0 } } } ${times(98, i => `fragment f${i} on Model { ${nested(15, ['tags { model { ', '} }'], `...f${i + 1}`)} }`)} fragment f98 on Model { id }`;

describe('documents that ask for too much', () => {
  test.each([
    ['20,000 aliases', `{ ${times(20_000, i => `a${i}: hello`)} }`],
    ['61 aliases', `{ models { nodes { ${times(61, i => `a${i}: id`)} } } }`],
    [
      'aliases through fragments',
      `{ models { nodes { ...f ...f ...f } } } fragment f on Model { ${times(21, i => `a${i}: id`)} }`,
    ],
    ['depth 17', `{ models { nodes { ${nested(7, ['tags { model { ', '} }'], 'id')} } } }`],
    ['depth 2,000', nested(1_000, ['{ models { nodes ', '} }'], '{ id }')],
    ['depth 100,000', nested(100_000, ['{a', '}'])],
    ['fragments that fan out', fanOut],
    ['fragments that fan out, never spread', fanOut.replace('{ models { nodes { ...f0 } } }', '{ hello }')],
    ['a long chain of fragments', chain],
    ['a deep chain of fragments', deepChain],
    ['inline fragments 2,000 deep', nested(2_000, ['{ ... ', '}'], '{ hello }')],
    ['20,000 directives', `{ hello ${times(20_000, () => '@skip(if: false)')} }`],
    ['60 directives', `{ ${times(20, i => `hello @a${i} @b${i} @c${i}`)} }`],
    ['20,000 times the same field', `{ ${times(20_000, () => 'hello')} }`],
    ['11 times the same field', `{ models { nodes { ${times(11, () => 'id')} } } }`],
    [
      'fields that take long to merge',
      `{ ${times(18, () => `models(first: 1) { nodes { ${times(18, () => 'tags { name model { id } }')} } }`)} }`,
    ],
    ['21 fields at the root', `{ ${times(21, i => `a${i}: hello`)} }`],
    ['21 fields at the root, in a fragment', `{ ...f } fragment f on Query { ${times(21, i => `a${i}: hello`)} }`],
    ['lists 10,000 deep', `{ hello(name: ${nested(10_000, ['[', ']'])}) }`],
    ['objects 2,000 deep', `mutation { importModels(input: ${nested(2_000, ['{records:', '}'], '1')}) }`],
    ['types 2,000 deep', `query ($a: ${nested(2_000, ['[', ']'], 'Int')}) { hello }`],
    ['101 variables', `query (${times(101, i => `$v${i}: Int`)}) { hello }`],
    ['201 operations', times(201, i => `query q${i} { hello }`)],
    ['a page of 100,000', '{ models(first: 100000) { nodes { id } } }'],
    [
      'a page without end',
      `{ models(first: ${'9'.repeat(400)}) { nodes { versions(first: 0) { nodes { number } } } } }`,
    ],
    [
      'pages of pages of pages',
      `{ models(first: 100) { nodes { versions(first: 100) { nodes { model { versions(first: 100) { nodes { number } } } } } } } }`,
    ],
    [
      'pages of pages by default',
      `{ models { nodes { ${nested(4, ['versions { nodes { model { ', '} } }'], 'id')} } } }`,
    ],
    ['a page by the default of a variable', 'query ($n: Int = 100000) { models(first: $n) { nodes { id } } }'],
    ['the schema, three times', `{ ${times(3, i => `s${i}: __schema { queryType { name } }`)} }`],
    [
      'the schema, over and over',
      `{ ${times(20, i => `s${i}: __schema { types { ...t } }`)} } fragment t on __Type { name fields { name type { fields { name args { name type { name } } } } } inputFields { name } }`,
    ],
  ])('%s', async (_, query) => {
    const reply = await ask(gateway.url, { query });
    expect(reply.json.errors?.[0]?.extensions.code, reply.text.slice(0, 200)).toBe('TOO_COSTLY');
    expect(reply.status).toBe(400);
    expect(reply.text.length).toBeLessThan(600);
    expect((await ask(gateway.url, { query }, { accept: 'application/graphql-response+json' })).status).toBe(400);
  });

  test.each([
    ['a number', 100_000],
    ['infinity', '1e999'],
  ])('a page by a variable: %s', async (_, n) => {
    const query = 'query ($n: Int) { models(first: $n) { nodes { id } } }';
    const reply = await ask(gateway.url, `{ "query": ${JSON.stringify(query)}, "variables": { "n": ${n} } }`);
    expect(reply.json.errors?.[0]?.extensions.code).toBe('TOO_COSTLY');
    expect(reply.json.errors?.[0]?.message).toMatch(/at most 100,000 are allowed\. Ask for shorter lists/);
  });

  test('what a good client asks for is answered', async () => {
    const versions = 'versions { nodes { number model { id name } } pageInfo { hasNextPage } }';
    const query = `query ($n: Int = 100) { models(first: $n) { totalCount nodes { ...m } } } fragment m on Model { id name ${versions} }`;
    const reply = await ask(gateway.url, { query });
    expect(reply.json.errors).toBeUndefined();
  });

  test('the schema is shown to tools', async () => {
    const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true };
    const reply = await ask(gateway.url, { query: getIntrospectionQuery({ ...options, inputValueDeprecation: true }) });
    expect(reply.json.errors).toBeUndefined();
  });

  test('what is not there is not answered with what else there is', async () => {
    const query = 'query ($n: Itn) { helo models { nodes { idd versions(frist: 1) { nodes { number } } } } }';
    const reply = await ask(gateway.url, { query });
    expect(reply.json.errors?.length).toBeGreaterThan(3);
    expect(reply.text).not.toMatch(/did you mean/i);
  });

  test('fragments that go in a circle are named as such', async () => {
    const query = '{ models { nodes { ...a } } } fragment a on Model { id ...b } fragment b on Model { ...a }';
    const reply = await ask(gateway.url, { query });
    expect(reply.json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(reply.json.errors?.[0]?.message).toMatch(/itself/);
  });
});

describe('bodies', () => {
  const importing = 'mutation ($input: ImportInput!) { importModels(input: $input) }';
  const records = (bytes: number) => ({ input: { records: ['x'.repeat(bytes)] } });

  const importOf = (list: unknown[]) => JSON.stringify({ query: importing, variables: { input: { records: list } } });

  test.each([
    [
      'JSON 10,000 levels deep',
      `{"query":"{ hello }","variables":{"a":${nested(10_000, ['[', ']'])}}}`,
      '400 TOO_COSTLY',
    ],
    ['JSON 8 million levels deep', `{"query":"{ hello }","variables":${'['.repeat(8_000_000)}`, '400 TOO_COSTLY'],
    ['a million values', importOf(Array(1_000_000).fill(null)), '400 TOO_COSTLY'],
    ['20,001 objects', importOf(Array(20_001).fill({})), '400 TOO_COSTLY'],
    ['no JSON', '{"query": "{ hello }"', '400 BAD_USER_INPUT'],
    ['nothing', '', '400 BAD_USER_INPUT'],
    ['a list of operations', '[{"query":"{ hello }"}]', '400 BAD_USER_INPUT'],
    ['a text', '"{ hello }"', '400 BAD_USER_INPUT'],
    ['null', 'null', '400 BAD_USER_INPUT'],
    ['no query', '{}', '400 BAD_USER_INPUT'],
    ['variables that are none', '{"query":"{ hello }","variables":[1]}', '400 BAD_USER_INPUT'],
    ['a stored query', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}', '400 BAD_USER_INPUT'],
    [
      '300 kB for a small question',
      JSON.stringify({ query: '{ hello }', variables: { x: 'x'.repeat(300_000) } }),
      '413 TOO_COSTLY',
    ],
    [
      'an import with a rider',
      JSON.stringify({
        query: `mutation ($input: ImportInput!) { importModels(input: $input) rename(id: 1, name: "x") { id } }`,
        variables: records(300_000),
      }),
      '413 TOO_COSTLY',
    ],
    [
      'an import with a question behind it, under the same name',
      `${JSON.stringify({ query: importing, variables: records(300_000) }).slice(0, -1)},"query":"{ hello }"}`,
      '413 TOO_COSTLY',
    ],
    ['over 8 MB', JSON.stringify({ query: importing, variables: records(8 * 1024 * 1024) }), '413 TOO_COSTLY'],
  ])('%s', async (_, body, expected) => {
    const reply = await ask(gateway.url, body);
    expect(`${reply.status} ${reply.json.errors?.[0]?.extensions.code}`).toBe(expected);
  });

  test('many mistakes are told as one, at once', async () => {
    const query = 'mutation ($i: [JSON!]!) { importModels(input: { records: $i }) }';
    const began = process.cpuUsage();
    const reply = await ask(gateway.url, { query, variables: { i: Array(200_000).fill(null) } });
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(2_000);
    expect(reply.status).toBe(200);
    expect(reply.json.errors).toHaveLength(1);
    expect(reply.json.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/more than 20 mistakes\. The first: .*i\[0\]/),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('a bulk import may be large', async () => {
    const reply = await ask(gateway.url, { query: importing, variables: records(7_000_000) });
    expect(reply.json).toEqual({ data: { importModels: 1 } });
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['plain text', 'text/plain'],
    ['another alphabet', 'application/json; charset=utf-16'],
    ['uploads', 'multipart/form-data; boundary=x'],
  ])('as %s', async (_, type) => {
    const reply = await ask(gateway.url, { query: '{ hello }' }, { 'content-type': type });
    expect([reply.status, reply.json.errors?.[0]?.extensions.code]).toEqual([415, 'BAD_USER_INPUT']);
  });

  test('over 8 MB without saying so first', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${annToken}` };
      const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST', headers }, response => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      for (let i = 0; i < 9; i++) sent.write('x'.repeat(1024 * 1024));
    });
    expect(status).toBe(413);
  });

  test('cut off in the middle, the next request is answered', async () => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${annToken}`,
      'content-length': '999',
    };
    const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST', headers });
    const cut = new Promise(resolve => sent.on('error', resolve));
    sent.write('{"query":', () => setTimeout(() => sent.destroy(new Error('gone')), 50));
    await cut;
    expect((await ask(gateway.url, { query: '{ hello }' })).json).toEqual({ data: { hello: 'hello you' } });
  });

  test('compressed', async () => {
    const reply = await ask(gateway.url, { query: '{ hello }' }, { 'content-encoding': 'gzip' });
    expect(reply.status).toBe(415);
  });
});

describe('strangers', () => {
  const invalid = '{ this is { no GraphQL';
  test.each([
    ['no token', { authorization: '' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['a token that is none of ours', { authorization: `Bearer ${'x'.repeat(40)}` }],
    ['a token with a slip', { authorization: `Bearer ${annToken.slice(0, -1)}!` }],
    ['too long a token', { authorization: `Bearer ${'x'.repeat(10_000)}` }],
    ['two tokens in one header', { authorization: `Bearer ${annToken}, Bearer ${annToken}` }],
  ])('%s: 401, and nothing of the request is read', async (_, headers) => {
    const reply = await ask(gateway.url, invalid, headers);
    expect([reply.status, reply.json.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('two Authorization headers are refused, even of the same token', async () => {
    const status = await new Promise(resolve => {
      const headers = ['Host', 'localhost', 'Content-Type', 'application/json'];
      const twice = [...headers, 'Authorization', `Bearer ${annToken}`, 'Authorization', `Bearer ${annToken}`];
      const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST', headers: twice }, response => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.end('{"query":"{ hello }"}');
    });
    expect(status).toBe(401);
  });

  test('the body of a stranger is not waited for', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': '7000000' };
      const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST', headers }, response => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write('{"query":');
    });
    expect(status).toBe(401);
  });
});

describe('addresses', () => {
  const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${annToken}` }) =>
    fetch(`${gateway.url}${path}`, { headers });

  test('GET answers queries, to who is known', async () => {
    const query = encodeURIComponent('query ($name: String) { hello(name: $name) }');
    const path = `/graphql?query=${query}&variables=${encodeURIComponent('{"name":"Bea"}')}`;
    expect(await (await get(path)).json()).toEqual({ data: { hello: 'hello Bea' } });
    expect((await get(path, {})).status).toBe(401);
  });

  test('GET changes nothing', async () => {
    const response = await get(`/graphql?query=${encodeURIComponent('mutation { rename(id: 1, name: "x") { id } }')}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test.each(['PUT', 'DELETE', 'OPTIONS'])('%s is not taken', async method => {
    const response = await fetch(`${gateway.url}/graphql`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each(['/nowhere', '//', '/graphql/', '/graphql/assets/../gateway.ts', '/%'])('nothing is at %s', async path => {
    const status = await new Promise(resolve => {
      httpRequest(`${gateway.url}`, { path }, response => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(404);
  });
});
