import { firstRow, rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addRole, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { merged, mergedSet } from './merge.ts';
import { independent } from './run.ts';
import { readRecord } from './told.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let importer: string;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  importer = await addPerson(database.db, 'Ivo');
  ana = await addPerson(database.db, 'Ana');
  const credit = await addTeam(database.db, 'credit', [ana]);
  await giveRole(database.db, { to: admin, role: 'admin' });
  await addRole(database.db, 'importer', ['MODEL_EDIT', 'VERSION_REGISTER']);
  await giveRole(database.db, { to: importer, role: 'importer', team: credit });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });

interface Result {
  path: string;
  externalId: string;
  outcome: string;
  kept: string[];
  model: { name: string; revision: number } | null;
  version: { version: string } | null;
  problem: { __typename: string; message: string; field?: string; reason?: string; rule?: string } | null;
}
interface Answer {
  importModels: { results: Result[]; problem: { field?: string } | null };
}

const document = `mutation ($input: ImportModelsInput!) { importModels(input: $input) {
  results { path externalId outcome kept model { name revision } version { version }
    problem { __typename message ... on InvalidInput { field } ... on Conflict { reason } ... on NotAllowed { rule } } }
  problem { message ... on InvalidInput { field } } } }`;

async function bring(records: object[], more: object = {}, by = admin) {
  const { importModels } = await ask<Answer>(as(by), document, { input: { records, ...more } });
  return importModels;
}

async function change(source: string, input: object) {
  const [[name, answer] = ['', null]] = Object.entries(
    await ask<Record<string, { problem: unknown }>>(as(admin), source, { input }),
  );
  expect(answer?.problem, name).toBeNull();
}

const record = (name: string, more: object = {}) => ({ source: { system: 'MLFLOW', externalId: name }, name, ...more });
const events = async () =>
  (await firstRow<{ count: number }>(database.db, 'SELECT count(*)::int AS count FROM event.entry'))?.count;
const outcomes = (results: readonly Result[]) => results.map(({ path, outcome }) => `${path} ${outcome}`);

const full = record('full', {
  title: 'Full',
  description: 'All of it',
  team: 'credit',
  tags: ['b', 'a'],
  owners: ['ANA@example.org', 'credit', 'nobody@example.org'],
  documents: [{ title: 'Card', kind: 'model card', body: '# Full' }],
  objectives: [{ metric: 'auc', comparator: 'AT_LEAST', target: 0.8 }],
  aliases: [{ name: 'champion', version: '2' }],
  versions: [
    {
      version: '2',
      source: { system: 'MLFLOW', externalId: 'full/2', runId: 'r2' },
      createdAt: '2026-02-02T00:00:00Z',
      parentVersion: '1',
      trainedBy: 'ana@example.org',
      content: {
        features: [{ name: 'age', dtype: 'long' }],
        assumptions: ['Prices stay'],
        evaluations: [{ metric: 'auc', value: 0.9 }],
      },
    },
    {
      version: '1',
      createdAt: '2026-01-01T00:00:00Z',
      content: { changeNote: 'first' },
      trainedBy: 'jdoe',
      archived: true,
    },
  ],
});

it.each([
  { name: 'follows its source', base: 1, current: 1, incoming: 2, value: 2, kept: false },
  { name: 'keeps what a person changed', base: 1, current: 3, incoming: 2, value: 3, kept: true },
  {
    name: 'keeps what a person changed though the source did not',
    base: 1,
    current: 3,
    incoming: 1,
    value: 3,
    kept: true,
  },
  { name: 'agrees', base: 1, current: 2, incoming: 2, value: 2, kept: false },
  { name: 'fills what nobody said', base: undefined, current: null, incoming: 2, value: 2, kept: false },
  { name: 'keeps what it never brought', base: undefined, current: 3, incoming: 2, value: 3, kept: true },
])('merging a field $name', ({ name: _, value, kept, ...sides }) => {
  expect(merged<number | null>(sides)).toEqual({ value, kept });
});

it('merges tags one by one', () => {
  const sides = { base: ['a', 'b'], current: ['b', 'mine'], incoming: ['a', 'c'] };
  expect(mergedSet(sides)).toEqual({ value: ['c', 'mine'], kept: true });
});

it('puts records that share a name or a source into one group, in their order', () => {
  const told = [record('a'), record('b'), { ...record('c'), source: record('a').source }, record('d')].map(readRecord);
  const groups = independent(told).map(group => group.map(({ path }) => path));
  expect(groups).toContainEqual(['records[0]', 'records[2]']);
  expect(groups).toHaveLength(3);
});

it('brings a record in with its versions, aliases, documents and proposed owners', async () => {
  const { results } = await bring([full]);
  expect(outcomes(results)).toEqual([
    'records[0] CREATED',
    'records[0].versions[0] CREATED',
    'records[0].versions[1] CREATED',
  ]);
  const source = `{ model(name: "full") { title team { name } tags riskTier task sources { system externalId } documents { title body } owner { name }
    assignments(state: PROPOSED) { state assignee { name } role { key } } aliases { name version { version } }
    versions { nodes { version state parent { version } trainedBy { name } source { runId } assumptions { text } evaluations { valueText } } } } }`;
  const { model } = await ask<{ model: Record<string, unknown> }>(as(admin), source);
  expect(model).toMatchObject({
    title: 'Full',
    team: { name: 'credit' },
    tags: ['a', 'b'],
    riskTier: 'UNCLASSIFIED',
    task: 'OTHER',
    owner: null,
    sources: [{ system: 'MLFLOW', externalId: 'full' }],
    documents: [{ title: 'Card', body: '# Full' }],
    aliases: [{ name: 'champion', version: { version: '2' } }],
  });
  expect(model.assignments).toHaveLength(2);
  expect(model.assignments).toContainEqual({ state: 'PROPOSED', assignee: { name: 'Ana' }, role: { key: 'owner' } });
  expect((model.versions as { nodes: unknown[] }).nodes).toEqual([
    {
      version: '2',
      state: 'READY',
      parent: { version: '1' },
      trainedBy: { name: 'Ana' },
      source: { runId: 'r2' },
      assumptions: [{ text: 'Prices stay' }],
      evaluations: [{ valueText: '0.9' }],
    },
    { version: '1', state: 'ARCHIVED', parent: null, trainedBy: null, source: null, assumptions: [], evaluations: [] },
  ]);
  const actions = await rows<{ action: string; via: string }>(
    database.db,
    "SELECT action, via FROM event.entry WHERE model_id = (SELECT id FROM registry.model WHERE name = 'full') ORDER BY action",
  );
  expect(actions.map(({ action, via }) => `${via} ${action}`)).toEqual([
    'IMPORT assignment.proposed',
    'IMPORT assignment.proposed',
    'IMPORT model.imported',
    'IMPORT version.imported',
    'IMPORT version.imported',
  ]);
});

it('changes nothing and says nothing when the same comes again', async () => {
  const before = await events();
  const { results } = await bring([full]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
  expect(results[0]?.model?.revision).toBe(1);
  expect(await events()).toBe(before);
});

it('follows its source, keeps what a person changed, and names it', async () => {
  await bring([
    record('kept', {
      title: 'Old',
      description: 'Old',
      tags: ['x'],
      aliases: [{ name: 'live', version: '1' }],
      versions: [
        { version: '1', content: {} },
        { version: '2', content: { changeNote: '2' } },
      ],
    }),
  ]);
  await change('mutation ($input: UpdateModelInput!) { updateModel(input: $input) { problem { message } } }', {
    model: 'kept',
    revision: 1,
    title: 'By hand',
    riskTier: 'HIGH',
  });
  await change('mutation ($input: TagModelInput!) { tagModel(input: $input) { problem { message } } }', {
    model: 'kept',
    add: ['mine'],
  });
  await change('mutation ($input: SetAliasInput!) { setAlias(input: $input) { problem { message } } }', {
    model: 'kept',
    name: 'live',
    version: '2',
  });
  const next = record('kept', {
    title: 'New',
    description: 'New',
    tags: ['y'],
    aliases: [
      { name: 'live', version: '1' },
      { name: 'next', version: '2' },
    ],
  });
  const { results } = await bring([next]);
  expect(results[0]).toMatchObject({ outcome: 'UPDATED', kept: ['title', 'riskTier', 'tags', 'aliases.live'] });
  const { model } = await ask<{ model: unknown }>(
    as(admin),
    '{ model(name: "kept") { title description riskTier tags aliases { name version { version } } } }',
  );
  expect(model).toEqual({
    title: 'By hand',
    description: 'New',
    riskTier: 'HIGH',
    tags: ['mine', 'y'],
    aliases: [
      { name: 'live', version: { version: '2' } },
      { name: 'next', version: { version: '2' } },
    ],
  });
  const again = await bring([next]);
  expect(again.results[0]).toMatchObject({ outcome: 'UNCHANGED', kept: ['title', 'riskTier', 'tags', 'aliases.live'] });
  const parts = await bring([{ ...next, aliases: null }]);
  expect(parts.results[0]?.outcome).toBe('UNCHANGED');
  const fewer = await bring([{ ...next, aliases: [] }]);
  expect(fewer.results[0]).toMatchObject({ outcome: 'UPDATED', kept: ['title', 'riskTier', 'tags', 'aliases.live'] });
});

it('refuses other content under a number that stands, and follows tags, state and documents', async () => {
  const version = {
    version: '1',
    source: { system: 'MLFLOW', externalId: 'fixed/1' },
    content: { framework: 'xgboost 2', documents: [{ title: 'Notes', kind: 'notes', body: 'a' }], assumptions: ['A'] },
  };
  await bring([record('fixed', { versions: [version] })]);
  const other = await bring([record('fixed', { versions: [{ ...version, content: { framework: 'xgboost 3' } }] })]);
  expect(other.results[1]).toMatchObject({
    outcome: 'REJECTED',
    version: null,
    problem: { field: 'records[0].versions[0].content' },
  });
  const content = {
    ...version.content,
    documents: [{ title: 'Notes', kind: 'notes', body: 'b' }],
    assumptions: ['A', 'B'],
  };
  const changed = await bring([record('fixed', { versions: [{ ...version, content, archived: true, tags: ['t'] }] })]);
  expect(outcomes(changed.results)).toEqual(['records[0] UNCHANGED', 'records[0].versions[0] UPDATED']);
  const { modelVersion } = await ask<{ modelVersion: unknown }>(
    as(admin),
    '{ modelVersion(model: "fixed", version: "1") { state tags framework documents { body } assumptions { text status } } }',
  );
  expect(modelVersion).toEqual({
    state: 'ARCHIVED',
    tags: ['t'],
    framework: 'xgboost 2',
    documents: [{ body: 'b' }],
    assumptions: [
      { text: 'A', status: 'OPEN' },
      { text: 'B', status: 'OPEN' },
    ],
  });
  const renumbered = await bring([record('fixed', { versions: [{ ...version, version: '9' }] })]);
  expect(renumbered.results[1]?.problem?.field).toBe('records[0].versions[0].version');
  const stolen = await bring([record('thief', { versions: [version] })]);
  expect(stolen.results[1]?.problem?.field).toBe('records[0].versions[0].source.externalId');
});

it('takes 500 records of which 3 are bad: those are refused with path and reason, the others go in', async () => {
  const bad: Record<number, object> = {
    7: { name: 'Not A Name' },
    123: { versions: [{ version: '1', content: { evaluations: [{ metric: 'auc', value: 1, lower: 2, upper: 1 }] } }] },
    499: { team: 'nobody-knows' },
  };
  const records = Array.from({ length: 500 }, (_, i) => ({
    ...record(`bulk-${i}`, {
      tags: ['bulk'],
      versions: i % 2 ? [] : [{ version: '1', content: { features: [{ name: 'age', dtype: 'long' }] } }],
    }),
    ...bad[i],
  }));
  const rehearsed = await bring(records, { dryRun: true });
  expect((await bring([], {})).results).toEqual([]);
  const found = 'SELECT count(*)::int AS count FROM registry.model WHERE name LIKE $1';
  expect(await firstRow(database.db, found, ['bulk-%'])).toEqual({ count: 0 });
  const before = await events();
  const { results } = await bring(records);
  expect(outcomes(rehearsed.results)).toEqual(outcomes(results));
  const refused = results.filter(({ outcome }) => outcome === 'REJECTED');
  expect(refused.map(({ path, problem }) => [path, problem?.field])).toEqual([
    ['records[7]', 'records[7].name'],
    ['records[123].versions[0]', 'records[123].versions[0].content.evaluations[0].upper'],
    ['records[499]', 'records[499].team'],
  ]);
  expect(await firstRow(database.db, found, ['bulk-%'])).toEqual({ count: 498 });
  expect((await events()) ?? 0).toBe((before ?? 0) + 498 + 250);
  const again = await bring(records);
  expect(again.results.filter(({ outcome }) => outcome !== 'UNCHANGED')).toHaveLength(3);
});

it('answers more than a call may carry with a problem', async () => {
  const many = await bring(Array.from({ length: 501 }, (_, i) => record(`m-${i}`)));
  expect(many).toMatchObject({ results: [], problem: { field: 'records' } });
  const versions = Array.from({ length: 501 }, (_, i) => ({ version: `${i}`, content: {} }));
  expect((await bring([record('v', { versions })])).problem?.field).toBe('records');
});

it('lets a team’s importer bring in what is the team’s, and nothing over what they may not see', async () => {
  const { results } = await bring([record('theirs', { team: 'credit' }), record('nobodys')], {}, importer);
  expect(results.map(({ outcome, problem }) => [outcome, problem?.rule])).toEqual([
    ['CREATED', undefined],
    ['REJECTED', 'import-models'],
  ]);
  await bring([record('vault', { visibility: 'RESTRICTED' })]);
  const over = await bring(
    [
      record('vault', { team: 'credit' }),
      { ...record('vault', { team: 'credit' }), source: { system: 'ONNX', externalId: 'x' } },
    ],
    {},
    importer,
  );
  expect(over.results.map(({ outcome, model, problem }) => [outcome, model, problem?.__typename])).toEqual([
    ['REJECTED', null, 'NotFound'],
    ['REJECTED', null, 'Conflict'],
  ]);
});

it('joins a model that was registered by hand, and refuses a second record of the same name', async () => {
  await change('mutation ($input: RegisterModelInput!) { registerModel(input: $input) { problem { message } } }', {
    name: 'by-hand',
    title: 'Mine',
    task: 'RANKING',
    riskTier: 'HIGH',
  });
  const { results } = await bring([record('by-hand', { title: 'Theirs', description: 'Told' })]);
  expect(results[0]).toMatchObject({ outcome: 'UPDATED', kept: ['title', 'task', 'riskTier'] });
  const second = await bring([{ ...record('by-hand'), source: { system: 'MLFLOW', externalId: 'other' } }]);
  expect(second.results[0]?.problem).toMatchObject({ reason: 'NAME_TAKEN' });
  const renamed = await bring([{ ...record('by-hand'), name: 'renamed' }]);
  expect(renamed.results[0]).toMatchObject({ outcome: 'UPDATED', model: { name: 'renamed' } });
});

it('refuses an alias that leads nowhere, and a version named twice', async () => {
  const lost = await bring([record('lost', { aliases: [{ name: 'live', version: '9' }] })]);
  expect(lost.results[0]?.problem?.field).toBe('records[0].aliases[0].version');
  const twice = await bring([
    record('twice', {
      versions: [
        { version: '1', content: {} },
        { version: '1', content: {} },
      ],
    }),
  ]);
  expect(outcomes(twice.results)).toEqual([
    'records[0] CREATED',
    'records[0].versions[0] CREATED',
    'records[0].versions[1] REJECTED',
  ]);
});

it('gives the same answer for the same key, applied once, and one model for two imports at once', async () => {
  const first = await bring([record('keyed')], { idempotencyKey: 'k' });
  const second = await bring([record('keyed')], { idempotencyKey: 'k' });
  expect(second).toEqual(first);
  const both = await Promise.all(
    [1, 2].map(() => bring([record('at-once', { versions: [{ version: '1', content: {} }] })])),
  );
  expect(both.flatMap(({ results }) => results.map(({ outcome }) => outcome)).toSorted()).toEqual([
    'CREATED',
    'CREATED',
    'UNCHANGED',
    'UNCHANGED',
  ]);
});
