import { basename, extname } from 'node:path';
import { ahead } from '../ahead.ts';
import { checkPath, type Found, files, readText, sentence } from '../place.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { readMlmodel } from './mlmodel.ts';

/**
 * MLflow's MLmodel files: one file, or all below a folder. In a folder these are the files called MLmodel, and other
 * YAML files that have `flavors` at their top. A file called MLmodel gives its folder's name to the model, any other its own.
 */
export const mlmodel: SourceAdapter = {
  system: 'MLMODEL',
  where: 'an MLmodel file, or a folder with such files anywhere below it',
  check: checkPath,
  read,
};

async function* read(where: string, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  for await (const item of ahead(candidates(where), readOne, { width: 4, signal })) if (item) yield item;
}

async function* candidates(where: string): AsyncGenerator<Found> {
  for await (const found of files(where)) if (found.problem || found.alone || mayBeMlmodel(found.path)) yield found;
}

function mayBeMlmodel(path: string): boolean {
  return isMlmodel(path) || /\.ya?ml$/i.test(path);
}

function isMlmodel(path: string): boolean {
  return /^MLmodel(\.ya?ml)?$/i.test(basename(path));
}

/** Null when the file turns out to be YAML of another kind. */
async function readOne({ path, parts, problem, alone }: Found): Promise<ImportItem | null> {
  const place = parts.join('/');
  if (problem) return { path, externalId: place, problem };
  const file = await readText(path);
  if (file.kind === 'Problem') return { path, externalId: place, problem: sentence(file.message) };
  if (!alone && !isMlmodel(path) && !/^["']?flavors["']?[ \t]*:/m.test(file.text)) return null;
  const result = readMlmodel(file.text, { place, calledBy: calledBy(parts) });
  if (result.kind === 'Problem') return { path, externalId: result.externalId, problem: sentence(result.message) };
  return { path, record: result.record };
}

function calledBy(parts: string[]): string {
  const file = parts.at(-1) ?? '';
  return isMlmodel(file)
    ? (parts.at(-2) ?? file)
    : basename(file, /^\.(ya?ml|mlmodel)$/i.test(extname(file)) ? extname(file) : '');
}
