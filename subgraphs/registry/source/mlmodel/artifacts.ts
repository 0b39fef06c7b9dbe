import { known, mapping, text } from '../field.ts';
import type { ArtifactContent } from '../record.ts';
import type { Flavor } from './flavor.ts';

/**
 * Where the files of the model are: the folder that MLflow logged, with its size, then the model's own file and the
 * files a python_function model names. Paths in the folder are kept as they are when nothing tells where the folder is.
 */
export function readArtifacts(mlmodel: Record<string, unknown>, { dataPath, format }: Flavor): ArtifactContent[] {
  const folder = folderUri(mlmodel);
  const within = (path: string) => (folder ? `${folder}/${path}` : path);
  const bytes = size(text(mlmodel.model_size_bytes));
  const artifacts: ArtifactContent[] = [];
  if (folder) artifacts.push(known({ uri: folder, bytes, format: 'mlflow' }));
  if (dataPath) artifacts.push(known({ uri: within(dataPath), format, bytes: folder ? undefined : bytes }));
  for (const path of namedPaths(mlmodel)) artifacts.push({ uri: within(path) });
  return artifacts;
}

/** artifact_path is a path in the run's artifacts, or since MLflow 3 an address of its own. */
function folderUri({ artifact_path, run_id }: Record<string, unknown>): string | undefined {
  const path = text(artifact_path)?.replace(/\/+$/, '');
  const run = text(run_id);
  if (!path || /^([a-z][a-z0-9+.-]*:|\/)/i.test(path)) return path;
  return run ? `runs:/${run}/${path}` : path;
}

function size(source: string | undefined): number | undefined {
  const bytes = Number(source ?? Number.NaN);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

function namedPaths({ flavors }: Record<string, unknown>): string[] {
  const named = mapping(mapping(mapping(flavors)?.python_function)?.artifacts) ?? {};
  return Object.values(named)
    .map(artifact => text(mapping(artifact)?.path))
    .filter(path => path !== undefined);
}
