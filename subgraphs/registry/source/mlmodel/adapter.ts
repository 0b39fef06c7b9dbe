import { basename, extname } from 'node:path';
import { checkPath, files, readText } from '../place.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { type MlmodelPlace, readMlmodel } from './mlmodel.ts';

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
  for await (const { path, parts, problem, alone } of files(where)) {
    if (signal?.aborted) return;
    const place = parts.join('/');
    if (problem) yield { path, externalId: place, problem };
    else if (alone || mayBeMlmodel(path)) {
      const item = await readOne(path, { place, calledBy: calledBy(parts) }, alone);
      if (item) yield item;
    }
  }
}

function mayBeMlmodel(path: string): boolean {
  return isMlmodel(path) || /\.ya?ml$/i.test(path);
}

function isMlmodel(path: string): boolean {
  return /^MLmodel(\.ya?ml)?$/i.test(basename(path));
}

/** Null when the file turns out to be YAML of another kind. */
async function readOne(path: string, place: MlmodelPlace, alone: boolean): Promise<ImportItem | null> {
  const file = await readText(path);
  if (file.kind === 'Problem') return { path, externalId: place.place, problem: sentence(file.message) };
  if (!alone && !isMlmodel(path) && !/^["']?flavors["']?[ \t]*:/m.test(file.text)) return null;
  const result = readMlmodel(file.text, place);
  if (result.kind === 'Problem') return { path, externalId: result.externalId, problem: sentence(result.message) };
  return { path, record: result.record };
}

function calledBy(parts: string[]): string {
  const file = parts.at(-1) ?? '';
  return isMlmodel(file)
    ? (parts.at(-2) ?? file)
    : basename(file, /^\.(ya?ml|mlmodel)$/i.test(extname(file)) ? extname(file) : '');
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
