/** A model of a server, and the one version of it that is to be served. */
export interface ServedModel {
  name: string;
  basePath: string;
  version: number;
}

const heading = '# Written by Handoff, which replaces whatever is changed here by hand.';
const entry = '# model ';

/** The models in a file that Handoff wrote; an empty one has none. Null: somebody else wrote it. */
export function servedModels(text: string): ServedModel[] | null {
  const [first = '', ...lines] = text.split('\n');
  if (text.trim() === '') return [];
  if (first !== heading) return null;
  const told = lines.filter(line => line.startsWith(entry)).map(line => line.slice(entry.length));
  try {
    return told.map(line => JSON.parse(line) as ServedModel);
  } catch {
    return null;
  }
}

/**
 * The configuration of TensorFlow Serving for these models, in protocol buffer text: ModelServerConfig of
 * tensorflow_serving/config/model_server_config.proto. What Handoff reads again stands in comments.
 */
export function modelConfig(models: readonly ServedModel[]): string {
  const sorted = models.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `${heading}\nmodel_config_list {\n${sorted.map(configOf).join('')}}\n`;
}

function configOf(model: ServedModel): string {
  const { name, basePath, version } = model;
  return `${entry}${JSON.stringify({ name, basePath, version })}
  config {
    name: ${JSON.stringify(name)}
    base_path: ${JSON.stringify(basePath)}
    model_platform: "tensorflow"
    model_version_policy { specific { versions: ${version} } }
  }
`;
}
