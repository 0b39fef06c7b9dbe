import { mapping } from '../field.ts';
import { list } from '../json.ts';
import { jsonElements } from '../json-elements.ts';
import { checkPath, files, sentence } from '../place.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { word } from '../told.ts';
import { type Entity, Gathering } from './entities.ts';
import { type Family, familyItem, isRemoved } from './record.ts';

/** DataHub's files may be larger than others: they hold everything that was ingested. */
const limits = { bytes: 30_000_000, characters: 4_000_000 };
/** What is kept of one file until it is at its end: all that it tells of models. */
const mostKept = 12_000_000;
const tooMuch = `it tells more than ${mostKept / 1e6} million characters of models, which is not read: divide it.`;
/** With so many entries that are none, it is a list of something else. */
const mostStrange = 10_000;
const noList = 'it is no list of metadata: DataHub writes one with its file sink.';

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
  const found = new Gathering();
  for await (const element of jsonElements(path, limits)) {
    if ('problem' in element) return yield refused(element.problem === 'it is no list.' ? noList : element.problem);
    found.add(element.at, element.json);
    if (found.characters > mostKept) return yield refused(tooMuch);
    if (found.further > mostStrange) return yield refused(noList);
  }
  for (const { at, problem } of found.problems)
    yield { path: `${path}, [${at}]`, externalId: `${place}#${at}`, problem };
  if (found.further > 0) yield refused(`${found.further.toLocaleString('en')} further entries make no sense either.`);
  for (const family of families(found)) yield familyItem(family, path);
}

/** Groups with their models, then models without a group; what DataHub marks as removed is left out with its group. */
function* families({ groups, models }: Gathering): Generator<Family> {
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
