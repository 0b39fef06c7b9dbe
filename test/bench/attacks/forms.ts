import { type Attack, posted } from './attack.ts';
import { pick, type Random } from './random.ts';

const change = 'mutation { subscribe(input: { model: "churn" }) { problem { message } } }';
const asked = JSON.stringify({ query: change });
const inAddress = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;

/** Content types that a page of another site may send without asking, and others. */
const types = [
  'text/plain',
  'text/plain; charset=utf-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'application/json; charset=utf-16',
  'application/json, text/plain',
  'application/jsonp',
  'APPLICATION/JSON;x=y',
  '',
  '*/*',
  `application/json; ${'a=b; '.repeat(500)}`,
];
const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY', 'SEARCH'];

/** Headers that claim something, or are hard to read. */
const headers: Readonly<Record<string, readonly string[]>> = {
  accept: [
    `${'a/b;q=0.1,'.repeat(700)}`,
    'application/json;q=NaN',
    ',,,;;;===',
    `*/*;${'q=1;'.repeat(1_500)}`,
    'text/event-stream',
    'multipart/mixed; deferSpec=20220824',
  ],
  authorization: [
    'Bearer',
    'Bearer ',
    `Bearer ${'x'.repeat(7_000)}`,
    `Bearer eyJ${'a'.repeat(3_000)}.${'b'.repeat(3_000)}.c`,
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
    'Basic YWRtaW46YWRtaW4=',
    'Negotiate x',
    `Bearer ${'='.repeat(100)}`,
  ],
  cookie: [
    `handoff-session=${'x'.repeat(7_000)}`,
    'handoff-session=eyJhbGciOiJkaXIifQ..a.b.c',
    '='.repeat(3_000),
    `${'a=b; '.repeat(1_400)}`,
  ],
  'content-encoding': ['gzip', 'br', 'deflate', 'identity, gzip', 'x'],
  'x-request-id': ["'; DROP TABLE x --", 'x'.repeat(200), '../../x', '<script>'],
  'handoff-caller': [`v1.e30.${'0'.repeat(64)}`, 'v1', 'x'.repeat(7_000)],
  'handoff-acting-for': [`v1.e30.${'0'.repeat(64)}`, 'U0BEN', ''],
  'handoff-session': ['1', 'true'],
  'handoff-via': ['SYSTEM', '__proto__'],
  'x-forwarded-for': ['127.0.0.1', "'"],
  'x-forwarded-host': ['evil.example'],
  'x-http-method-override': ['DELETE'],
  'apollo-require-preflight': ['1'],
  'x-original-url': ['/scim/v2/Users'],
  host: ['evil.example', '169.254.169.254', 'localhost:1@evil.example', `${'a'.repeat(3_000)}.example`],
  origin: ['https://evil.example', 'null'],
  range: [`bytes=${'0-1,'.repeat(1_000)}`],
  expect: ['x'],
  upgrade: ['h2c'],
  te: ['trailers, deflate'],
};

const forms: readonly ((random: Random) => Partial<Attack>)[] = [
  random => ({ kind: 'a content type', headers: { 'content-type': pick(types, random) } }),
  random => ({
    kind: 'a form of another site',
    body: pick([`query=${encodeURIComponent(change)}`, `${asked.slice(0, -1)},"x":"="}`, asked], random),
    headers: { 'content-type': pick(types.slice(0, 4), random), origin: 'https://evil.example' },
  }),
  random => ({ kind: 'a method', method: pick(methods, random), body: null }),
  random => ({
    kind: 'a change by GET',
    method: 'GET',
    body: null,
    path: inAddress(change),
    headers: { accept: pick(['application/json', '*/*', 'text/html'], random) },
  }),
  random => ({ kind: 'an address', method: 'GET', body: null, path: `/graphql?${pick(addresses, random)}` }),
  random => {
    const name = pick(Object.keys(headers), random);
    const value = pick(headers[name] ?? [], random);
    return { kind: `the header ${name}`, headers: { 'content-type': 'application/json', [name]: value } };
  },
];

const addresses = [
  'query',
  'query=',
  'query=%',
  'query=%FF%FE',
  'query=%00',
  `query=${encodeURIComponent('{ __typename }')}&variables=%7B`,
  `query=${encodeURIComponent('{ __typename }')}&variables=${encodeURIComponent('['.repeat(2_000))}`,
  `query=${encodeURIComponent('{ __typename }')}&variables=${encodeURIComponent('{"__proto__":{"polluted":true}}')}`,
  `query=${encodeURIComponent('{ __typename }')}&query=${encodeURIComponent(change)}`,
  `query=${encodeURIComponent('{ __typename }')}&operationName=__proto__`,
  `query=${encodeURIComponent('{ __typename }')}&extensions=x`,
  `page=${encodeURIComponent('/models/churn')}`,
  'page=//evil.example',
  '__proto__[polluted]=1&constructor[prototype][polluted]=1',
];

/** A request to the graph whose method, headers or address are not as they should be. */
export function hostileForm(random: Random): Attack {
  const base = posted('', asked);
  const found = pick(forms, random)(random);
  return { ...base, ...found, kind: `${found.kind} of a request`, headers: found.headers ?? base.headers };
}
