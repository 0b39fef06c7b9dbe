import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attack } from './attacks/attack.ts';
import { attacks } from './attacks/generate.ts';
import { type Neighbour, startNeighbour } from './attacks/neighbour.ts';
import { type Outcome, run, schemaOf } from './attacks/run.ts';
import { type Figure, figure } from './figures.ts';
import { type Running, startHandoff } from './process.ts';
import { asked, percentile } from './rounds.ts';

const count = Number(process.env.BENCH_ATTACKS ?? 100_000);
const connections = 4;
/** Between two looks at the event loop. */
const slice = 1_000;
/** Of ordinary requests in place of hostile ones, in milliseconds. */
const peaceMs = Math.min(60_000, count);

/** What others do meanwhile, and what those who attack do in peace. */
const ordinary = `{ models(first: 10) { nodes { name owner { name } latestVersion { version } alerts(first: 5) { nodes { id } } } } }`;

/**
 * What 100,000 hostile requests over four connections do to a Handoff with the demo, and to somebody else who asks it:
 * beside how they fare when the four connections ask what everybody does.
 */
export async function benchAttacks(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const handoff = await startHandoff(home);
  try {
    const other = await startNeighbour(handoff, ordinary);
    return await measured(handoff, other).finally(other.stop);
  } finally {
    await handoff.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function measured(handoff: Running, other: Neighbour): Promise<Figure[]> {
  for (let i = 0; i < 200; i++) await asked(handoff, ordinary);
  await other.take();
  await peace(handoff);
  const before = await other.take();
  await longestDelay(handoff);
  const { outcome, delays } = await war(handoff);
  const during = await other.take();
  return [...figuresOf(outcome), ...figuresOfOthers({ before, during, delays })];
}

async function peace(handoff: Running): Promise<void> {
  const until = performance.now() + peaceMs;
  const worker = async () => {
    while (performance.now() < until) await asked(handoff, ordinary);
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

async function war(handoff: Running): Promise<{ outcome: Outcome; delays: number[] }> {
  const hostile: Iterator<Attack> = attacks(await schemaOf(handoff), 20);
  const outcome: Outcome = { sent: 0, faults: [], refusals: [], statuses: new Map() };
  const delays: number[] = [];
  while (outcome.sent < count) {
    const part = await run(handoff, hostile, { count: Math.min(slice, count - outcome.sent), connections });
    outcome.sent += part.sent;
    outcome.faults.push(...part.faults);
    for (const each of part.refusals) outcome.refusals.push(each);
    delays.push(await longestDelay(handoff));
  }
  return { outcome, delays };
}

/** How long the event loop was held up at most since it was last looked at, in milliseconds. */
async function longestDelay({ url }: Running): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text) ?? [];
  return Number(seconds) * 1000;
}

function figuresOf({ sent, faults, refusals }: Outcome): Figure[] {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  const slowest = refusals.toSorted((a, b) => b.ms - a.ms).slice(0, 10);
  for (const { kind, ms } of slowest) process.stderr.write(`refused after ${ms.toFixed(0)} ms: ${kind}\n`);
  const told = (name: string, samples: number[], more: Partial<Parameters<typeof figure>[0]>) =>
    figure({ bench: 'attacks', figure: name, samples, ...more });
  const took = refusals.map(({ ms }) => ms);
  return [
    told('hostile requests', [sent], { unit: 'requests', digits: 0 }),
    told('not answered, 5xx, or told of our insides', [faults.length], { unit: 'requests', digits: 0, atMost: 0 }),
    told('refused, half of them within', [percentile(took, 50)], {}),
    told('refused, 99 of 100 within', [percentile(took, 99)], { atMost: 50 }),
  ];
}

interface Others {
  before: readonly number[];
  during: readonly number[];
  delays: readonly number[];
}

function figuresOfOthers({ before, during, delays }: Others): Figure[] {
  const told = (name: string, samples: number[], more: Partial<Parameters<typeof figure>[0]> = {}) =>
    figure({ bench: 'attacks', figure: name, samples, ...more });
  const [peaceful, hostile] = [percentile(before, 99), percentile(during, 99)];
  return [
    told('the event loop was held up at most', [Math.max(...delays)], { atMost: 200 }),
    told('others, 99 of 100 within, among ordinary requests', [peaceful]),
    told('others, 99 of 100 within, among hostile requests', [hostile]),
    told('others, the second over the first', [hostile / peaceful], { unit: 'times', digits: 2, atMost: 2 }),
  ];
}
