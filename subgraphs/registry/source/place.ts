import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const maxBytes = 10_000_000;

export type TextResult = { kind: 'Text'; text: string } | { kind: 'Problem'; message: string };

/**
 * The text of a file. Refused by its size before it is read (10 MB unless told otherwise), and when it is no UTF-8 text
 * or holds NUL bytes.
 */
export async function readText(path: string, most = maxBytes): Promise<TextResult> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return problem('it is no regular file.');
    if (found.size > most) return problem(tooLarge(found.size, most));
    return decode(await readAtMost(path, found.size + 1), most);
  } catch (error) {
    return problem(`it cannot be read: ${reason(error)}.`);
  }
}

function problem(message: string): TextResult {
  return { kind: 'Problem', message };
}

function tooLarge(bytes: number, most: number): string {
  return `it has ${(bytes / 1e6).toFixed(1)} MB, and no more than ${most / 1e6} MB are read.`;
}

/** A file that grew since it was measured is read as far as it was then, and one byte more. */
async function readAtMost(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(most);
    let length = 0;
    for (let read = -1; read !== 0 && length < most - 1; length += read) {
      ({ bytesRead: read } = await file.read(buffer, length, most - length, length));
    }
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

function decode(bytes: Uint8Array, most: number): TextResult {
  if (bytes.length > most) return problem(tooLarge(bytes.length, most));
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return problem('it is UTF-16 text: save it as UTF-8.');
  }
  if (bytes.includes(0)) return problem(`it holds a NUL byte at position ${bytes.indexOf(0)}: it is no text.`);
  try {
    return { kind: 'Text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return problem('it is no valid UTF-8 text: save it as UTF-8.');
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is nothing of that name',
  EACCES: 'its permissions forbid it',
  EPERM: 'its permissions forbid it',
  ELOOP: 'its symbolic links go round in circles',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

/** Why a file cannot be read, in words that follow "cannot be read:". */
export function reason(error: unknown): string {
  const { code = '' } = error as { code?: string };
  return reasons[code] ?? (code || String(error));
}

/** A file below a folder, or a folder that could not be listed. parts: the way from the starting folder. */
export interface Place {
  path: string;
  parts: string[];
  problem?: string;
}

/**
 * The files below a folder, in one order on every machine. Hidden names are passed over, symbolic links to folders are
 * not followed, so there are no circles.
 */
export async function* walk(folder: string, parts: string[] = []): AsyncGenerator<Place> {
  const path = join(folder, ...parts);
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    yield { path, parts, problem: `This folder cannot be listed: ${reason(error)}.` };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = [...parts, entry.name];
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* walk(folder, below);
    else yield { path: join(path, entry.name), parts: below };
  }
}

/** A place that was found from where somebody pointed; alone: they pointed at this very file. */
export interface Found extends Place {
  alone: boolean;
}

/** The files at a place: itself when it is a file, else all below it. Their parts begin with the name of the folder. */
export async function* files(where: string): AsyncGenerator<Found> {
  const absolute = resolve(where);
  const alone = !(await stat(where)).isDirectory();
  const [root = '', own = ''] = absolute.split(/[\\/]/).slice(-2);
  if (alone) {
    yield { path: where, parts: [root, own], alone };
    return;
  }
  for await (const place of walk(where)) yield { ...place, parts: [own, ...place.parts], alone };
}

/** Why nothing can be read at a path, in a sentence; null when it is there. */
export async function checkPath(where: string): Promise<string | null> {
  try {
    const found = await stat(where);
    return found.isDirectory() || found.isFile() ? null : `${where} is neither a file nor a folder: name one of these.`;
  } catch (error) {
    return `${where} cannot be read: ${reason(error)}. Check the path.`;
  }
}

/** A reason as a sentence of its own. */
export function sentence(reason: string): string {
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
