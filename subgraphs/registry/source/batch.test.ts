import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importAll } from './import.ts';
import type { ImportItem } from './record.ts';
import { accept, adapterOf, record, TakingGraph } from './testing/taking-graph.ts';

let graph: TakingGraph;
beforeAll(async () => {
  graph = await TakingGraph.start();
});
beforeEach(() => graph.reset());
afterAll(() => graph.stop());

const run = (items: Iterable<ImportItem>, more = {}) => graph.import(adapterOf(items), more);

test('no call has more than 500 records, 500 versions or 8 MB', async () => {
  const many = Array.from({ length: 1_200 }, (_, i) => record(`m${i}`));
  expect((await run(many)).summary.records.created).toBe(1_200);
  expect(graph.calls.map(({ records }) => records.length)).toEqual([500, 500, 200]);
  graph.reset();
  await run(
    Array.from({ length: 4 }, (_, i) =>
      record(
        `v${i}`,
        Array.from({ length: 200 }, (_, j) => `${j}`),
      ),
    ),
  );
  expect(graph.calls.map(({ records }) => records.length)).toEqual([2, 2]);
  graph.reset();
  await run(Array.from({ length: 10 }, (_, i) => record(`b${i}`, ['1'], 'ä'.repeat(1_000_000))));
  expect(graph.calls.map(({ records }) => records.length)).toEqual([3, 3, 3, 1]);
  expect(Math.max(...graph.calls.map(({ bytes }) => bytes))).toBeLessThan(8_000_000);
  graph.reset();
  await run(many.slice(0, 25), { batch: 10 });
  expect(graph.calls.map(({ records }) => records.length)).toEqual([10, 10, 5]);
});

test('no call has more objects than the door takes, and a version that has more is rejected with the mend', async () => {
  const features = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `f${i}`, dtype: 'FLOAT32' }));
  const dense = (name: string, count: number): ImportItem => {
    const item = record(name, ['1', '2']);
    if (!('record' in item)) throw new Error('a record is no record');
    const versions = item.record.versions.map(version => ({ ...version, content: { features: features(count) } }));
    return { ...item, record: { ...item.record, versions } };
  };
  const items = [...Array.from({ length: 4 }, (_, i) => dense(`d${i}`, 8_000)), dense('huge', 20_000)];
  expect((await run(items)).summary.records).toMatchObject({ created: 4, rejected: 1 });
  expect(graph.calls.map(({ records }) => records.length)).toEqual([1, 1, 1, 1]);
});

test('a record of 1,200 versions goes in parts and counts once; aliases come when all versions are there', async () => {
  const item = record(
    'big',
    Array.from({ length: 1_200 }, (_, i) => `${i}`),
  );
  if ('record' in item) item.record.aliases = [{ name: 'champion', version: '1199' }];
  const { summary } = await run([item]);
  expect(graph.calls.map(({ records: [part] }) => [part?.versions.length, part?.aliases?.length ?? 0])).toEqual([
    [500, 0],
    [350, 0],
    [350, 1],
  ]);
  expect([summary.records.created, summary.versions.created]).toEqual([1, 1_200]);
});

test('a record that no call can take is rejected with the mend', async () => {
  const { lines } = await run([record('huge', ['1'], 'x'.repeat(8_000_000)), record('a')]);
  expect(lines[0]).toMatchObject({
    path: 'huge.yaml',
    problem: 'It has 8.0 MB, and a call takes 8 MB: shorten its documents.',
  });
  expect(lines[1]).toMatchObject({ path: 'a.yaml', outcome: 'CREATED' });
});

test('of 500 records with 3 that the graph cannot even read, 497 go in', async () => {
  const poison = new Set(['m7', 'm8', 'm499']);
  graph.answer(call => {
    const bad = call.records.find(({ name }) => poison.has(name));
    const extensions = { code: 'BAD_USER_INPUT' };
    return bad ? { status: 400, body: { errors: [{ message: `Bad ${bad.name}.`, extensions }] } } : accept(call);
  });
  const { summary, lines } = await run(Array.from({ length: 500 }, (_, i) => record(`m${i}`)));
  expect(summary.records).toEqual({ created: 497, updated: 0, unchanged: 0, rejected: 3 });
  expect(lines.filter(({ problem }) => problem).map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
    'm7.yaml: Bad m7.',
    'm8.yaml: Bad m8.',
    'm499.yaml: Bad m499.',
  ]);
});

test('25,000 records pass in 50 calls', async () => {
  function* many() {
    for (let i = 0; i < 25_000; i++) yield record(`m${i}`, ['1'], 'x'.repeat(2_000));
  }
  const { summary } = await run(many());
  expect([summary.records.created, graph.calls.length]).toEqual([25_000, 50]);
});

test('what no database takes of a text is replaced before it is sent, and the same each time', async () => {
  await run([record('a', ['1'], 'a\0b \ud800 😀')]);
  expect(graph.calls[0]?.records[0]?.description).toBe('a b \ufffd 😀');
});

test('what was read of a slow source is not held back until a call is full', async () => {
  let now = 0;
  const slowly = function* () {
    for (const name of ['a', 'b', 'c', 'd']) {
      now += 3_000;
      yield record(name);
    }
  };
  const adapter = adapterOf(slowly());
  let read = 0;
  const onRead = () => void read++;
  await importAll({
    adapter,
    where: '',
    client: graph.client,
    dryRun: false,
    onResult: () => {},
    onRead,
    now: () => now,
  });
  expect(graph.calls.map(({ records }) => records.map(({ name }) => name))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(read).toBe(4);
});
