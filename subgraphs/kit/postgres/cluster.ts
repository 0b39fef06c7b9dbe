import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Binaries, majorOf } from './binaries.ts';
import { type Place, passwordFile } from './place.ts';
import { runProgram } from './process.ts';

/** The one user of an embedded database. */
export const databaseUser = 'handoff';

/** The text of PG_VERSION in a data folder; null when no data have been made there. */
export async function dataVersionOf(dataDirectory: string): Promise<string | null> {
  const text = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => null);
  return text === null ? null : text.trim();
}

/**
 * Makes the data folder with a random password: beside its final place first, so that a folder with a PG_VERSION is
 * always a whole one. Call it under the lock and only when there are no data.
 */
export async function createCluster(binaries: Binaries, place: Place): Promise<void> {
  const draft = `${place.dataDirectory}.new`;
  const password = `${draft}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await rm(password, { force: true });
  await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  for (const path of [draft, password]) await give(path, place);
  const args = ['-D', draft, '-U', databaseUser, '--pwfile', password, '--auth=scram-sha-256', '--encoding=UTF8'];
  await runProgram(place.account, join(binaries.bin, 'initdb'), [...args, ...localeFlags(binaries), '--no-sync']);
  await rename(password, passwordFile(draft));
  await rename(draft, place.dataDirectory);
}

/** The same order and case rules on every machine. */
function localeFlags(binaries: Binaries): string[] {
  if (majorOf(binaries.version) < 17) return ['--locale=C.UTF-8'];
  return ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
}

async function give(path: string, { account }: Place): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}
