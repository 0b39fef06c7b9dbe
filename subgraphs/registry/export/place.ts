import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { type Answer, failure, found } from './asking.ts';

/** Where a document goes. What is written is whole once it was kept; dropped, nothing of it stays. */
export interface Place {
  write(text: string): Promise<void>;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** Standard output, or what stands for it: it cannot take back what it said. */
export function screenPlace(out: (text: string) => Promise<void>): Place {
  return { write: out, keep: async () => undefined, drop: async () => undefined };
}

/** A file, which has its name only when it is whole: until then it stands beside, and a file that was there stays. */
export async function filePlace(path: string): Promise<Answer<Place>> {
  const beside = `${path}.${process.pid}.part`;
  try {
    return found(placeOf(await open(beside, 'w'), { path, beside }));
  } catch (error) {
    return failure(unwritable(path, error));
  }
}

function placeOf(file: FileHandle, { path, beside }: { path: string; beside: string }): Place {
  return {
    write: async text => {
      await file.appendFile(text);
    },
    keep: async () => {
      await file.close();
      await rename(beside, path);
    },
    // Closed already when it could not be given its name: then closing does nothing.
    drop: async () => {
      await file.close();
      await rm(beside, { force: true });
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder. Make it, or check the path',
  ENOTDIR: 'part of its path is a file, not a folder. Check the path',
  EISDIR: 'it is a folder. Name a file in it',
  EACCES: 'you may not write there. Choose another place',
  EPERM: 'you may not write there. Choose another place',
  EROFS: 'nothing can be written there. Choose another place',
  ENOSPC: 'there is no room left. Make room, and export again',
};

/** Why a file cannot be written, and what to do. */
export function unwritable(path: string, error: unknown): string {
  const { code = '', message } = error as { code?: string; message?: string };
  return `${path} cannot be written: ${reasons[code] ?? message ?? String(error)}.`;
}
