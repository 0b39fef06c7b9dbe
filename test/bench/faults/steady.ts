import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, figure } from '../figures.ts';
import { openLoad } from './load.ts';
import { inPlace, type Place } from './outages.ts';

const connections = 8;
const share = 0.7;
const lookEveryMs = 5_000;
/** Until then caches fill. */
const warmMinutes = 3;

/** What a process holds at a moment. */
export interface Held {
  /** Since the load began. */
  minutes: number;
  /** Resident memory, in MB of 1,000,000 bytes. */
  megabytes: number;
  descriptors: number;
}

/** What a process holds while it is under 70 % of the load that it can carry, for so many minutes. */
export async function benchSteady(minutes: number): Promise<Figure[]> {
  return inPlace(async place => {
    const most = await capacity(place);
    const held = await under(place, { perSecond: most * share, minutes });
    const warm = Math.min(warmMinutes, minutes / 3);
    const later = held.filter(each => each.minutes >= warm);
    const of = `${minutes} minutes at 70 % of the load it carries`;
    const told = (name: string, sample: number, more: Partial<Parameters<typeof figure>[0]> = {}) =>
      figure({ bench: 'faults', figure: `${of}: ${name}`, samples: [sample], digits: 2, ...more });
    return [
      told('requests a second', most * share, { unit: 'requests' }),
      told('memory at the end', held.at(-1)?.megabytes ?? Number.NaN, { unit: 'MB' }),
      told(
        `memory grows after minute ${warm.toFixed(1)}`,
        slope(later, ({ megabytes }) => megabytes),
        { unit: 'MB a minute', atMost: 1 },
      ),
      told('descriptors more than before', grown(later), { unit: 'descriptors', atMost: 0 }),
    ];
  });
}

/** How many requests a second it answers when it is asked without pause. */
async function capacity({ url, token }: Place): Promise<number> {
  const load = openLoad({ urls: [url], token, connections, changeEvery: 10 });
  await sleep(5_000);
  const [began, before] = [performance.now(), load.answered()];
  await sleep(15_000);
  const perSecond = ((load.answered() - before) * 1000) / (performance.now() - began);
  await load.stop();
  return perSecond;
}

async function under(place: Place, { perSecond, minutes }: { perSecond: number; minutes: number }): Promise<Held[]> {
  const { url, token, pid } = place;
  const load = openLoad({ urls: [url], token, connections, perSecond, changeEvery: 10 });
  const began = performance.now();
  const held: Held[] = [];
  for (let at = 0; at < minutes; at = (performance.now() - began) / 60_000) {
    held.push({ minutes: at, ...(await holds(pid)) });
    await sleep(lookEveryMs);
  }
  await load.stop();
  for (const [failure, count] of load.failures) process.stderr.write(`${count} times ${failure}\n`);
  if (load.failures.size > 0) throw new Error('Requests failed under a load that it carries.');
  return held;
}

/** As /proc tells of a process. Throws where there is none. */
async function holds(pid: number): Promise<Omit<Held, 'minutes'>> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
  return { megabytes: (Number(kilobytes) * 1024) / 1e6, descriptors: (await readdir(`/proc/${pid}/fd`)).length };
}

/** By how much something grows in a minute: the slope of the line of least squares. */
export function slope(held: readonly Held[], of: (one: Held) => number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [at, value] = [mean(held.map(({ minutes }) => minutes)), mean(held.map(of))];
  const both = held.reduce((sum, one) => sum + (one.minutes - at) * (of(one) - value), 0);
  const alone = held.reduce((sum, one) => sum + (one.minutes - at) ** 2, 0);
  return both / alone;
}

/** How many descriptors more were open in the last third than in the first, by their medians. */
export function grown(held: readonly Held[]): number {
  const third = Math.ceil(held.length / 3);
  return median(held.slice(-third)) - median(held.slice(0, third));
}

function median(held: readonly Held[]): number {
  const sorted = held.map(({ descriptors }) => descriptors).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
