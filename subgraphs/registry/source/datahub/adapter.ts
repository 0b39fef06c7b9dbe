import { mapping } from '../field.ts';
import { list } from '../json.ts';
import { parseJson } from '../parse-json.ts';
import { checkPath, files, readText, sentence } from '../place.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { word } from '../told.ts';
import { type Entities, type Entity, gatherEntities } from './entities.ts';
import { type Family, familyItem, isRemoved } from './record.ts';

/** DataHub's files may be larger than others: they hold everything that was ingested. */
const maxBytes = 30_000_000;

/** What DataHub wrote about models: JSON files as its file sink makes them; one, or all below a folder. */
export const datahub: SourceAdapter = {
  system: 'DATAHUB',
  where: 'a JSON file that DataHub wrote (its file sink), or a folder with such files',
  examples: ['./metadata.json'],
  check: checkPath,
  read,
};

async function* read(where: string, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  for await (const { path, parts, alone, problem } of files(where)) {
    if (signal?.aborted) return;
    if (problem) yield { path, externalId: parts.join('/'), problem };
    else if (alone || /\.json$/i.test(path)) yield* itemsIn(path, parts.join('/'));
  }
}

async function* itemsIn(path: string, place: string): AsyncGenerator<ImportItem> {
  const refused = (reason: string): ImportItem => ({ path, externalId: place, problem: sentence(reason) });
  const file = await readText(path, maxBytes);
  if (file.kind === 'Problem') return yield refused(file.message);
  const entries = entriesIn(file.text);
  if (typeof entries === 'string') return yield refused(entries);
  const entities = gatherEntities(entries);
  for (const { at, problem } of entities.problems)
    yield { path: `${path}, [${at}]`, externalId: `${place}#${at}`, problem };
  for (const family of families(entities)) yield familyItem(family, path);
}

/** The list that the file is, or why it is none. */
function entriesIn(json: string): unknown[] | string {
  const parsed = parseJson(json);
  if (parsed.kind === 'Problem') return parsed.message;
  return Array.isArray(parsed.value)
    ? parsed.value
    : 'it is no list of metadata: DataHub writes one with its file sink.';
}

/** Groups with their models, then models without a group; what DataHub marks as removed is left out with its group. */
function* families({ groups, models }: Entities): Generator<Family> {
  const members = new Map<string, Entity[]>();
  const alone: Entity[] = [];
  for (const model of models.values()) {
    const told = list(mapping(model.aspects.get('mlModelProperties'))?.groups).map(word);
    const group = told.find(urn => urn !== undefined && groups.has(urn));
    if (group === undefined) alone.push(model);
    else members.set(group, [...(members.get(group) ?? []), model]);
  }
  for (const group of groups.values()) if (!isRemoved(group)) yield { group, models: members.get(group.urn) ?? [] };
  for (const model of alone) if (!isRemoved(model)) yield { group: null, models: [model] };
}
