import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, figure } from '../figures.ts';
import { launcher, type Process, startProcess } from '../process.ts';
import { asked } from '../rounds.ts';
import { openLoad } from './load.ts';
import { type OwnServer, openServer } from './server.ts';

const times = 5;
const question = '{ models(first: 1) { nodes { name } } }';

/** Handoff in a process of its own, and its database. */
export interface Place extends Process {
  token: string;
  server: OwnServer;
  /** Starts another one on the same database. */
  another(): Promise<Process>;
}

/** Does work with one; all of it is gone afterwards. */
export async function inPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const server = await openServer({ home, durable: true });
  const token = randomBytes(24).toString('hex');
  const settings = {
    ...{ DATABASE_URL: server.url, HANDOFF_HOME: home, HANDOFF_BOOTSTRAP_TOKEN: token, HANDOFF_DEMO: '0' },
    ...{ HANDOFF_SERVICE_BUDGET: '1000000000', LOG_LEVEL: 'fatal' },
  };
  const another = () => startProcess([launcher, 'start'], settings);
  try {
    const one = await another();
    try {
      return await work({ ...one, token, server, another });
    } finally {
      await one.stop();
    }
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** How soon the death of the database is told, and how soon requests are answered once it answers again. */
export async function benchOutages(): Promise<Figure[]> {
  return inPlace(async place => {
    const told: number[] = [];
    const recovered: number[] = [];
    const kinds = [place.server.kill, place.server.stop];
    for (let time = 0; time < times; time++) {
      await asked(place, question);
      const end = kinds[time % kinds.length] ?? place.server.kill;
      await end();
      const gone = performance.now();
      await status(place, 503);
      told.push(performance.now() - gone);
      // For longer than the first pauses between tries.
      await sleep(5_000);
      await place.server.start();
      const back = performance.now();
      await answers(place);
      recovered.push(performance.now() - back);
    }
    return [
      outage('/readyz says 503 after the database died', told, 1_000),
      outage('requests are answered after the database answers again', recovered, 2_000),
      outage('/readyz says 503 after the database stood still', await frozen(place), 1_000),
    ];
  });
}

/** Each time counts, so that the longest is held against the bound. */
function outage(name: string, samples: number[], atMost: number): Figure {
  return figure({
    bench: 'faults',
    figure: `${name}, at the longest of ${samples.length}`,
    samples: [Math.max(...samples)],
    atMost,
  });
}

async function frozen(place: Place): Promise<number[]> {
  const told: number[] = [];
  for (let time = 0; time < times; time++) {
    await place.server.freeze();
    const gone = performance.now();
    await status(place, 503);
    told.push(performance.now() - gone);
    await place.server.thaw();
    await answers(place);
  }
  return told;
}

/** Waits until /readyz answers so. */
async function status({ url }: Process, wanted: number): Promise<void> {
  while ((await fetch(`${url}/readyz`)).status !== wanted) await sleep(10);
}

async function answers(place: Place): Promise<void> {
  while (!(await asked(place, question).catch(() => null))) await sleep(10);
}

/** What becomes of requests when one of two processes is told to end under load, and how long it takes. */
export async function benchEnding(): Promise<Figure[]> {
  return inPlace(async ({ url, token, another }) => {
    const took: number[] = [];
    let failed = 0;
    let answered = 0;
    for (let time = 0; time < times; time++) {
      const other = await another();
      const load = openLoad({ urls: [other.url, url], token, connections: 8 });
      await sleep(3_000);
      const told = performance.now();
      await other.stop();
      took.push(performance.now() - told);
      await sleep(1_000);
      await load.stop();
      for (const [failure, count] of load.failures) process.stderr.write(`${count} times ${failure}\n`);
      failed += [...load.failures.values()].reduce((sum, count) => sum + count, 0);
      answered += load.answered();
    }
    const of = `one of two processes told to end under load, ${times} times`;
    return [
      figure({ bench: 'faults', figure: `${of}: requests answered`, unit: 'requests', digits: 0, samples: [answered] }),
      figure({
        bench: 'faults',
        figure: `${of}: requests failed`,
        unit: 'requests',
        digits: 0,
        samples: [failed],
        atMost: 0,
      }),
      outage(`${of}: it ended`, took, 5_000),
    ];
  });
}
