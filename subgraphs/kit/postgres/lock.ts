import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process.ts';

const self = `${process.pid} ${randomUUID()}`;
const heartbeat = 2_000;
/** A lock without a heartbeat for this long is abandoned, even if its process id lives (it may be another's by now). */
const abandonedAfter = 20_000;

/**
 * Runs work while no other process (or call) holds the same lock. Throws when it is not free within the patience (ms).
 *
 * The lock is a folder of numbered files; the highest number is the lock, and it is free when its holder let go of it
 * or died. It is taken by creating the next number, which only one can do, and the highest file is never removed. So a
 * process that looked a while ago can't remove or retake what somebody else took meanwhile.
 */
export async function withLock<T>(folder: string, patience: number, work: () => Promise<T>): Promise<T> {
  const file = await acquire(folder, Date.now() + patience);
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), heartbeat);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await writeFile(file, '');
  }
}

async function acquire(folder: string, deadline: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  while (Date.now() < deadline) {
    const newest = await newestIn(folder);
    const file = (await isHeld(join(folder, String(newest)))) ? null : await take(folder, newest + 1);
    if (file) return file;
    await sleep(20);
  }
  throw new Error(`Another process holds ${folder}: wait until it is done, or end it.`);
}

/** Creates the file with this number, complete with its holder's name, unless it or a higher one is there. */
async function take(folder: string, number: number): Promise<string | null> {
  const file = join(folder, String(number));
  const draft = join(folder, `draft-${randomUUID()}`);
  await writeFile(draft, self);
  try {
    await link(draft, file);
  } catch {
    return null;
  } finally {
    await rm(draft, { force: true });
  }
  const others = (await readdir(folder)).filter(name => name !== String(number));
  const late = others.some(name => Number(name) > number);
  const leftOver = late ? [String(number)] : others.filter(name => /^\d+$/.test(name));
  for (const name of leftOver) await rm(join(folder, name), { force: true });
  return late ? null : file;
}

async function newestIn(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).filter(name => /^\d+$/.test(name)).map(Number);
  return Math.max(0, ...numbers);
}

async function isHeld(file: string): Promise<boolean> {
  const holder = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(holder.split(' ')[0]);
  if (!pid || (pid === process.pid && holder !== self) || !isAlive(pid)) return false;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < abandonedAfter;
}
