import { mapping, text } from '../field.ts';
import { checkPath, files, readText, sentence } from '../place.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { parseYaml } from '../yaml.ts';
import { catalogModel } from './model.ts';

/** Kubeflow model catalogues: YAML files with a list `models`; one, or all below a folder. */
export const kubeflow: SourceAdapter = {
  system: 'KUBEFLOW',
  where: 'a YAML file of a Kubeflow model catalogue, or a folder with such files',
  examples: ['./catalog.yaml'],
  check: checkPath,
  read,
};

async function* read(where: string, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  for await (const { path, parts, alone, problem } of files(where)) {
    if (signal?.aborted) return;
    if (problem) yield { path, externalId: parts.join('/'), problem };
    else if (alone || /\.ya?ml$/i.test(path)) yield* itemsIn({ path, place: parts.join('/'), alone });
  }
}

interface CatalogFile {
  path: string;
  place: string;
  alone: boolean;
}

async function* itemsIn({ path, place, alone }: CatalogFile): AsyncGenerator<ImportItem> {
  const refused = (reason: string): ImportItem => ({ path, externalId: place, problem: sentence(reason) });
  const file = await readText(path);
  if (file.kind === 'Problem') return yield refused(file.message);
  const yaml = parseYaml(file.text);
  if (yaml.kind === 'Problem') return yield refused(yaml.message);
  const catalog = mapping(yaml.value) ?? {};
  const models = catalog.models;
  if (!Array.isArray(models)) {
    if (alone) yield refused(noModels(catalog));
    return;
  }
  for (const [i, entry] of models.entries()) {
    const at = `${path}, models[${i}]`;
    const record = catalogModel(entry, text(catalog.source));
    if ('problem' in record) yield { path: at, externalId: `${place}#${i}`, problem: record.problem };
    else yield { path: at, record };
  }
}

function noModels({ catalogs }: Record<string, unknown>): string {
  if (catalogs === undefined) return 'it is no model catalogue: there is no list "models" at its top.';
  return 'it lists catalogues and no models: import the files that it names, or their folder.';
}
