import { basename, dirname, relative, resolve, sep } from 'node:path';
import { ahead } from '../ahead.ts';
import { digestOf } from '../digest.ts';
import { known } from '../field.ts';
import { modelName, unnameable } from '../name.ts';
import { checkPath, type Found, files, sentence } from '../place.ts';
import { withBytes } from '../protobuf/bytes.ts';
import type { ImportItem, ImportVersion, ReadOptions, RefusedVersion, SourceAdapter } from '../record.ts';
import { readSavedModel } from './read.ts';
import { versionOf } from './version.ts';

/**
 * SavedModel folders as TensorFlow Serving has them: <model>/<number>/saved_model.pb, anywhere below a folder. A folder
 * without a number is a model of its own, with one version that has no number.
 */
export const tensorflow: SourceAdapter = {
  system: 'TENSORFLOW',
  where: 'a folder with SavedModels anywhere below it: <model>/<version>/saved_model.pb',
  examples: ['./serving'],
  check: checkPath,
  read,
};

/** One saved_model.pb, and which version of which model it is. */
interface SavedFile {
  path: string;
  /** The model's folder, absolute. */
  folder: string;
  /** As it is told of: the way to the model's folder. */
  externalId: string;
  version: string;
  numbered?: false;
  problem?: string;
}

type ReadFile = { file: SavedFile } & ({ version: ImportVersion } | { problem: string });

async function* read(where: string, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  let model: ReadFile[] = [];
  for await (const one of ahead(savedFiles(where), readOne, { width: 4, signal })) {
    if (model[0] && model[0].file.folder !== one.file.folder) {
      yield itemOf(model);
      model = [];
    }
    model.push(one);
  }
  if (model.length > 0) yield itemOf(model);
}

async function* savedFiles(where: string): AsyncGenerator<SavedFile> {
  for await (const found of files(where))
    if (found.problem || found.alone || /^saved_model\.pb(txt)?$/.test(basename(found.path)))
      yield savedFile(where, found);
}

function savedFile(where: string, { path, problem, alone }: Found): SavedFile {
  const own = dirname(resolve(path));
  const number = /^\d{1,18}$/.test(basename(own)) ? basename(own) : null;
  const folder = problem ? resolve(path) : number === null ? own : dirname(own);
  const way = relative(alone ? own : resolve(where), folder)
    .split(sep)
    .join('/');
  const externalId = way === '' || way.startsWith('..') ? basename(folder) : way;
  const of = { path, folder, externalId, problem };
  return number === null ? { ...of, version: '1', numbered: false } : { ...of, version: String(Number(number)) };
}

async function readOne(file: SavedFile): Promise<ReadFile> {
  const { path, externalId, version } = file;
  if (file.problem) return { file, problem: file.problem };
  if (path.endsWith('txt'))
    return { file, problem: 'It is a SavedModel in its text form, which is not read: save it as saved_model.pb.' };
  const model = await withBytes(path, readSavedModel);
  if (model.kind === 'Problem') return { file, problem: sentence(model.message) };
  const uri = `${externalId}/${basename(dirname(resolve(path)))}/${basename(path)}`;
  const place = { version, externalId: `${externalId}/${version}`, uri, ...(await digestOf(path)) };
  const read = versionOf(model.value, place);
  return { file, version: file.numbered === false ? known({ ...read, numbered: false, source: undefined }) : read };
}

/** One model of its versions. When none of them can be read, there is none; two of one number are one too many. */
function itemOf(model: readonly ReadFile[]): ImportItem {
  const { versions, refused } = sorted(model);
  const { path, folder, externalId } = model[0]?.file ?? { path: '', folder: '', externalId: '' };
  const name = modelName(basename(folder));
  if (name === null) return { path, externalId, problem: unnameable(basename(folder)) };
  const [first] = refused;
  if (versions.length === 0 && first) return { path, externalId, problem: first.problem };
  const record = {
    source: { system: 'TENSORFLOW' as const, externalId },
    name,
    task: 'OTHER' as const,
    riskTier: 'UNCLASSIFIED' as const,
    versions,
  };
  return { path: folder, record, refused };
}

function sorted(model: readonly ReadFile[]): { versions: ImportVersion[]; refused: RefusedVersion[] } {
  const versions = new Map<string, ImportVersion>();
  const refused: RefusedVersion[] = [];
  for (const one of model.toSorted((a, b) => Number(a.file.version) - Number(b.file.version))) {
    const { version, externalId, path } = one.file;
    const refuse = (problem: string) => refused.push({ version, externalId: `${externalId}/${version}`, problem });
    if ('problem' in one) refuse(one.problem);
    else if (versions.has(version)) refuse(`${path} is version ${version} a second time: remove one of the folders.`);
    else versions.set(version, one.version);
  }
  return { versions: [...versions.values()], refused };
}
