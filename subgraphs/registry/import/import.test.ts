import { firstRow, rows } from '@handoff/kit/database/database';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { bringAs, outcomes, record } from './testing/bring.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  const ana = await addPerson(catalogue.database.db, 'Ana');
  await addTeam(catalogue.database.db, 'credit', [ana]);
});
afterAll(() => catalogue.database.drop());

const bring = (records: object[], more: object = {}) => bringAs(catalogue.as(catalogue.admin), records, more);
const events = async () =>
  (await firstRow<{ count: number }>(catalogue.database.db, 'SELECT count(*)::int AS count FROM event.entry'))?.count;

async function change(source: string, input: object) {
  const answer = await ask<Record<string, { problem: unknown }>>(catalogue.as(catalogue.admin), source, { input });
  expect(Object.values(answer)[0]?.problem).toBeNull();
}

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
  const { model } = await ask<{ model: Record<string, unknown> }>(catalogue.as(catalogue.admin), source);
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
    catalogue.database.db,
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
    catalogue.as(catalogue.admin),
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
    catalogue.as(catalogue.admin),
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
