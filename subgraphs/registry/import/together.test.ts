import type { Actor } from '@handoff/kit/actor';
import { firstRow, rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { actor } from '@handoff/kit/testing/graph';
import { addPerson } from '@handoff/kit/testing/people';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { importAll, rehearse } from './run.ts';
import { record } from './testing/bring.ts';
import { became, snapshot } from './testing/snapshot.ts';
import { type RawRecord, readRecord, type ToldRecord } from './told.ts';

let catalogue: Catalogue;
let importer: Actor;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  await addPerson(catalogue.database.db, 'Ana');
  await addPerson(catalogue.database.db, 'Ben');
  importer = actor(catalogue.admin);
});
afterAll(() => catalogue.database.drop());

const told = (records: readonly object[]) => records.map((raw, i) => readRecord(raw as RawRecord, i));
const bring = (records: readonly ToldRecord[]) => importAll(catalogue.database.db, importer, records);

const name = fc.constantFrom('a', 'b', 'c', 'd');
const number = fc.constantFrom('1', '2', '3');
const system = fc.constantFrom('MLFLOW', 'ONNX');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const few = <T>(value: fc.Arbitrary<T>) => fc.uniqueArray(value, { maxLength: 2 });
const version = fc.record({
  version: number,
  numbered: fc.boolean(),
  source: maybe(fc.record({ system, externalId: fc.constantFrom('v1', 'v2', 'v3') })),
  parentVersion: maybe(number),
  tags: few(name),
  archived: fc.boolean(),
  content: fc.record({
    changeNote: maybe(name),
    trainingData: few(fc.record({ dataset: fc.record({ name }), purpose: fc.constant('TRAINING') })),
    features: maybe(fc.constant([{ name: 'age', dtype: 'long', definition: 'age' }])),
    assumptions: few(name),
    documents: few(fc.record({ title: name, kind: fc.constant('notes'), body: name })),
  }),
});
const oneRecord = fc.record({
  source: fc.record({ system, externalId: fc.constantFrom('s1', 's2', 's3', 's4') }),
  name,
  title: maybe(name),
  description: maybe(name),
  team: fc.constantFrom(undefined, undefined, undefined, 'nobody-knows'),
  tags: few(name),
  owners: few(fc.constantFrom('ana@example.org', 'ben@example.org', 'nobody')),
  documents: few(fc.record({ title: name, kind: fc.constant('notes'), body: name })),
  versions: fc.array(version, { maxLength: 3 }),
  aliases: maybe(fc.uniqueArray(fc.record({ name, version: number }), { maxLength: 2, selector: one => one.name })),
});
type OneRecord = typeof oneRecord extends fc.Arbitrary<infer T> ? T : never;

/** The same record among those whose names and sources begin so. */
function among(beginning: string, one: OneRecord): object {
  const called = <T extends { externalId: string }>(source: T) => ({
    ...source,
    externalId: beginning + source.externalId,
  });
  const versions = one.versions.map(({ source, content, ...rest }) => ({
    ...rest,
    source: source && called(source),
    content: {
      ...content,
      trainingData: content.trainingData.map(({ dataset, purpose }) => ({
        dataset: { name: beginning + dataset.name },
        purpose,
      })),
      features: content.features?.map(feature => ({ ...feature, definition: beginning + feature.definition })),
    },
  }));
  return { ...one, source: called(one.source), name: beginning + one.name, versions };
}

it('makes the same catalogue of records together as one by one, and a dry run foretells it', async () => {
  let run = 0;
  const calls = fc.array(fc.array(oneRecord, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(calls, async batches => {
      run++;
      const [many, single] = [`run-${run}-many/`, `run-${run}-sole/`];
      for (const batch of batches) {
        const together = told(batch.map(one => among(many, one)));
        const foretold = await rehearse(catalogue.database.db, importer, together);
        const results = await bring(together);
        const alone = [];
        for (const one of batch) alone.push(...(await bring(told([among(single, one)]))));
        expect(became(foretold, many)).toEqual(became(results, many));
        expect(became(results, many)).toEqual(became(alone, single));
      }
      expect(await snapshot(catalogue.database.db, many)).toEqual(await snapshot(catalogue.database.db, single));
    }),
    { numRuns: 15 },
  );
});

/** Models that differ in all that may change of them and of their versions by what is said. */
function plain(from: number, count: number, said = 'plain'): ToldRecord[] {
  const papers = { documents: [{ title: said, kind: 'notes', body: said }] };
  const records = Array.from({ length: count }, (_, i) => {
    const trainingData = [{ dataset: { name: `d${i}` }, purpose: 'TEST' }];
    const content = { ...papers, assumptions: [said], trainingData };
    const versions = [{ version: '1', tags: [said], content }];
    const aliases = [{ name: said, version: '1' }];
    const owners = [said === 'plain' ? 'ana@example.org' : 'ben@example.org'];
    return record(`plain-${from + i}`, { ...papers, description: said, tags: [said], owners, versions, aliases });
  });
  return told(records);
}

it('reads and writes many records with as many statements as a few', async () => {
  const statementsOf = async (records: ToldRecord[]) =>
    (await countStatements(() => bring(records))).statements.map(sql => sql.replaceAll(/\s+/g, ' '));
  await bring(plain(0, 1));
  const few = await statementsOf(plain(1_000, 3));
  expect(await statementsOf(plain(2_000, 90))).toEqual(few);
  const again = await statementsOf(plain(1_000, 3));
  expect(await statementsOf(plain(2_000, 90))).toEqual(again);
  expect(again.length).toBeLessThan(few.length);
  const changed = await statementsOf(plain(1_000, 3, 'changed'));
  expect(await statementsOf(plain(2_000, 90, 'changed'))).toEqual(changed);
});

it('makes each model once when the same are imported at once in another order, and loses nothing', async () => {
  const records = (number: string) =>
    Array.from({ length: 110 }, (_, i) =>
      record(`race-${i}`, { versions: [{ version: number, content: { changeNote: number } }] }),
    );
  const imports = [records('1'), records('2').toReversed(), records('3'), records('1')];
  const answers = await Promise.all(imports.map(one => bring(told(one))));
  const models = answers.flat().filter(({ number }) => number === null);
  expect(models.filter(({ outcome }) => outcome === 'REJECTED')).toEqual([]);
  expect(models.filter(({ outcome }) => outcome === 'CREATED')).toHaveLength(110);
  const sql = `SELECT count(DISTINCT m.id)::int AS models, count(*)::int AS versions FROM registry.model m
    JOIN registry.version v ON v.model_id = m.id WHERE starts_with(m.name, 'race-')`;
  expect(await firstRow(catalogue.database.db, sql)).toEqual({ models: 110, versions: 330 });
});

it('leaves out the one that cannot go in with the others, and answers in their order', async () => {
  const source = { system: 'MLFLOW', externalId: 'of-two#1' };
  const first = record('first', { versions: [{ version: '1', source, content: {} }] });
  // Its version is given this very source, which nobody can know before it has its number.
  const second = record('of-two', { versions: [{ version: 'x', numbered: false, content: {} }] });
  const records = told([record('before'), first, second, record('after')]);
  const foretold = await rehearse(catalogue.database.db, importer, records);
  const results = await bring(records);
  expect(results.map(({ path, outcome }) => `${path} ${outcome}`)).toEqual([
    'records[0] CREATED',
    'records[1] CREATED',
    'records[1].versions[0] CREATED',
    'records[2] CREATED',
    'records[2].versions[0] REJECTED',
    'records[3] CREATED',
  ]);
  expect(results[4]?.problem?.message).toMatch(/brought in as a version of another model/);
  expect(became(foretold, '')).toEqual(became(results, ''));
});

it('leaves what all these are found by as it is when it is written anew', async () => {
  const found = `SELECT id, words, head::text, everything::text, ARRAY(SELECT unnest(traits) ORDER BY 1) AS traits
    FROM registry.search ORDER BY id`;
  const written = await rows(catalogue.database.db, found);
  expect(written.length).toBeGreaterThan(200);
  await rows(catalogue.database.db, 'SELECT registry.index_model(m.id) FROM registry.model m');
  expect(await rows(catalogue.database.db, found)).toEqual(written);
});
