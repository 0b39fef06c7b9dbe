import { columnNames } from '@handoff/kit/database/columns';
import { countStatements } from '@handoff/kit/database/statements';
import { ask } from '@handoff/kit/testing/graph';
import { defaultFieldResolver, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { models } from '../model/table.ts';
import { Catalogue } from '../model/testing/catalogue.ts';

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await Catalogue.open();
  for (const name of ['churn', 'fraud', 'demand'])
    await catalogue.register(name, { title: `About ${name}`, description: 'Long', tags: ['kept=yes'] });
});
afterAll(() => catalogue.database.drop());

/** What a list answers, and the columns of models that were read for it. */
async function list(args: string, fields: string) {
  const source = `{ models${args} { ${fields} } }`;
  const asking = () =>
    ask<{ models: { nodes: object[]; pageInfo?: { endCursor: string } } }>(catalogue.as(catalogue.admin), source);
  const { result, statements } = await countStatements(asking);
  const page = statements.find(sql => sql.includes('AS "teamId"')) ?? '';
  return { ...result.models, read: [...page.matchAll(/\bm\.\w+ AS "(\w+)"/g)].map(([, property]) => property) };
}

it.each([
  ['(first: 2)', 'listed', []],
  ['(first: 2, search: "about")', 'found', []],
  ['(first: 2, search: "abuot")', 'found by likeness', []],
  ['(first: 2, orderBy: UPDATED_AT)', 'by time', ['updatedAt']],
])('%s: reads of what is %s no more than is asked, and what it is sorted by', async (args, _, sortedBy) => {
  const few = await list(args, 'nodes { title riskTier } pageInfo { endCursor hasNextPage }');
  expect(few.read).toEqual(['id', 'name', 'title', 'riskTier', ...sortedBy]);
  const all = await list(args, 'nodes { title riskTier viewerCan } pageInfo { endCursor hasNextPage }');
  expect(all.read).toHaveLength(columnNames(models).length);
  expect(all.nodes).toMatchObject(few.nodes);
  expect(few.nodes).toHaveLength(2);
  const after = `(after: "${few.pageInfo?.endCursor}", ${args.slice(1)}`;
  expect((await list(after, 'nodes { title }')).nodes).toHaveLength(1);
});

it('reads all for edges, whose highlights come from any of it', async () => {
  const { read } = await list('(search: "about")', 'nodes { title } edges { highlights node { name } }');
  expect(read).toHaveLength(columnNames(models).length);
});

it('has no computed field under the name of a column, which would be read without what it needs', () => {
  const type = catalogue.as(catalogue.admin).subgraph.schema.getType('Model') as GraphQLObjectType;
  const computed = Object.values(type.getFields()).filter(
    each => each.resolve && each.resolve !== defaultFieldResolver,
  );
  expect(computed.length).toBeGreaterThan(5);
  const properties = new Set(columnNames(models).map(([property]) => property));
  expect(computed.filter(({ name }) => properties.has(name)).map(({ name }) => name)).toEqual([]);
});
