import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The secret of this name in <home>/secrets, made on first use in a file that only its owner may read: 32 random
 * bytes as base64url (43 characters), or what `make` gives. Everybody who asks at once gets the same one. Throws when the file holds nothing.
 */
export async function generatedSecret(home: string, name: string, make = randomText): Promise<string> {
  if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) throw new Error(`"${name}" can't be the name of a secret.`);
  const folder = join(home, 'secrets');
  const file = join(folder, name);
  const kept = await readIfThere(file);
  if (kept === null) {
    await mkdir(home, { recursive: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await createWhole(file, make());
  }
  const secret = kept ?? (await readFile(file, 'utf8')).trim();
  if (secret === '') throw new Error(`${file} is empty: remove it, and a new secret is made at the next start.`);
  return secret;
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** Leaves a file alone that somebody else made first; a reader never sees half of one. */
async function createWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${text}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
