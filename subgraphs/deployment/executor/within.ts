import { realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';

/** Whether the folder of a file is one of the given ones or in one, after all links were followed. */
export async function isWithin(path: string, folders: readonly string[]): Promise<boolean> {
  const folder = await realpath(dirname(path)).catch(() => null);
  if (folder === null) return false;
  const allowed = await Promise.all(folders.map(each => realpath(each).catch(() => null)));
  return allowed.some(each => each !== null && (folder === each || folder.startsWith(each.replace(/\/?$/, sep))));
}
