import { firstRow, rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { actor, ask } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { importAll } from './run.ts';
import { type Brought, bringAs, outcomes, record } from './testing/bring.ts';
import { type RawRecord, readRecord } from './told.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await Catalogue.open();
});
afterAll(() => catalogue.database.drop());

/** A card whose version is made of one text, and has no number. */
function card(name: string, text: string, more: object = {}) {
  const source = {
    system: 'HUGGING_FACE',
    externalId: `cards/${name}`,
    url: 'https://hub.example.com',
    commit: 'c0ffee',
  };
  const versions = [{ version: 'newest', numbered: false, content: { changeNote: text } }];
  return { ...record(name), source, versions, ...more };
}

const bring = (records: object[], more: object = {}) => bringAs(catalogue.as(catalogue.admin), records, more);
const numbers = ({ results }: Brought) => results.slice(1).map(({ outcome, number }) => `${outcome} ${number}`);
const events = async () =>
  (await firstRow<{ count: number }>(catalogue.database.db, 'SELECT count(*)::int AS count FROM event.entry'))?.count;

const shown = `{ version changeNote parent { version } source { system externalId url commit } }`;

async function versionsOf(model: string) {
  const source = `query ($model: String!) { model(name: $model) { versions { nodes ${shown} } } }`;
  const answer = await ask<{ model: { versions: { nodes: unknown[] } } }>(catalogue.as(catalogue.admin), source, {
    model,
  });
  return answer.model.versions.nodes;
}

it('makes a version of what is new, none of what is known, and goes back without making one', async () => {
  const steps: [text: string, outcome: string][] = [
    ['a', 'CREATED 1'],
    ['a', 'UNCHANGED 1'],
    ['b', 'CREATED 2'],
    ['a', 'UNCHANGED 1'],
    ['b', 'UNCHANGED 2'],
    ['c', 'CREATED 3'],
  ];
  for (const [text, outcome] of steps) {
    const before = await events();
    expect(numbers(await bring([card('steps', text)]))).toEqual([outcome]);
    if (outcome.startsWith('UNCHANGED')) expect(await events()).toBe(before);
  }
  const source = (externalId: string) => ({ ...card('steps', '').source, externalId });
  expect(await versionsOf('steps')).toEqual([
    { version: '3', changeNote: 'c', parent: { version: '2' }, source: source('cards/steps#3') },
    { version: '2', changeNote: 'b', parent: { version: '1' }, source: source('cards/steps#2') },
    { version: '1', changeNote: 'a', parent: null, source: source('cards/steps#1') },
  ]);
});

it('says on a dry run which number it would take, and makes nothing', async () => {
  await bring([card('dry', 'a')]);
  const records = [card('dry', 'b'), card('dry-new', 'a')];
  const rehearsed = await bring(records, { dryRun: true });
  expect(rehearsed.results.map(({ outcome, number, version }) => [outcome, number, version])).toEqual([
    ['UNCHANGED', null, null],
    ['CREATED', '2', null],
    ['CREATED', null, null],
    ['CREATED', '1', null],
  ]);
  expect(await versionsOf('dry')).toHaveLength(1);
  const { results } = await bring(records);
  expect(results.map(({ number, version }) => [number, version?.version ?? null])).toEqual([
    [null, null],
    ['2', '2'],
    [null, null],
    ['1', '1'],
  ]);
});

it('makes one version of a change that two imports bring at once', async () => {
  const at = { ...actor(catalogue.admin), via: 'IMPORT' as const };
  const atOnce = async (...texts: string[]) => {
    const told = texts.map(text => readRecord(card('both', text) as unknown as RawRecord, 0));
    const results = await Promise.all(told.map(one => importAll(catalogue.database.db, at, [one])));
    return results.map(([, version]) => `${version?.outcome} ${version?.number}`).toSorted();
  };
  expect(await atOnce('a', 'a')).toEqual(['CREATED 1', 'UNCHANGED 1']);
  expect(await atOnce('b', 'b', 'b')).toEqual(['CREATED 2', 'UNCHANGED 2', 'UNCHANGED 2']);
  expect(await atOnce('c', 'd')).toEqual(['CREATED 3', 'CREATED 4']);
  expect(await versionsOf('both')).toHaveLength(4);
});

it('joins a model whose versions have numbers from elsewhere, and knows its own from then on', async () => {
  const content = { changeNote: 'a' };
  await bring([
    record('joined', { versions: ['1', '2'].map(version => ({ version, content: { changeNote: version } })) }),
  ]);
  expect(numbers(await bring([card('joined', 'a')]))).toEqual(['CREATED 3']);
  await bring([record('joined', { versions: [{ version: '4', content }] })]);
  expect(numbers(await bring([card('joined', 'a')]))).toEqual(['UNCHANGED 3']);
  expect(numbers(await bring([card('joined', 'b')]))).toEqual(['CREATED 5']);
  expect((await versionsOf('joined')).at(0)).toMatchObject({ version: '5', parent: { version: '3' } });
});

it('knows what was brought in under a number and an id of that time', async () => {
  const source = { system: 'HUGGING_FACE', externalId: 'cards/older/1' };
  await bring([card('older', 'a', { versions: [{ version: '1', source, content: { changeNote: 'a' } }] })]);
  expect(numbers(await bring([card('older', 'a')]))).toEqual(['UNCHANGED 1']);
  expect(numbers(await bring([card('older', 'b')]))).toEqual(['CREATED 2']);
});

it('leads aliases to what the record calls a version, whatever number that has', async () => {
  const aliases = [{ name: 'live', version: 'newest' }];
  const live = async () => {
    const source = '{ model(name: "led") { aliases { name version { version } } } }';
    return (await ask<{ model: { aliases: unknown[] } }>(catalogue.as(catalogue.admin), source)).model.aliases;
  };
  await bring([card('led', 'a', { aliases })]);
  await bring([card('led', 'b', { aliases })]);
  expect(await live()).toEqual([{ name: 'live', version: { version: '2' } }]);
  expect(outcomes((await bring([card('led', 'b', { aliases })])).results)).toEqual([
    'records[0] UNCHANGED',
    'records[0].versions[0] UNCHANGED',
  ]);
  await bring([card('led', 'a', { aliases })]);
  expect(await live()).toEqual([{ name: 'live', version: { version: '1' } }]);
});

it.each([
  ['numbered', { version: '2', source: { system: 'HUGGING_FACE', externalId: 'cards/left/2' } }],
  ['not numbered', { version: '2', numbered: false }],
])('leaves out an alias that leads to a refused version that is %s, and takes the rest', async (_, version) => {
  const content = { evaluations: [{ metric: 'auc', value: 1, lower: 2, upper: 1 }] };
  const told = card('left', 'a', {
    versions: [{ ...version, content }],
    aliases: [{ name: 'live', version: '2' }],
  });
  const { results } = await bring([told]);
  expect(results.map(({ outcome, number }) => [outcome === 'REJECTED', number])).toEqual([
    [false, null],
    [true, null],
  ]);
});

it('numbers many versions of one record, each from the one before, in as many statements as one', async () => {
  const versions = Array.from({ length: 30 }, (_, i) => ({
    version: `part-${i}`,
    numbered: false,
    content: { changeNote: `${i}` },
  }));
  expect(numbers(await bring([card('many', '', { versions })]))).toEqual(versions.map((_, i) => `CREATED ${i + 1}`));
  const parents = await rows<{ missing: number }>(
    catalogue.database.db,
    `SELECT count(*)::int AS missing FROM registry.version v JOIN registry.model m ON m.id = v.model_id
     WHERE m.name = 'many' AND v.parent_id IS NULL`,
  );
  expect(parents).toEqual([{ missing: 1 }]);
  const again = (count: number) => bring([card('many', '', { versions: versions.slice(0, count) })]);
  const one = await countStatements(() => again(1));
  const all = await countStatements(() => again(30));
  expect(numbers(all.result)).toEqual(versions.map((_, i) => `UNCHANGED ${i + 1}`));
  expect(all.statements.length).toBe(one.statements.length);
});
