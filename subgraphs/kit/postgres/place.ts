import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../log.ts';
import { type Account, accountFor, canReach } from './account.ts';

/** Where the embedded PostgreSQL keeps its things, and who it runs as. */
export interface Place {
  dataDirectory: string;
  logFile: string;
  /** Folder of the lock that lets one process at a time make or start the server. */
  lockFolder: string;
  /** Folder for copies of the programs, made when they can't be run where they are. */
  binariesFolder: string;
  /** Null: as ourselves. */
  account: Account | null;
}

/** The file with the password, inside the data folder so that the two can't part. */
export function passwordFile(dataDirectory: string): string {
  return join(dataDirectory, 'handoff.password');
}

/** The place under a home folder, which is made when it is missing. Root may get another one: see reachableHome. */
export async function placeFor(home: string, log: Log): Promise<Place> {
  const given = await writableFolder(home);
  const account = await accountFor(join(given, 'postgres'));
  const base = account ? await reachableHome(given, account, log) : given;
  return {
    dataDirectory: join(base, 'postgres'),
    logFile: join(base, 'postgres.log'),
    lockFolder: join(base, 'postgres.lock'),
    binariesFolder: join(base, 'postgres.binaries'),
    account,
  };
}

async function writableFolder(home: string): Promise<string> {
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.W_OK | constants.X_OK);
    return await realpath(home);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `Handoff can't write into its folder ${home} (${code}): set HANDOFF_HOME to a folder that it may write into, or set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  }
}

/**
 * Root's own folder is closed to the account that PostgreSQL runs as. The home itself is opened for passing through;
 * when a folder above it is closed, which is not ours to open, the data go to /var/lib/handoff.
 */
async function reachableHome(home: string, account: Account, log: Log): Promise<string> {
  if (await canReach(account, home)) return home;
  if (await canReach(account, dirname(home))) {
    await chmod(home, ((await stat(home)).mode & 0o777) | 0o011);
    return home;
  }
  const base = join('/var/lib/handoff', createHash('sha256').update(home).digest('hex').slice(0, 12));
  await mkdir(base, { recursive: true, mode: 0o755 });
  log.info({ home, data: base }, `${account.name} can't reach ${home}, so PostgreSQL keeps its data in ${base}`);
  return base;
}
