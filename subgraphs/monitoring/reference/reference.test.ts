import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { newId } from '@handoff/kit/id';
import { addPerson, addRole, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quantileEdges } from '../drift/edges.ts';
import { meanOf, skewnessOf, varianceOf } from '../summary/moments.ts';
import { summariesOf } from '../summary/queries.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { referencesOf } from './queries.ts';

let office: Office;
let scientist: string;
beforeAll(async () => {
  office = await openOffice();
  scientist = await addPerson(office.db, 'Sofia');
  const role = await addRole(office.db, 'registrar', ['VERSION_REGISTER']);
  await giveRole(office.db, { to: scientist, role });
});
afterAll(() => office.database.drop());

const save = `mutation ($input: SaveReferenceInput!) { saveReference(input: $input) {
  reference { id n columns savedAt savedBy { id } }
  problem { __typename message ... on InvalidInput { field } } } }`;
interface Saved {
  reference: { id: string; n: number; columns: string[]; savedBy: { id: string } } | null;
  problem: { __typename: string; message: string; field?: string } | null;
}

async function send(version: KnownVersion, input: object, as = scientist): Promise<Saved> {
  const full = { versionId: version.id, ...input };
  return (await office.ask<{ saveReference: Saved }>(as, save, { input: full })).saveReference;
}

const ages = Array.from({ length: 101 }, (_, i) => i);
const trainingRows = {
  columns: [
    { name: 'age', numbers: [...ages, null] },
    { name: 'channel', texts: [...ages, null].map(i => (i === null ? null : i % 2 ? 'web' : 'shop')) },
  ],
  prediction: { name: 'p', numbers: [...ages, 0].map(i => i % 2) },
  labels: { name: 'y', numbers: [...ages, 0].map(i => i % 2) },
};

describe('a profile', () => {
  it('of rows has histograms on its own deciles, and is shown with who saved it', async () => {
    const version = await office.addVersion();
    const { reference, problem } = await send(version, trainingRows);
    expect(problem).toBeNull();
    const columns = ['age', 'channel', 'prediction', 'label'];
    expect(reference).toMatchObject({ n: 102, columns, savedBy: { id: scientist } });
    const found = (await referencesOf(office.db, [version.id])).get(version.id) ?? [];
    const [age, channel] = found.map(({ summary }) => summary);
    expect(age && [age.n, age.missing, age.min, age.max]).toEqual([102, 1, 0, 100]);
    expect(age && [...(age.histogram?.edges ?? [])]).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(age && [...(age.histogram?.counts ?? [])]).toEqual([11, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    expect(channel && Object.fromEntries(channel.categories.counts)).toEqual({ shop: 51, web: 50 });
    const events = await rows(office.db, 'SELECT action, detail FROM event.entry WHERE subject_id = $1', [version.id]);
    expect(events).toMatchObject([{ action: 'reference.saved', detail: { referenceId: reference?.id, rows: 102 } }]);
  });

  it('of summaries says what was sent, and no more', async () => {
    const version = await office.addVersion();
    const numeric = { column: 'age', kind: 'NUMERIC', n: 10, missing: 2, mean: 5, variance: 2, edges: [0, 4, 6, 9] };
    const named = {
      column: 'channel',
      kind: 'CATEGORICAL',
      n: 10,
      missing: 0,
      categories: [{ value: 'web', count: 7 }],
    };
    const { reference, problem } = await send(version, { summaries: [{ ...numeric, counts: [2, 4, 2] }, named] });
    expect([problem, reference?.n]).toEqual([null, 10]);
    const [age, channel] = ((await referencesOf(office.db, [version.id])).get(version.id) ?? []).map(c => c.summary);
    expect(age && [age.min, age.max, [...(age.histogram?.edges ?? [])]]).toEqual([0, 9, [4, 6]]);
    expect(age && [meanOf(age.moments), varianceOf(age.moments), skewnessOf(age.moments)]).toEqual([5, 2, null]);
    expect(channel?.categories).toEqual({ counts: new Map([['web', 7]]), other: 3 });
  });

  it('counts from then on: what is beyond its range, unseen or far out is told of rows', async () => {
    const version = await office.addVersion();
    await send(version, { columns: [{ name: 'age', numbers: [0, 0, 0] }] });
    await send(version, trainingRows);
    const at = new Date().toISOString();
    const observed = [50, -1, 101, 500, null];
    const input = {
      ...{ versionId: version.id, batchId: 'b', at: observed.map(() => at) },
      columns: [
        { name: 'age', numbers: observed },
        { name: 'channel', texts: ['web', 'fax', null, 'shop', 'fax'] },
      ],
    };
    const record = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { accepted } }`;
    expect(await office.ask(office.engineer, record, { input })).toEqual({ recordObservations: { accepted: 5 } });
    const span = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000) };
    const request = { versionId: version.id, deploymentId: null, environment: null, ...span };
    const [[age, channel] = []] = await summariesOf(office.db, [request], new Date());
    expect(age).toMatchObject({ name: 'age', n: 5, missing: 1, outOfRange: 3, outliers: 1, unseen: 0 });
    expect(channel).toMatchObject({ name: 'channel', n: 5, missing: 1, unseen: 2, outOfRange: 0 });
    expect([...(age?.summary.histogram?.counts ?? [])]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 2]);
  });

  it('is found on its version, with two statements for many', async () => {
    const versions = [await office.addVersion(), await office.addVersion(), await office.addVersion()];
    for (const version of versions.slice(1)) await send(version, trainingRows);
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ModelVersion { reference { n columns } } } }`;
    const of = versions.map(({ id }) => ({ __typename: 'ModelVersion', id }));
    const counted = await countStatements(() => office.ask(scientist, source, { of }));
    const reference = { n: 102, columns: ['age', 'channel', 'prediction', 'label'] };
    expect(counted.result).toEqual({ _entities: [null, { reference }, { reference }] });
    expect(counted.statements.length).toBeLessThanOrEqual(4);
  });
});

describe('is refused', () => {
  const twice = [
    { value: 'web', count: 1 },
    { value: 'web', count: 2 },
  ];
  const summary = { column: 'age', kind: 'NUMERIC', n: 10, missing: 0 };
  const named = { ...summary, kind: 'CATEGORICAL', column: 'channel' };
  const one = (changes: object, of: object = summary) => ({ summaries: [{ ...of, ...changes }] });
  it.each<[string, object, string, string]>([
    ['without anything', {}, 'columns', 'Give rows'],
    ['with rows and summaries', { ...trainingRows, summaries: [summary] }, 'columns', 'Give rows'],
    ['without a row', { columns: [] }, 'columns', 'no row'],
    ['without a summary', { summaries: [] }, 'summaries', 'no summary'],
    ['with a column too short', { ...trainingRows, labels: { name: 'y', numbers: [1] } }, 'labels', 'as long'],
    ['of no such feature', { columns: [{ name: 'shoe', numbers: [1] }] }, 'columns[0].name', 'no feature'],
    ['of texts for numbers', { columns: [{ name: 'age', texts: ['old', null] }] }, 'columns[0]', 'is a number'],
    ['of fractions for wholes', { columns: [{ name: 'orders', numbers: [0.5] }] }, 'columns[0]', 'a whole number'],
    ['of a feature twice', { summaries: [summary, summary] }, 'summaries[1].column', 'twice'],
    ['of another kind', one({ kind: 'CATEGORICAL' }), 'summaries[0].kind', 'NUMERIC by what the version lists'],
    ['of no rows', one({ n: 0 }), 'summaries[0].n', '1 or more'],
    ['with more missing than rows', one({ missing: 11 }), 'summaries[0].missing', '11 of 10'],
    ['with a negative variance', one({ variance: -1 }), 'summaries[0].variance', '0 or more'],
    ['with a least above the greatest', one({ min: 2, max: 1 }), 'summaries[0].min', 'above'],
    ['with edges alone', one({ edges: [1, 2] }), 'summaries[0].edges', 'together'],
    ['with falling edges', one({ edges: [1, 1, 2], counts: [1, 1] }), 'summaries[0].edges', 'rise'],
    ['with counts of more rows', one({ edges: [1, 2], counts: [11] }), 'summaries[0].counts', 'count 11 rows'],
    ['with names of numbers', one({ categories: [] }), 'summaries[0].categories', 'instead'],
    ['with edges of names', one({ edges: [1, 2], counts: [1] }, named), 'summaries[0].edges', 'instead'],
    ['with a name twice', one({ categories: twice }, named), 'summaries[0].categories', 'add them up'],
    ['without a name', one({ column: ' ' }), 'summaries[0].column', 'its name'],
  ])('%s, saying where', async (...[, input, field, message]) => {
    const version = await office.addVersion();
    const features = [
      { name: 'age', dtype: 'double' },
      { name: 'channel', dtype: 'string' },
      { name: 'orders', dtype: 'int64' },
    ];
    office.list(version, { task: 'REGRESSION', features });
    const { problem } = await send(version, input);
    expect(problem).toMatchObject({ field, message: expect.stringContaining(message) });
  });

  it('from who does not register versions, and of what may not be seen', async () => {
    const open = await office.addVersion();
    const hidden = await office.addVersion(await office.addModel('RESTRICTED'));
    const asAna = async (of: KnownVersion) => (await send(of, trainingRows, office.ana)).problem?.__typename;
    expect([await asAna(open), await asAna(hidden)]).toEqual(['NotAllowed', 'NotFound']);
    expect((await send({ id: newId('ver'), modelId: '' }, trainingRows)).problem?.__typename).toBe('NotFound');
  });
});

it('has its edges between neighbours, each once where values repeat', () => {
  expect(quantileEdges(Float64Array.of(0, 0, 0, 0, 5))).toEqual([0, 1, 3].map(each => expect.closeTo(each, 12)));
});
