import { buildSchema, execute, type GraphQLResolveInfo, parse } from 'graphql';
import { EntitySchema } from 'typeorm';
import { expect, it } from 'vitest';
import { type AskedProperties, askedOfRows, asksFor } from './asked.ts';
import { columns } from './columns.ts';

const books = new EntitySchema<{ id: string; title: string; bornAt: Date; authorId: string }>({
  name: 'book',
  columns: {
    id: { type: 'text', primary: true },
    title: { type: 'text' },
    bornAt: { type: 'timestamptz', name: 'born_at' },
    authorId: { type: 'text', name: 'author_id' },
  },
});
const schema = buildSchema(`
  type Query { books(first: Int): Books book: Book shelf: [[Book!]!] }
  type Books { nodes: [Book!]! edges: [Edge!]! totalCount: Int }
  type Edge { node: Book }
  type Book { id: ID title: String bornAt: String author: String }`);

async function asked(query: string): Promise<AskedProperties> {
  const found = await infoOf(query);
  return found ? askedOfRows(found, books) : null;
}

async function infoOf(query: string): Promise<GraphQLResolveInfo | undefined> {
  let found: GraphQLResolveInfo | undefined;
  const note = (_: unknown, __: unknown, info: GraphQLResolveInfo) => {
    found = info;
    return null;
  };
  await execute({ schema, document: parse(query), rootValue: { books: note, book: note, shelf: note } });
  return found;
}

it.each([
  ['{ books { nodes { title } } }', true],
  ['{ books { nodes { other: title } } }', true],
  ['{ books { edges { node { ...book } } } } fragment book on Book { title }', true],
  ['{ books { ... on Books { nodes { title } } } }', true],
  ['{ books { totalCount } books { nodes { title } } }', true],
  ['{ books { nodes { title: bornAt } } }', false],
  ['{ books { totalCount } }', false],
])('tells whether titles are asked below: %s %s', async (query, expected) => {
  const found = await infoOf(query);
  expect(found && asksFor(found, ['title', 'subtitle'])).toBe(expected);
});

it.each([
  ['one column, and the id', '{ books { nodes { title } } }', ['id', 'title']],
  [
    'in the order of the table, each once',
    '{ books { nodes { bornAt title id again: title } } }',
    ['id', 'title', 'bornAt'],
  ],
  ['nodes asked twice', '{ books { nodes { title } more: nodes { bornAt } } }', ['id', 'title', 'bornAt']],
  ['a field asked twice', '{ books { nodes { title } } books { nodes { bornAt } } }', ['id', 'title', 'bornAt']],
  ['nothing but the count', '{ books { totalCount } }', ['id']],
  ['the name of the type', '{ books { nodes { __typename } } }', ['id']],
  [
    'through fragments',
    '{ books { ...A } } fragment A on Books { ... on Books { nodes { ...B } } } fragment B on Book { ... { title } }',
    ['id', 'title'],
  ],
  ['what one row is asked for', '{ book { bornAt __typename ... on Book { title } } }', ['id', 'title', 'bornAt']],
  ['what rows in lists are asked for', '{ shelf { title } }', ['id', 'title']],
  ['all when something of one row is computed', '{ book { title author } }', null],
  ['all when edges are asked for', '{ books { nodes { title } edges { node { title } } } }', null],
  ['all when something is computed', '{ books { nodes { title author } } }', null],
  ['all when something is computed in a fragment', '{ books { nodes { ... on Book { author } } } }', null],
])('reads %s', async (_, query, expected) => {
  expect(await asked(query)).toEqual(expected);
});

it('reads what fields need that are no columns, where that is told', async () => {
  const info = await infoOf('{ books { nodes { author title } } }');
  const other = await infoOf('{ books { nodes { author title: toString } } }');
  const reads = { author: ['authorId'] };
  expect(info && askedOfRows(info, books, reads)).toEqual(['id', 'title', 'authorId']);
  expect(other && askedOfRows(other, books, reads)).toBeNull();
});

it('writes a SELECT list of some columns', () => {
  expect(columns(books, 'b', ['id', 'bornAt'])).toBe('b.id AS "id", b.born_at AS "bornAt"');
});
