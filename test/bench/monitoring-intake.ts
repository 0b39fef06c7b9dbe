import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Figure, figure } from './figures.ts';
import { inHouse } from './in-house.ts';
import { addVersion, linesOf, type Row, rowsOf, sendStream, sizes } from './monitoring-rows.ts';
import type { Place } from './registry-search.ts';

const runs = 5;
/** Blocks in a stream: what a second of it takes is what counts, not how it begins and ends. */
const blocks = 4;
const gigabyte = 1024 ** 3;
const bench = 'monitoring';

/** A million values a second through the stream, beside COPY of the same rows; the memory of a stream of 1 GB. */
export function benchIntake(): Promise<Figure[]> {
  return inHouse(async place => {
    const version = await addVersion(place);
    const rows = rowsOf();
    const block = linesOf(version, rows);
    const idle = await memoryOf(place.pid);
    const streamed: number[] = [];
    // The first one is not counted: it compiles.
    for (let run = -1; run < runs; run++) {
      const took = await timed(() => send(place, `run ${run}`, Array(blocks).fill(block)));
      if (run >= 0) streamed.push(took / blocks);
    }
    const name = `${sizes.rows} rows of ${sizes.numbers + sizes.names} columns`;
    const awaited = await timed(() => send(place, 'awaited', [linesOf(version, rows, i => `p${i}`)]));
    const copied = await copyTimes(place, rows);
    const peak = await peakOf(place, version, block);
    return [
      figure({ bench, figure: `${name} through /ingest/observations`, samples: streamed, atMost: 1000 }),
      figure({ bench, figure: `${name} by COPY into a table`, samples: copied }),
      figure({ bench, figure: `${name} with ids, whose labels are awaited`, samples: [awaited] }),
      figure({
        bench,
        figure: 'memory of a stream of 1 GB, above idle',
        unit: 'MB',
        samples: [peak - idle],
        atMost: 200,
      }),
    ];
  });
}

async function send(place: Place, batchId: string, parts: readonly Buffer[]): Promise<void> {
  const taken = await sendStream(place, encodeURIComponent(batchId), parts);
  if (taken !== parts.length * sizes.rows) throw new Error(`${taken} rows were taken.`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function copyTimes({ databaseUrl }: Place, rows: readonly Row[]): Promise<number[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const columns = [
    ...Array.from({ length: sizes.numbers }, (_, i) => `f${i} double precision`),
    ...Array.from({ length: sizes.names }, (_, i) => `c${i} text`),
  ];
  await client.query(`CREATE TABLE public.copied (at timestamptz, ${columns.join(', ')})`);
  const text = rows.map(({ at, values }) => `${[at, ...values].join('\t')}\n`).join('');
  const times: number[] = [];
  for (let run = -1; run < runs; run++) {
    const took = await timed(() =>
      pipeline(Readable.from([text]), client.query(copyFrom('COPY public.copied FROM STDIN'))),
    );
    if (run >= 0) times.push(took);
  }
  await client.end();
  return times;
}

/** The most memory of the house while it takes a stream of 1 GB, in MB. */
async function peakOf(place: Place & { pid: number }, version: string, block: Buffer): Promise<number> {
  let peak = 0;
  const looking = setInterval(() => void memoryOf(place.pid).then(now => (peak = Math.max(peak, now))), 50);
  await send(place, 'gigabyte', Array(Math.ceil(gigabyte / block.length)).fill(block));
  clearInterval(looking);
  if (version === '' || peak === 0) throw new Error('The memory of the house could not be read.');
  return peak;
}

/** What a process holds in memory, in MB. */
async function memoryOf(pid: number): Promise<number> {
  const found = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(found ?? 0) / 1024;
}
