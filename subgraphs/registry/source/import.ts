import type { GraphClient } from '@handoff/kit/graph-client';
import { Batch, type Parcel, parcelsOf } from './batch.ts';
import { count, type ImportSummary, noCounts, type ResultLine, refused, refusedVersion } from './outcome.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from './record.ts';
import { type Sent, send } from './send.ts';
import { unique } from './unique.ts';

export interface ImportOptions {
  adapter: SourceAdapter;
  /** A path or an address, as the adapter understands it. */
  where: string;
  client: GraphClient;
  /** Says what would happen and changes nothing. */
  dryRun: boolean;
  /** Records a call at most; 1 to 500, default 500. */
  batch?: number;
  /** Called once for each record and each version, as the outcomes come in. */
  onResult(line: ResultLine): void;
  /** What else the adapter is told. */
  reading?: Omit<ReadOptions, 'signal'>;
  signal?: AbortSignal;
}

/** Reads a source as a stream and writes it through the graph in batches; one batch is under way while the next is read. */
export async function importAll(options: ImportOptions): Promise<ImportSummary> {
  const began = performance.now();
  const run = new Run(options);
  const { adapter, where, reading, signal } = options;
  for await (const item of unique(adapter.read(where, { ...reading, signal }))) {
    await run.take(item);
    if (run.ended) break;
  }
  await run.finish();
  const { records, versions, stopped } = run;
  return { records, versions, stopped, dryRun: options.dryRun, seconds: (performance.now() - began) / 1000 };
}

const nothing: Sent = { lines: [], stopped: null };

class Run {
  readonly records = noCounts();
  readonly versions = noCounts();
  stopped: string | null = null;
  #unread: string | null = null;
  readonly #options: ImportOptions;
  readonly #batch: Batch;
  #underWay: Promise<Sent> = Promise.resolve(nothing);

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#batch = new Batch(options.batch);
  }

  /** Whether nothing more is taken: finish() still sends what came before reading stopped. */
  get ended(): boolean {
    return this.stopped !== null || this.#unread !== null;
  }

  async take(item: ImportItem): Promise<void> {
    if ('stopped' in item) {
      this.#unread = item.stopped;
      return;
    }
    if ('problem' in item) {
      this.#tell(refused(item.path, item.externalId, item.problem));
      return;
    }
    const parcels = parcelsOf(item.path, item.record);
    if (typeof parcels === 'string') {
      this.#tell(refused(item.path, item.record.source.externalId, parcels));
      return;
    }
    for (const parcel of parcels) await this.#send(this.#batch.add(parcel));
    for (const version of item.refused ?? []) this.#tell(refusedVersion(item.path, item.record.name, version));
  }

  async finish(): Promise<void> {
    await this.#send(this.#batch.take());
    await this.#settle();
    this.stopped ??= this.#unread;
    if (this.#options.signal?.aborted) this.stopped ??= 'The import was stopped before its end.';
  }

  async #send(parcels: Parcel[]): Promise<void> {
    if (parcels.length === 0) return;
    await this.#settle();
    if (this.stopped === null && !this.#options.signal?.aborted) this.#underWay = send(parcels, this.#options);
  }

  async #settle(): Promise<void> {
    const sent = await this.#underWay;
    this.#underWay = Promise.resolve(nothing);
    for (const line of sent.lines) this.#tell(line);
    this.stopped ??= sent.stopped;
  }

  #tell(line: ResultLine): void {
    count(line.kind === 'record' ? this.records : this.versions, line.outcome);
    this.#options.onResult(line);
  }
}
