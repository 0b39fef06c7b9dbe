import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { readManifest } from '@handoff/kit/operations';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { collect } from './collect.ts';
import { ownOperations } from './known.ts';

/** What a script puts into a text. */
const hole = (name: string) => `$${'{'}${name}}`;

const bodies = (files: Record<string, string>) => {
  const { manifest, unread } = collect(Object.entries(files).map(([name, text]) => ({ name, text })));
  const known = readManifest(manifest);
  if (typeof known === 'string') throw new Error(known);
  return { bodies: [...known.values()].map(body => body.replace(/\s+/g, ' ')), unread };
};

describe('the operations of a client', () => {
  test.each([
    ['a tag', 'const q = gql`query A { me { id } }`;'],
    ['a call', 'const q = graphql(`query A { me { id } }`);'],
    ['a comment', 'const q = /* GraphQL */ `query A { me { id } }`;'],
    ['how the text begins', 'const q = `query A { me { id } }`;'],
    ['a plain string', "ask('query A { me { id } }');"],
    [
      'types and decorators around it',
      '@Thing() class T { q: string = `query A { me { id } }` as const satisfies string }',
    ],
    ['a backtick in a regular expression before it', 'const r = /`/; const q = `query A { me { id } }`;'],
  ])('are known by %s', (_, text) => {
    expect(bodies({ 'a.ts': text })).toEqual({ bodies: ['query A { me { id } }'], unread: [] });
  });

  test('have the fragments that they spread, from any file, and nothing else', () => {
    const files = {
      'a.graphql': 'query A { me { ...N } } query B { me { id } }',
      'b.tsx': 'const F = gql`fragment N on Person { name ...I }`; const view = <b>{`fragments`}</b>;',
      'c.ts': `const fields = 'id';\nexport const G = \`fragment I on Person { ${hole('fields')} }\`;`,
    };
    expect(bodies(files)).toEqual({
      bodies: [
        'query A { me { ...N } } fragment I on Person { id } fragment N on Person { name ...I }',
        'query B { me { id } }',
      ],
      unread: [],
    });
  });

  test('are put together from constants, of other files too', () => {
    const files = {
      'a.ts': `import { part } from './b.ts';\nconst own = \`name ${hole('part')}\`;\nconst q = \`query A { me { ${hole('own')} } }\`;`,
      'b.ts': "export const part = 'id';",
    };
    expect(bodies(files)).toEqual({ bodies: ['query A { me { name id } }'], unread: [] });
  });

  test.each([
    [
      'what is known only while it runs',
      `const q = (f: string) => \`query A { me { ${hole('f')} } }\`;`,
      'known only while',
    ],
    ['a call in it', `const q = gql\`query A { me { ${hole('fields()')} } }\`;`, 'known only while'],
    ['a fragment that is nowhere', 'const q = `query A { me { ...N } }`;', 'fragment N, which is nowhere'],
    ['what is said to be GraphQL and is none', 'const q = gql`query A {`;', 'Syntax Error'],
    ['a script that is none', 'const = `', 'a.ts:'],
  ])('are not left out in silence: %s', (...[, text, told]) => {
    const { unread } = bodies({ 'a.ts': `\n${text}` });
    expect(unread).toHaveLength(1);
    expect(unread[0]).toContain(told);
    expect(unread[0]).toMatch(/^a\.ts:/);
  });

  test('are not what only speaks of them', () => {
    const text = `const a = \`query is a word\`; const b = "{ not: graphql }"; const c = \`mutation of ${hole('x')}\`;`;
    expect(bodies({ 'a.ts': text })).toEqual({ bodies: [], unread: [] });
  });
});

test('what our own clients ask fits the graph', () => {
  const supergraph = readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8');
  const schema = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
  const own = [...ownOperations().values()].map(text => parse(text));
  expect(own.length).toBeGreaterThan(60);
  expect(own.flatMap(document => validate(schema, document))).toEqual([]);
});
