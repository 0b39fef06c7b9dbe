import { type Attack, posted } from './attack.ts';
import { below, pick, type Random } from './random.ts';
import { hostileObjects } from './texts.ts';

const megabytes = 2 * 1024 * 1024;
const query = 'query M($name: String) { model(name: $name) { id } }';
const good = JSON.stringify({ query, variables: { name: 'churn' }, operationName: 'M' });

/** Bytes that are no UTF-8, or another alphabet. */
const notUtf8: readonly Uint8Array[] = [
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xe2, 0x82),
  Uint8Array.of(0xf8, 0x88, 0x80, 0x80, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0x80, 0x80, 0x80),
];

const bodies: Readonly<Record<string, (random: Random) => string | Uint8Array | object>> = {
  'two megabytes of a variable': random => ({ query, variables: { name: 'x'.repeat(megabytes * random()) } }),
  'two megabytes of brackets': () => '['.repeat(megabytes),
  'two megabytes of members': () => `{"query":"{ __typename }",${'"a":1,'.repeat(megabytes / 6)}"b":1}`,
  'two megabytes of lists': () => `{"query":"{ __typename }","variables":{"a":[${'[],'.repeat(megabytes / 3)}[]]}}`,
  'two megabytes of spaces': () => `${' '.repeat(megabytes)}${good}`,
  'two megabytes of escapes': () => `{"query":"${'\\u0041'.repeat(megabytes / 6)}"}`,
  'two megabytes of nothing': () => new Uint8Array(megabytes),
  'an import of nothing, large': () => ({
    query: 'mutation I($input: ImportModelsInput!) { importModels(input: $input) { problem { message } } }',
    variables: { input: { records: Array(200_000).fill(null) } },
  }),
  'broken UTF-8': random => spliced(good, pick(notUtf8, random), random),
  'another alphabet': () => Buffer.from(good, 'utf16le'),
  'a mark of the byte order': () => Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), Buffer.from(good)]),
  'a body cut off': random => good.slice(0, below(good.length, random)),
  'a batch': random => Array(1 + below(50, random)).fill(JSON.parse(good)),
  'JSON inside each other': random => {
    const depth = 1 + below(20_000, random);
    return `{"query":"{ __typename }","variables":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
  },
  'a number of many digits': random =>
    `{"query":"{ __typename }","variables":{"a":${'9'.repeat(1 + below(200_000, random))}e${below(999, random)}}}`,
  'a name twice': () => `{"query":"{ __typename }","query":["x"],"variables":{"a":1,"a":{"b":2}}}`,
  'no JSON': random =>
    pick(["{'query':1}", '{"query":NaN}', '', 'null', '7', '""', 'true', '{', '\u0000', '//x'], random),
  'a wrong query': random => ({ query: pick([1, null, [], {}, '', ' ', ['{ __typename }']], random) }),
  'wrong variables': random => ({ query, variables: pick([1, [], 'x', '{}', true, [{}]], random) }),
  'variables with names that every object knows': random => ({ query, variables: pick(hostileObjects, random) }),
  'such names as the request': () =>
    `{"query":"{ __typename }","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
  'a wrong operation': random => ({
    query: `${query} query N { __typename }`,
    operationName: pick([1, [], {}, '__proto__', 'constructor', 'toString', 'x'.repeat(100_000), '', null], random),
  }),
  'a stored query': random => ({
    query: pick([undefined, query], random),
    extensions: {
      persistedQuery: {
        version: pick([1, 2, '1', null], random),
        sha256Hash: pick(['__proto__', 'x', 1, null, 'a'.repeat(64)], random),
      },
    },
  }),
  extensions: random => ({ query, extensions: pick([[], 1, 'x', ...hostileObjects], random) }),
};

function spliced(text: string, bytes: Uint8Array, random: Random): Uint8Array {
  const at = below(text.length, random);
  return Buffer.concat([Buffer.from(text.slice(0, at)), bytes, Buffer.from(text.slice(at))]);
}

/** A body that is no GraphQL request, or one that is hard to read; those of two megabytes come seldom. */
export function hostileBody(random: Random): Attack {
  const kind = pick(Object.keys(bodies).slice(random() < 0.9 ? 8 : 0), random);
  return posted(`${kind} as a body`, bodies[kind]?.(random) ?? '');
}

/** One of each kind of body. */
export function everyBody(random: Random): Attack[] {
  return Object.entries(bodies).map(([kind, of]) => posted(`${kind} as a body`, of(random)));
}
