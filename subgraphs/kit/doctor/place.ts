import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { partNames } from '../settings/parts.ts';
import type { Settings } from '../settings.ts';
import type { Check, Finding } from './finding.ts';

type Found = Omit<Finding, 'about'>;

const gigabyte = 1e9;

/** The folder of Handoff's own data: whether it may be written, and what is free there. */
export const diskCheck: Check = {
  about: 'Disk',
  find: async ({ settings }) => {
    const { home, databaseUrl, internalKey, bootstrapToken } = settings;
    if (databaseUrl && internalKey && bootstrapToken)
      return [{ state: 'passed', says: 'Nothing is written: database and secrets are given.' }];
    return [await folder(home)];
  },
};

async function folder(home: string): Promise<Found> {
  const there = await nearest(home);
  try {
    await access(there, constants.W_OK | constants.X_OK);
  } catch {
    return { state: 'wrong', says: `${home} cannot be written: set HANDOFF_HOME to a folder that can.` };
  }
  const { bavail, bsize } = await statfs(there);
  return freeSays(home, bavail * bsize);
}

/** What so many free bytes mean. Pure. */
export function freeSays(home: string, bytes: number): Found {
  const words = `${(bytes / gigabyte).toFixed(1)} GB are free in ${home}`;
  if (bytes >= 2 * gigabyte) return { state: 'fine', says: `${words}.` };
  const says = `${words}: make room there, or set HANDOFF_HOME to a folder that has some.`;
  return { state: bytes >= gigabyte / 5 ? 'look' : 'wrong', says };
}

/** The folder, or the nearest one above it that is there. */
async function nearest(path: string): Promise<string> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there || dirname(path) === path ? path : nearest(dirname(path));
}

/** Whether the parts that settings name are there and ready. */
export const partsCheck: Check = {
  about: 'Parts',
  find: async ({ settings }) => {
    const named = addressesOf(settings);
    if (named.length === 0) return [{ state: 'passed', says: 'Everything is one process.' }];
    return Promise.all(named.map(readiness));
  },
};

function addressesOf({ urls }: Settings): { part: string; url: string }[] {
  const graphs = partNames.filter(part => part !== 'bot');
  return graphs.flatMap(part => (urls[part] ?? []).map(url => ({ part, url })));
}

async function readiness({ part, url }: { part: string; url: string }): Promise<Found> {
  const address = new URL('/readyz', url).href;
  const mend = `start it, or mend ${part.toUpperCase()}_URL`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (!answer) return { state: 'wrong', says: `${part} does not answer at ${address}: ${mend}.` };
  if (answer.status === 200) return { state: 'fine', says: `${part} is ready at ${address}.` };
  const said = await answer.text().catch(() => '');
  return {
    state: 'wrong',
    says: `${part} answers ${address} with ${answer.status} (${said.slice(0, 200)}): ${mend}, or mend what it names.`,
  };
}
