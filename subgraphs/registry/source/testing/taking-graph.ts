import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { importAll } from '../import.ts';
import type { ImportSummary, ResultLine } from '../outcome.ts';
import type { ImportItem, ImportRecord, SourceAdapter } from '../record.ts';

/** One call of importModels. */
export interface Call {
  bytes: number;
  dryRun: boolean;
  records: ImportRecord[];
}

export interface Answer {
  status?: number;
  body: unknown;
}

interface More {
  dryRun?: boolean;
  batch?: number;
  signal?: AbortSignal;
}

interface Ran {
  lines: ResultLine[];
  summary: ImportSummary;
  /** Each line as "path version outcome". */
  told: string[];
}

/** A graph on loopback that takes what is imported, or answers as a test tells it. */
export class TakingGraph {
  readonly client: GraphClient;
  readonly stop: () => Promise<void>;
  /** Since the last reset. */
  calls: Call[] = [];
  #answer: (call: Call) => Answer = accept;

  private constructor(client: GraphClient, stop: () => Promise<void>) {
    this.client = client;
    this.stop = stop;
  }

  static async start(): Promise<TakingGraph> {
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { status = 200, body } = graph.#take(Buffer.concat(parts));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const client = createGraphClient({ url: `http://127.0.0.1:${port}`, token: 't', via: 'IMPORT' });
    const graph: TakingGraph = new TakingGraph(client, async () => {
      await client.close();
      await new Promise(done => server.close(done));
    });
    return graph;
  }

  #take(body: Buffer): Answer {
    const call = { bytes: body.length, ...JSON.parse(body.toString()).variables.input } as Call;
    this.calls.push(call);
    return this.#answer(call);
  }

  answer(answer: (call: Call) => Answer): void {
    this.#answer = answer;
  }

  /** Forgets the calls and takes everything again. */
  reset(): void {
    this.calls = [];
    this.#answer = accept;
  }

  /** Imports what an adapter finds, and notes what is told of it. */
  async import(adapter: SourceAdapter, more: More = {}): Promise<Ran> {
    const lines: ResultLine[] = [];
    const onResult = (line: ResultLine) => void lines.push(line);
    const summary = await importAll({ adapter, where: '', client: this.client, dryRun: false, onResult, ...more });
    return { lines, summary, told: lines.map(({ path, version, outcome }) => `${path} ${version ?? '-'} ${outcome}`) };
  }
}

/** What the graph says to a record and its versions; the record called bad is rejected, the version called bad too. */
export function accept({ records }: Call): Answer {
  const results = records.flatMap(({ name, source, versions }, i) => [
    result(`records[${i}]`, source.externalId, name === 'bad'),
    ...versions.map(({ version }, j) =>
      result(`records[${i}].versions[${j}]`, `${source.externalId}#${version}`, version === 'bad'),
    ),
  ]);
  return { body: { data: { importModels: { results, problem: null } } } };
}

/** What the graph says of one record or version. */
export function result(path: string, externalId: string, bad: boolean) {
  const problem = bad ? { __typename: 'InvalidInput', message: 'The graph will not have it.' } : null;
  const shared = { path, externalId, outcome: bad ? 'REJECTED' : 'CREATED', kept: [], problem };
  return { ...shared, model: bad ? null : { id: 'mdl_1', name: 'named-by-the-graph' }, version: null };
}

/** A record as an adapter yields it. */
export function record(name: string, versions = ['1'], description?: string): ImportItem {
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

/** An adapter that finds these. */
export function adapterOf(items: Iterable<ImportItem>): SourceAdapter {
  return {
    system: 'MLMODEL',
    where: 'a test',
    check: async () => null,
    read: async function* () {
      yield* items;
    },
  };
}
