import { encodeCursor } from '@handoff/kit/page';
import type { Question } from '@handoff/kit/testing/graph';
import { askRaw } from '@handoff/kit/testing/graph';
import { Catalogue } from '@handoff/registry/model/testing/catalogue';
import { type GraphQLField, isNonNullType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';

let catalogue: Catalogue;
let viewer: Question;
beforeAll(async () => {
  catalogue = await Catalogue.open();
  viewer = catalogue.as(catalogue.admin);
  const model = await catalogue.register('fraud');
  await catalogue.version('fraud');
  await catalogue.run('updateModel', catalogue.admin, { model: model.id, title: 'Fraud', revision: model.revision });
});
afterAll(() => catalogue.database.drop());

// Values of every kind, also of kinds that no list is sorted by, in lists of one and two.
const values = ['', 'mdl_1', '2026-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z', 'infinity', 0, -1.5, 1e300];
const forged = [...values.map(value => [value]), ...values.flatMap(one => values.map(two => [one, two]))].map(
  position => encodeCursor(position),
);

const nested = `
  model(name: "fraud") { versions(after: $after) { totalCount } history(after: $after) { nodes { action } } }
  modelVersion(model: "fraud", version: "1") { history(after: $after) { nodes { action } } }
  me { ... on Person { assignments(after: $after) { totalCount } } }
  byUpdate: models(orderBy: UPDATED_AT, after: $after) { totalCount }
  byName: models(orderBy: NAME, after: $after) { totalCount }`;

const isList = (field: GraphQLField<unknown, unknown>) =>
  field.args.some(({ name }) => name === 'after') && !field.args.some(({ type }) => isNonNullType(type));

it('no list answers a forged cursor with anything but a page or BAD_USER_INPUT', async () => {
  const fields = Object.values(viewer.subgraph.schema.getQueryType()?.getFields() ?? {});
  const lists = fields.filter(isList).map(({ name }) => `${name}(after: $after) { pageInfo { endCursor } }`);
  expect(lists.length).toBeGreaterThan(5);
  const source = `query ($after: String) { ${lists.join('\n')} ${nested} }`;
  const codes = new Set<unknown>();
  for (const after of forged) {
    const { errors = [] } = await askRaw(viewer, source, { after });
    for (const error of errors) codes.add(error.extensions.code ?? error.message);
  }
  expect([...codes]).toEqual(['BAD_USER_INPUT']);
});
