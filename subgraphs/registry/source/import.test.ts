import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importAll } from './import.ts';
import { exitCode, type ResultLine } from './outcome.ts';
import type { ImportItem, SourceAdapter } from './record.ts';
import { accept, adapterOf, record, result, TakingGraph } from './testing/taking-graph.ts';

let graph: TakingGraph;
beforeAll(async () => {
  graph = await TakingGraph.start();
});
beforeEach(() => graph.reset());
afterAll(() => graph.stop());

const run = (items: Iterable<ImportItem>, more = {}) => graph.import(adapterOf(items), more);

test('records and versions are counted and told by the file they came from', async () => {
  const { told, summary, lines } = await run([
    record('a', ['1', 'bad']),
    { path: 'x.yaml', externalId: 'x', problem: 'It is torn.' },
    record('bad'),
  ]);
  expect(told).toEqual([
    'x.yaml - REJECTED',
    'a.yaml - CREATED',
    'a.yaml 1 CREATED',
    'a.yaml bad REJECTED',
    'bad.yaml - REJECTED',
    'bad.yaml 1 CREATED',
  ]);
  expect(lines[0]?.problem).toBe('It is torn.');
  expect(lines[1]).toMatchObject({ name: 'named-by-the-graph', modelId: 'mdl_1', externalId: 'id-a' });
  expect(lines[3]?.problem).toBe('The graph will not have it.');
  expect(summary).toMatchObject({
    records: { created: 1, rejected: 2 },
    versions: { created: 2, rejected: 1 },
    stopped: null,
    dryRun: false,
  });
  expect(exitCode(summary)).toBe(1);
});

test('a version that its source refuses is told and counted, and the record goes in without it', async () => {
  const refused = [{ version: '2', externalId: 'id-a/2', problem: 'Its run is under way.' }];
  const { told, summary, lines } = await run([{ ...record('a'), refused } as ImportItem]);
  expect(told.toSorted()).toEqual(['a.yaml - CREATED', 'a.yaml 1 CREATED', 'a.yaml 2 REJECTED']);
  expect(lines.find(({ version }) => version === '2')).toMatchObject({ problem: 'Its run is under way.', name: 'a' });
  expect(summary).toMatchObject({ records: { created: 1, rejected: 0 }, versions: { created: 1, rejected: 1 } });
});

test('when reading stops, what came before goes in, and the reason is told', async () => {
  const { told, summary } = await run([record('a'), { stopped: 'The server is down.' }, record('b')]);
  expect(told).toEqual(['a.yaml - CREATED', 'a.yaml 1 CREATED']);
  expect(summary.stopped).toBe('The server is down.');
  expect(exitCode(summary)).toBe(2);
});

test('a dry run says so to the graph', async () => {
  const { summary } = await run([record('a')], { dryRun: true });
  expect(graph.calls[0]?.dryRun).toBe(true);
  expect([summary.dryRun, exitCode(summary)]).toEqual([true, 0]);
});

test.each([
  ['a token nobody knows', { status: 401, body: {} }, /does not know this token/],
  [
    'a refusal of all',
    { body: { data: { importModels: { results: [], problem: { __typename: 'NotAllowed', message: 'Not you.' } } } } },
    /^Not you\.$/,
  ],
  [
    'a registry that is down',
    {
      body: {
        data: { importModels: null },
        errors: [{ message: 'Registry is down.', extensions: { code: 'UNAVAILABLE' } }],
      },
    },
    /^Registry is down\.$/,
  ],
  ['an answer of null', { body: { data: { importModels: null } } }, /gave no answer/],
  [
    'a graph without imports',
    {
      status: 400,
      body: { errors: [{ message: 'Cannot query it.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    },
    /^Cannot query it\.$/,
  ],
])('%s stops the import at once', async (_, reply, reason) => {
  graph.answer(() => reply);
  const { summary, lines } = await run(
    Array.from({ length: 30 }, (_, i) => record(`m${i}`)),
    { batch: 10 },
  );
  expect(summary.stopped).toMatch(reason);
  expect(exitCode(summary)).toBe(2);
  expect([graph.calls.length, lines.length]).toEqual([1, 0]);
});

test('what the graph is silent about counts as rejected', async () => {
  graph.answer(() => ({
    body: { data: { importModels: { results: [{ ...result('somewhere', 'x', false) }], problem: null } } },
  }));
  const { told, summary } = await run([record('a')]);
  expect(told).toEqual(['a.yaml - REJECTED']);
  expect(exitCode(summary)).toBe(1);
});

test('it can be stopped between batches', async () => {
  const stop = new AbortController();
  graph.answer(call => {
    stop.abort();
    return accept(call);
  });
  const { summary } = await run(
    Array.from({ length: 50 }, (_, i) => record(`m${i}`)),
    { batch: 10, signal: stop.signal },
  );
  expect(summary.stopped).toMatch(/stopped|cancelled/);
  expect(graph.calls.length).toBeLessThanOrEqual(2);
});

test('an adapter that breaks loses nothing of what came before', async () => {
  const breaks = function* () {
    yield record('a');
    throw new TypeError('x is no function');
  };
  const { told, summary } = await run(breaks());
  expect(told).toEqual(['a.yaml - CREATED', 'a.yaml 1 CREATED']);
  expect(summary.stopped).toMatch(/nobody foresaw \(x is no function\)/);
  expect(exitCode(summary)).toBe(2);
});

test('when the source is not to be asked any more, what is left is no refusal', async () => {
  const adapter: SourceAdapter = {
    ...adapterOf([]),
    read: async function* (_, { halt }) {
      yield record('a');
      halt?.('It wants nobody to ask again today.');
      yield record('b');
      for (const path of ['c', 'd']) yield { path, externalId: path, problem: 'It wants nobody to ask again today.' };
      yield { stopped: 'It came to nothing.' };
    },
  };
  const lines: ResultLine[] = [];
  const onResult = (line: ResultLine) => void lines.push(line);
  const { records, stopped } = await importAll({ adapter, where: '', client: graph.client, dryRun: false, onResult });
  expect(lines.map(({ path }) => path)).toEqual(['a.yaml', 'a.yaml', 'b.yaml', 'b.yaml']);
  expect([records.created, records.rejected, stopped]).toEqual([2, 0, 'It wants nobody to ask again today.']);
});
