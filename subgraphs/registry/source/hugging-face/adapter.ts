import { basename, extname } from 'node:path';
import { ahead } from '../ahead.ts';
import { checkPath, type Found, files, readText, sentence } from '../place.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { type CardPlace, readCard } from './card.ts';
import { checkHub, hubSettings, readHub } from './hub.ts';

/**
 * Model cards of the Hugging Face Hub: from the Hub itself with --api; else one file, or every README.md in a folder and below it. The folder that a README.md
 * is in gives the model its name.
 */
export const huggingFace: SourceAdapter = {
  system: 'HUGGING_FACE',
  where: 'a model card, or a folder with README.md files anywhere below it; with --api an author or author/model',
  examples: ['./cards', 'acme --api', 'acme/churn --api https://hub.example.com'],
  settings: hubSettings,
  takes: ['api'],
  check: async (where, options = {}) => (options.api === undefined ? checkPath(where) : checkHub(where, options)),
  read: (where, options) => (options.api === undefined ? readFiles(where, options) : readHub(where, options)),
};

async function* readFiles(where: string, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  yield* ahead(cards(where), place => readOne(place), { width: 8, signal });
}

async function* cards(where: string): AsyncGenerator<Found> {
  for await (const found of files(where)) if (found.problem || found.alone || isCard(found.path)) yield found;
}

function isCard(path: string): boolean {
  return /^README\.md$/i.test(basename(path));
}

async function readOne({ path, parts, problem }: Found): Promise<ImportItem> {
  if (problem) return { path, externalId: parts.join('/'), problem };
  const place = placeOf(parts);
  const file = await readText(path);
  const result = file.kind === 'Problem' ? file : readCard(file.text, place);
  if (result.kind === 'Record') return { path, record: result.record };
  return { path, externalId: place.externalId, problem: sentence(result.message) };
}

/** The way to the folder without the starting one, so that a card has the same id alone and among others. */
function placeOf(parts: readonly string[]): CardPlace {
  const file = parts.at(-1) ?? '';
  if (!isCard(file)) return { calledBy: basename(file, extname(file)), externalId: file };
  const folders = parts.slice(0, -1);
  return { calledBy: folders.at(-1) ?? file, externalId: (folders.length > 1 ? folders.slice(1) : folders).join('/') };
}
