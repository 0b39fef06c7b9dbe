import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importAll } from './import.ts';
import { exitCode, type ResultLine } from './outcome.ts';
import type { ImportItem, ImportRecord, SourceAdapter } from './record.ts';

interface Call {
  bytes: number;
  dryRun: boolean;
  records: ImportRecord[];
}
interface Answer {
  status?: number;
  body: unknown;
}

let server: Server;
let client: GraphClient;
let calls: Call[] = [];
let answer: (call: Call) => Answer;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const call = { bytes: body.length, ...JSON.parse(body.toString()).variables.input };
    calls.push(call);
    const { status = 200, body: reply } = answer(call);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reply));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  client = createGraphClient({ url: `http://127.0.0.1:${port}`, token: 't', via: 'IMPORT' });
});
beforeEach(() => {
  calls = [];
  answer = accept;
});
afterAll(async () => {
  await client.close();
  await new Promise(done => server.close(done));
});

/** What the graph says to a record and its versions; the record called bad is rejected, the version called bad too. */
function accept({ records }: Call): Answer {
  const results = records.flatMap(({ name, source, versions }, i) => [
    result(`records[${i}]`, source.externalId, name === 'bad'),
    ...versions.map(({ version }, j) =>
      result(`records[${i}].versions[${j}]`, `${source.externalId}#${version}`, version === 'bad'),
    ),
  ]);
  return { body: { data: { importModels: { results, problem: null } } } };
}

function result(path: string, externalId: string, bad: boolean) {
  const problem = bad ? { __typename: 'InvalidInput', message: 'The graph will not have it.' } : null;
  const shared = { path, externalId, outcome: bad ? 'REJECTED' : 'CREATED', kept: [], problem };
  return { ...shared, model: bad ? null : { id: 'mdl_1', name: 'named-by-the-graph' }, version: null };
}

function record(name: string, versions = ['1'], description?: string): ImportItem {
  return {
    path: `${name}.yaml`,
    record: {
      source: { system: 'MLMODEL', externalId: `id-${name}` },
      name,
      description,
      task: 'OTHER',
      riskTier: 'UNCLASSIFIED',
      versions: versions.map(version => ({ version, content: {} })),
    },
  };
}

function adapterOf(items: Iterable<ImportItem>): SourceAdapter {
  return {
    system: 'MLMODEL',
    where: 'a test',
    check: async () => null,
    read: async function* () {
      yield* items;
    },
  };
}

async function run(items: Iterable<ImportItem>, more: { dryRun?: boolean; batch?: number; signal?: AbortSignal } = {}) {
  const lines: ResultLine[] = [];
  const onResult = (line: ResultLine) => lines.push(line);
  const summary = await importAll({ adapter: adapterOf(items), where: '', client, dryRun: false, onResult, ...more });
  return { lines, summary, told: lines.map(({ path, version, outcome }) => `${path} ${version ?? '-'} ${outcome}`) };
}

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
  expect(calls[0]?.dryRun).toBe(true);
  expect([summary.dryRun, exitCode(summary)]).toEqual([true, 0]);
});

test('no call has more than 500 records, 500 versions or 8 MB', async () => {
  const many = Array.from({ length: 1_200 }, (_, i) => record(`m${i}`));
  expect((await run(many)).summary.records.created).toBe(1_200);
  expect(calls.map(({ records }) => records.length)).toEqual([500, 500, 200]);
  calls = [];
  await run(
    Array.from({ length: 4 }, (_, i) =>
      record(
        `v${i}`,
        Array.from({ length: 200 }, (_, j) => `${j}`),
      ),
    ),
  );
  expect(calls.map(({ records }) => records.length)).toEqual([2, 2]);
  calls = [];
  await run(Array.from({ length: 10 }, (_, i) => record(`b${i}`, ['1'], 'ä'.repeat(1_000_000))));
  expect(calls.map(({ records }) => records.length)).toEqual([3, 3, 3, 1]);
  expect(Math.max(...calls.map(({ bytes }) => bytes))).toBeLessThan(8_000_000);
  calls = [];
  await run(many.slice(0, 25), { batch: 10 });
  expect(calls.map(({ records }) => records.length)).toEqual([10, 10, 5]);
});

test('a record of 1,200 versions goes in parts and counts once; aliases come when all versions are there', async () => {
  const item = record(
    'big',
    Array.from({ length: 1_200 }, (_, i) => `${i}`),
  );
  if ('record' in item) item.record.aliases = [{ name: 'champion', version: '1199' }];
  const { summary } = await run([item]);
  expect(calls.map(({ records: [part] }) => [part?.versions.length, part?.aliases?.length ?? 0])).toEqual([
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
  answer = call => {
    const bad = call.records.find(({ name }) => poison.has(name));
    const extensions = { code: 'BAD_USER_INPUT' };
    return bad ? { status: 400, body: { errors: [{ message: `Bad ${bad.name}.`, extensions }] } } : accept(call);
  };
  const { summary, lines } = await run(Array.from({ length: 500 }, (_, i) => record(`m${i}`)));
  expect(summary.records).toEqual({ created: 497, updated: 0, unchanged: 0, rejected: 3 });
  expect(lines.filter(({ problem }) => problem).map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
    'm7.yaml: Bad m7.',
    'm8.yaml: Bad m8.',
    'm499.yaml: Bad m499.',
  ]);
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
  answer = () => reply;
  const { summary, lines } = await run(
    Array.from({ length: 30 }, (_, i) => record(`m${i}`)),
    { batch: 10 },
  );
  expect(summary.stopped).toMatch(reason);
  expect(exitCode(summary)).toBe(2);
  expect([calls.length, lines.length]).toEqual([1, 0]);
});

test('what the graph is silent about counts as rejected', async () => {
  answer = () => ({
    body: { data: { importModels: { results: [{ ...result('somewhere', 'x', false) }], problem: null } } },
  });
  const { told, summary } = await run([record('a')]);
  expect(told).toEqual(['a.yaml - REJECTED']);
  expect(exitCode(summary)).toBe(1);
});

test('it can be stopped between batches', async () => {
  const stop = new AbortController();
  answer = call => {
    stop.abort();
    return accept(call);
  };
  const { summary } = await run(
    Array.from({ length: 50 }, (_, i) => record(`m${i}`)),
    { batch: 10, signal: stop.signal },
  );
  expect(summary.stopped).toMatch(/stopped|cancelled/);
  expect(calls.length).toBeLessThanOrEqual(2);
});

test('25,000 records pass in 50 calls', async () => {
  function* many() {
    for (let i = 0; i < 25_000; i++) yield record(`m${i}`, ['1'], 'x'.repeat(2_000));
  }
  const { summary } = await run(many());
  expect([summary.records.created, calls.length]).toEqual([25_000, 50]);
});
