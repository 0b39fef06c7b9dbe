import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';

/** Thrown when a file of this name is there already. */
export class FileThere extends Error {
  override readonly name = 'FileThere';
}

/**
 * Writes a file that is there whole, safe against power cuts, or not at all: under another name first. Null from write:
 * there is nothing to keep. Only its owner may read it. Throws FileThere.
 */
export async function intoFile<T>(path: string, write: (to: Writable) => Promise<T | null>): Promise<T | null> {
  if (await stat(path).catch(() => null)) throw new FileThere(`${path} is there already: give another name.`);
  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'w', 0o600);
  try {
    const result = await write(file.createWriteStream({ flush: true }));
    if (result === null) return null;
    await rename(unfinished, path);
    await synced(dirname(path));
    return result;
  } finally {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
  }
}

/** The new name is safe too; not every system can say so of a folder. */
async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
