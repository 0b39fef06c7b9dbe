import { known, mapping, text, texts } from '../field.ts';
import { taskOf } from '../hugging-face/task.ts';
import { modelName, unnameable } from '../name.ts';
import type { ArtifactContent, ImportRecord, SourceRef } from '../record.ts';
import { tagged, timeOf } from '../told.ts';

/**
 * One entry of a Kubeflow model catalogue as one model. A catalogue tells no versions, so there is one without a number; texts,
 * licence and the properties of its author may change and are no part of it. The logo is left out.
 */
export function catalogModel(entry: unknown, catalog: string | undefined): ImportRecord | { problem: string } {
  const model = mapping(entry);
  if (!model) return { problem: 'It is no mapping of keys and values.' };
  const called = text(model.name);
  if (called === undefined) return { problem: 'It has no name.' };
  const name = modelName(called);
  if (name === null) return { problem: unnameable(called) };
  const artifacts = readArtifacts(model.artifacts);
  if (typeof artifacts === 'string') return { problem: artifacts };
  const externalId = catalog === undefined ? called : `${catalog}/${called}`;
  const source: SourceRef = { system: 'KUBEFLOW', externalId };
  const tasks = texts(model.tasks);
  const { tags, documents } = tagged(entriesOf(model, tasks));
  const readme = text(model.readme);
  return known({
    source,
    name,
    title: name === called ? undefined : called.slice(0, 200),
    description: text(model.description),
    task: taskOf(tasks),
    riskTier: 'UNCLASSIFIED' as const,
    tags,
    documents: [...(readme ? [{ title: 'Read me', kind: 'model-card', body: readme }] : []), ...documents],
    versions: [
      known({
        version: '1',
        numbered: false as const,
        content: known({ framework: text(model.libraryName), artifacts }),
        createdAt: timeOf(model.createTimeSinceEpoch),
      }),
    ],
  });
}

function entriesOf(model: Record<string, unknown>, tasks: readonly string[]): [string, string][] {
  const keyed = (key: string, values: readonly string[]) => values.map(value => [key, value] as [string, string]);
  return [
    ...keyed('provider', texts(model.provider)),
    ...keyed('license', texts(model.license)),
    ...keyed('license_link', texts(model.licenseLink)),
    ...keyed('language', texts(model.language)),
    ...keyed('maturity', texts(model.maturity)),
    ...keyed('task', tasks),
    ...propertiesOf(model.customProperties),
  ];
}

/** Properties come with their type beside: {metadataType, string_value}, or stringValue, int_value and so on. */
function propertiesOf(properties: unknown): [string, string][] {
  return Object.entries(mapping(properties) ?? {}).flatMap(([key, property]) => {
    const values = Object.entries(mapping(property) ?? {}).filter(([name]) => /value$/i.test(name));
    const value = text(values[0]?.[1]);
    return value === undefined ? (text(property) === undefined ? [] : [[key, text(property) ?? '']]) : [[key, value]];
  });
}

function readArtifacts(artifacts: unknown): ArtifactContent[] | string {
  if (artifacts === undefined || (text(artifacts) === undefined && typeof artifacts === 'string')) return [];
  if (!Array.isArray(artifacts)) return 'Its artifacts are no list.';
  const found = artifacts.map((artifact: unknown) => text(mapping(artifact)?.uri));
  const without = found.indexOf(undefined);
  if (without >= 0) return `Its artifacts[${without}] has no uri.`;
  return found.map(uri => ({ uri: uri ?? '', ...(uri?.startsWith('oci:') ? { format: 'oci' } : {}) }));
}
