import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

/** A user of this machine that PostgreSQL runs as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const otherwise = 'or set DATABASE_URL to a PostgreSQL server of your own';

/**
 * The account to run PostgreSQL as; null means as ourselves. PostgreSQL refuses to run as root, so root takes the
 * owner of existing data, else the user "postgres", else "nobody". Throws when no account is fit for it.
 */
export async function accountFor(dataDirectory: string): Promise<Account | null> {
  if (!process.getuid) return null;
  const owner = await stat(dataDirectory).catch(() => null);
  if (process.getuid() !== 0) return checkOwnAccount(dataDirectory, owner?.uid ?? process.getuid());
  if (owner && owner.uid !== 0) return { name: `user ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const known = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  const account = known.find(a => a.name === 'postgres') ?? known.find(a => a.name === 'nobody');
  if (account) return account;
  throw new Error(
    `PostgreSQL refuses to run as root, and there is neither a user "postgres" nor "nobody": start Handoff as another user, ${otherwise}.`,
  );
}

function checkOwnAccount(dataDirectory: string, owner: number): null {
  if (owner !== process.getuid?.()) {
    throw new Error(
      `The data in ${dataDirectory} belong to the user with id ${owner}: start Handoff as that user, set HANDOFF_HOME to another folder, ${otherwise}.`,
    );
  }
  try {
    userInfo();
  } catch {
    throw new Error(
      `PostgreSQL can't run as user id ${owner}, which has no entry in /etc/passwd: start Handoff as a user with a name, ${otherwise}.`,
    );
  }
  return null;
}

/** The accounts in the text of an /etc/passwd, root left out. */
export function parsePasswd(text: string): Account[] {
  return text
    .split('\n')
    .map(line => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== '' && uid > 0 && gid > 0);
}

/** Whether an account may pass through a folder and all those above it (classic permissions only). */
export async function canReach(account: Account, folder: string): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return dirname(folder) === folder || canReach(account, dirname(folder));
}
