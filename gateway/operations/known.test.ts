import { idOf, readManifest, writeManifest } from '@handoff/kit/operations';
import fc from 'fast-check';
import { parse } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import type { Gateway } from '../gateway.ts';
import { annToken, ask, openHouse, replyOf } from '../testing/house.ts';
import { openOperations } from './known.ts';

const hello = 'query Hello($name: String) { hello(name: $name) }';
const known = new Map([[idOf(hello), hello]]);
const options = { only: false, free: new Set<string>() };
let gateway: Gateway;
afterEach(() => gateway?.close());

const byGet = async (parameters: Record<string, string>) =>
  replyOf(
    await fetch(`${gateway.url}/graphql?${new URLSearchParams(parameters)}`, {
      headers: { authorization: `Bearer ${annToken}`, accept: 'application/json' },
    }),
  );
const codeOf = ({ json }: Awaited<ReturnType<typeof ask>>) => json.errors?.[0]?.extensions.code;

describe('an operation that is named', () => {
  const id = idOf(hello);
  const variables = { name: 'Ann' };
  const hash = { persistedQuery: { version: 1, sha256Hash: id } };

  test.each([
    ['by documentId', { documentId: `sha256:${id}`, variables }],
    ['by documentId without its kind', { documentId: id.toUpperCase(), variables }],
    ['by persistedQuery', { extensions: hash, variables }],
    ['and written out', { query: hello, extensions: hash, variables }],
  ])('%s is carried out, over POST and GET', async (_, body) => {
    gateway = await openHouse({ operations: openOperations(known, options) });
    expect((await ask(gateway.url, body)).json).toEqual({ data: { hello: 'hello Ann' } });
    const texts = Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    expect((await byGet(Object.fromEntries(texts))).json).toEqual({ data: { hello: 'hello Ann' } });
  });

  test.each([
    ['that nobody knows', { documentId: 'a'.repeat(64) }, 'PERSISTED_QUERY_NOT_FOUND', /No operation with this sha256/],
    ['that is none', { documentId: 'hello' }, 'BAD_USER_INPUT', /64 hexadecimal digits/],
    ['of a prototype', { documentId: '__proto__' }, 'BAD_USER_INPUT', /64 hexadecimal digits/],
    ['that is a number', { extensions: { persistedQuery: { sha256Hash: 1 } } }, 'BAD_USER_INPUT', /64 hexadecimal/],
    [
      'of another document',
      { query: '{ hello }', documentId: id },
      'BAD_USER_INPUT',
      /not the one that its sha256 names/,
    ],
  ])('by a name %s is refused', async (...[, body, code, message]) => {
    gateway = await openHouse({ operations: openOperations(known, options) });
    const reply = await ask(gateway.url, body);
    expect([reply.status, codeOf(reply)]).toEqual([400, code]);
    expect(reply.json.errors?.[0]?.message).toMatch(message);
  });

  test('by a name that nobody knows is carried out when it is written out: nothing is kept of it', async () => {
    gateway = await openHouse({ operations: openOperations(known, options) });
    const query = '{ hello }';
    const body = { extensions: { persistedQuery: { version: 1, sha256Hash: idOf(query) } } };
    expect((await ask(gateway.url, { ...body, query })).json).toEqual({ data: { hello: 'hello you' } });
    expect(codeOf(await ask(gateway.url, body))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('where only known operations are carried out', () => {
  test('others are refused, and who asks for the schema too; known ones may be written in another way', async () => {
    gateway = await openHouse({ operations: openOperations(known, { ...options, only: true }) });
    for (const query of ['{ hello }', `${hello} query Other { hello }`, '{ __schema { types { name } } }']) {
      const reply = await ask(gateway.url, { query, operationName: query.includes('Hello') ? 'Hello' : undefined });
      expect([reply.status, codeOf(reply)]).toEqual([403, 'PERSISTED_QUERY_NOT_IN_LIST']);
      expect(reply.json.errors?.[0]?.message).toContain('handoff operations');
    }
    const other = '# mine\nquery Hello ( $name : String ) {\n\n hello(name:$name), }';
    for (const body of [{ query: hello }, { query: other }, { documentId: idOf(hello) }, { query: '{ __typename }' }])
      expect((await ask(gateway.url, body)).json.errors).toBeUndefined();
  });

  test('our own parts ask what they put together while they run', async () => {
    gateway = await openHouse({ operations: openOperations(known, { only: true, free: new Set([annToken]) }) });
    expect((await ask(gateway.url, { query: '{ hello }' })).status).toBe(200);
  });

  test('a document is known however its fragments are ordered, and not with one field more', () => {
    const parts = [
      'query Q { a { ...A ...B } }',
      'fragment A on T { x ...C }',
      'fragment B on T { y }',
      'fragment C on T { z }',
    ];
    const whole = parts.join('\n');
    const operations = openOperations(new Map([[idOf(whole), whole]]), { ...options, only: true });
    const refusal = (text: string) => operations.refuse(text, parse(text), null);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(parts, { minLength: 4 }),
        fc.constantFrom(' ', '\n', ' , # so\n'),
        (order, between) => {
          expect(refusal(order.join(between))).toBeNull();
          expect(refusal(order.join(between).replace('{ y }', '{ y w }'))?.status).toBe(403);
        },
      ),
    );
  });
});

describe('a manifest', () => {
  const text = writeManifest([hello]);

  test('is read as it was written, and as one object of texts by their sha256', () => {
    expect(readManifest(text)).toEqual(known);
    expect(readManifest(JSON.stringify({ [`sha256:${idOf(hello)}`]: hello }))).toEqual(known);
  });

  test.each([
    ['no JSON', 'operations:', /^is no manifest/],
    ['null', 'null', /^is no manifest/],
    ['numbers', '{"a":1}', /^is no manifest/],
    ['another document', text.replace('hello(name: $name)', 'hello'), /not the sha256/],
    ['another document, so that its text is altered', text.replace('query Hello', 'query  Hello'), /not the sha256/],
    ['no GraphQL', JSON.stringify({ [idOf('hello')]: 'hello' }), /no GraphQL/],
  ])('of %s is refused', (...[, bad, problem]) => {
    expect(readManifest(bad)).toMatch(problem);
  });
});
