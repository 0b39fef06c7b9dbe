import { type Attack, posted } from './attack.ts';
import { below, pick, type Random } from './random.ts';

const times = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nested = (depth: number, [open, close]: [string, string], inside: string) =>
  open.repeat(depth) + inside + close.repeat(depth);

/** Documents that ask for too much, or make reading and checking them slow; size: from 0 to 1. */
const costly: Readonly<Record<string, (size: number) => string>> = {
  aliases: size => `{ ${times(size * 20_000, i => `a${i}: __typename`)} }`,
  'aliases of lists': size => `{ ${times(1 + size * 60, i => `a${i}: models { nodes { id } }`)} }`,
  depth: size => nested(1 + size * 2_000, ['{ model(name: "churn") ', '}'], '{ id }'),
  'inline fragments inside each other': size => nested(1 + size * 2_000, ['{ ... ', '}'], '{ __typename }'),
  'fragments that fan out': size =>
    `{ models { nodes { ...f0 } } } ${times(1 + size * 150, i => `fragment f${i} on Model { ...f${i + 1} ...f${i + 1} }`)} fragment f${Math.floor(1 + size * 150)} on Model { id }`,
  'a chain of fragments': size =>
    `{ models { nodes { ...f0 } } } ${times(1 + size * 198, i => `fragment f${i} on Model { ...f${i + 1} }`)} fragment f${Math.floor(1 + size * 198)} on Model { id }`,
  'fragments in a circle': size =>
    `{ models { nodes { ...f0 } } } ${times(2 + size * 100, i => `fragment f${i} on Model { id ...f${(i + 1) % Math.floor(2 + size * 100)} }`)}`,
  directives: size => `{ me { __typename ${times(size * 20_000, () => '@include(if: true)')} } }`,
  'directives nobody knows': size => `{ me { __typename ${times(size * 60, i => `@d${i}(a: "x")`)} } }`,
  'the same field': size => `{ ${times(1 + size * 20_000, () => '__typename')} }`,
  'fields that are slow to merge': size =>
    `{ ${times(1 + size * 19, () => `models(first: 1) { nodes { ${times(1 + size * 19, () => 'tags name latestVersion { id version }')} } }`)} }`,
  'fields that do not merge': size =>
    `{ ${times(1 + size * 19, i => `models(first: ${i + 1}) { nodes { ${times(1 + size * 19, j => `a: versions(first: ${j + 1}) { nodes { id } }`)} } }`)} }`,
  tokens: size => `{ models(filter: {tags: [${times(size * 12_000, i => `"t${i}"`)}]}) { nodes { id } } }`,
  'numbers of many digits': size => `{ models(first: ${'9'.repeat(1 + size * 5_000)}) { nodes { id } } }`,
  comments: size => `${'# x\n'.repeat(size * 50_000)}{ __typename }`,
  commas: size => `${','.repeat(size * 200_000)}{ __typename }`,
  'a long text': size => `{ models(search: "${'x'.repeat(size * 200_000)}") { nodes { id } } }`,
  'a block of many lines': size => `{ models(search: """${' \n'.repeat(size * 60_000)}""") { nodes { id } } }`,
  'a text of escapes': size => `{ models(search: "${'\\u0041'.repeat(size * 30_000)}") { nodes { id } } }`,
  'brackets that never close': size => '{ me '.repeat(1 + size * 40_000),
  'lists inside each other': size => `{ models(filter: ${nested(1 + size * 5_000, ['[', ']'], '')}) { nodes { id } } }`,
  'types inside each other': size => `query ($a: ${nested(1 + size * 5_000, ['[', ']'], 'Int')}) { __typename }`,
  variables: size => `query (${times(1 + size * 1_500, i => `$v${i}: Int = ${i}`)}) { __typename }`,
  operations: size => times(1 + size * 1_000, i => `query q${i} { __typename }`),
  'pages of pages': size =>
    `{ ${nested(1 + size * 5, ['models(first: 100) { nodes { versions(first: 100) { nodes { model {', '} } } } }'], 'id')} }`,
  'the schema': size =>
    `{ ${times(1 + size * 20, i => `s${i}: __schema { types { ...t } }`)} } fragment t on __Type { name fields { name type { name fields { name args { name type { name } } } } } inputFields { name } }`,
  'names nobody knows': size => `{ ${times(1 + size * 1_000, i => `modls${i}`)} }`,
  'long names nobody knows': size => `{ ${times(1 + size * 40, i => `${'m'.repeat(1_000)}${i}`)} }`,
  'types nobody knows': size => `{ __typename } ${times(1 + size * 198, i => `fragment f${i} on Modle${i} { id }`)}`,
  'a subscription': () => 'subscription { changes { id } }',
  'parts that come later': () => '{ models { nodes { id ... @defer { name } } } }',
};

const good = [
  '{ models(first: 5) { nodes { id name title tags latestVersion { version } } pageInfo { hasNextPage endCursor } } }',
  'query M($name: String) { model(name: $name) { id name versions(first: 2) { nodes { id version } } } }',
  '{ me { __typename } promotions(first: 3) { nodes { id state } } alerts(first: 3) { nodes { id severity } } }',
  '{ environments { id name } people(first: 3) { nodes { id name email } } }',
  'mutation S($m: String!) { subscribe(input: { model: $m }) { problem { message } } }',
];
const signs = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '!',
  '$',
  '@',
  '...',
  ':',
  '"',
  '"""',
  '#',
  '|',
  '&',
  '\u0000',
  '\ufeff',
  '😀',
  '\\u{110000}',
  'fragment',
  'on',
  'null',
  '-',
  '1e',
  '__proto__',
];

/** A document that asks for too much. */
export function costlyDocument(random: Random): Attack {
  const kind = pick(Object.keys(costly), random);
  const query = costly[kind]?.(random() ** 2) ?? '';
  return posted(`${kind} in a document`, { query });
}

/** The worst of every kind of costly document. */
export function worstDocuments(): Attack[] {
  return Object.entries(costly).map(([kind, of]) => posted(`${kind} in a document`, { query: of(1) }));
}

/** A good document in which something was taken out, put in or doubled. */
export function brokenDocument(random: Random): Attack {
  let query = pick(good, random);
  for (let change = 0; change <= below(4, random); change++) {
    const at = below(query.length, random);
    const until = at + below(12, random);
    const put = pick(
      ['', pick(signs, random), query.slice(at, until).repeat(2), pick(signs, random).repeat(50)],
      random,
    );
    query = query.slice(0, at) + put + query.slice(until);
  }
  return posted('a broken document', { query, variables: { name: 'churn', m: 'churn' } });
}
