import { known, mapping, plainNumber, text } from '../field.ts';
import { list } from '../json.ts';
import { readSignature } from '../mlmodel/signature.ts';
import { modelName, unnameable } from '../name.ts';
import type { ImportItem, ImportVersion, RefusedVersion, VersionContent } from '../record.ts';
import { tagged, timeOf, word } from '../told.ts';
import { type Entity, partsOf } from './entities.ts';

/** A group with its models, or a model that belongs to none. */
export interface Family {
  group: Entity | null;
  models: readonly Entity[];
}

type Aspect = Record<string, unknown>;

function aspect({ aspects }: Entity, name: string): Aspect {
  return aspects.get(name) ?? {};
}

/** Whether DataHub marks it as taken away. */
export function isRemoved(entity: Entity): boolean {
  return aspect(entity, 'status').removed === true;
}

/** One group as one model, its models as versions; a model without a group is a model with one version and no number. */
export function familyItem({ group, models }: Family, path: string): ImportItem {
  const head = group ?? models[0];
  const parts = head && partsOf(head.urn);
  if (!head || !parts)
    return {
      path,
      externalId: head?.urn ?? '',
      problem: 'Its urn is none of a model: urn:li:mlModel:(platform,name,environment).',
    };
  const name = modelName(parts.name);
  if (name === null) return { path, externalId: head.urn, problem: unnameable(parts.name) };
  const told = aspect(head, group ? 'mlModelGroupProperties' : 'mlModelProperties');
  const { tags, documents } = tagged([
    ['platform', parts.platform],
    ['env', parts.environment],
    ...(group ? [...entriesOf(told.customProperties), ...labelsOf(head, told)] : []),
  ]);
  const read = versionsOf(models, group ? parts.name : null);
  const record = known({
    source: known({ system: 'DATAHUB' as const, externalId: head.urn, url: word(told.externalUrl) }),
    name,
    title: (word(told.name) ?? (name === parts.name ? undefined : parts.name))?.slice(0, 200),
    description: text(told.description),
    task: 'OTHER' as const,
    riskTier: 'UNCLASSIFIED' as const,
    tags,
    documents,
    owners: ownersOf(head),
    versions: [],
  });
  return { path, record: { ...record, versions: read.versions, aliases: read.aliases }, refused: read.refused };
}

interface Versions {
  versions: ImportVersion[];
  refused: RefusedVersion[];
  aliases: { name: string; version: string }[];
}

function versionsOf(models: readonly Entity[], group: string | null): Versions {
  const found: Versions = { versions: [], refused: [], aliases: [] };
  const seen = new Map<string, string>();
  for (const model of models) {
    const version = group === null ? '1' : versionOf(model, group);
    const before = seen.get(version);
    seen.set(version, model.urn);
    const read = before === undefined ? readVersion(model, version) : `It is version ${version}, as ${before} is.`;
    if (typeof read === 'string') found.refused.push({ version, externalId: model.urn, problem: read });
    else {
      found.versions.push(group === null ? known({ ...read, numbered: false, source: undefined }) : read);
      found.aliases.push(...aliasesOf(model, version));
    }
  }
  return found;
}

/** The tag that DataHub keeps; else what the model's name adds to the group's; else the model's name. */
function versionOf(model: Entity, group: string): string {
  const tags = [aspect(model, 'versionProperties'), aspect(model, 'mlModelProperties')];
  const tag = tags.map(({ version }) => word(mapping(version)?.versionTag)).find(found => found !== undefined);
  const own = partsOf(model.urn)?.name ?? model.urn;
  const rest = own.startsWith(`${group}_`) ? own.slice(group.length + 1) : own;
  return (
    tag ??
    rest
      .replace(/[^A-Za-z0-9._+/-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 128)
  );
}

function aliasesOf(model: Entity, version: string): { name: string; version: string }[] {
  return list(aspect(model, 'versionProperties').aliases).flatMap(alias => {
    const name = word(mapping(alias)?.versionTag);
    return name === undefined ? [] : [{ name, version }];
  });
}

function readVersion(model: Entity, version: string): ImportVersion | string {
  const told = aspect(model, 'mlModelProperties');
  const custom = new Map(entriesOf(told.customProperties));
  const signature = readSignature({
    inputs: custom.get('signature.inputs'),
    outputs: custom.get('signature.outputs'),
    params: custom.get('signature.parameters'),
  });
  if (signature.kind === 'Problem') return `Its customProperties: ${signature.message}`;
  const own = [...custom].filter(([key]) => !/^(signature|mlflow)\./.test(key));
  const { tags, documents } = tagged([...own, ...labelsOf(model, told)]);
  const description = text(told.description);
  return known({
    version,
    source: known({ system: 'DATAHUB' as const, externalId: `${model.urn}#${version}`, url: word(told.externalUrl) }),
    content: known({
      features: signature.features,
      labels: signature.labels,
      ...figuresOf(told),
      documents: [
        ...(description ? [{ title: 'Description', kind: 'description', body: description }] : []),
        ...documents,
      ],
    }),
    tags,
    trainedBy: plain(custom.get('mlflow.user')),
    createdAt: timeOf(mapping(told.created)?.time) ?? timeOf(told.createdAt) ?? timeOf(told.date),
    archived: isRemoved(model) ? true : undefined,
  });
}

function figuresOf({ hyperParams, trainingMetrics }: Aspect): Pick<VersionContent, 'hyperparameters' | 'evaluations'> {
  const named = (entries: unknown) =>
    list(entries).flatMap(entry => {
      const [name, value] = [word(mapping(entry)?.name), word(mapping(entry)?.value)];
      return name === undefined ? [] : [[name, value] as const];
    });
  return {
    hyperparameters: [...new Map(named(hyperParams))].map(([name, value]) => ({ name, value: value ?? '' })),
    evaluations: named(trainingMetrics).flatMap(([metric, valueText]) =>
      valueText === undefined ? [] : [known({ metric, value: plainNumber(valueText), valueText })],
    ),
  };
}

/** Texts of MLflow stand in quotes among the properties. */
function plain(value: string | undefined): string | undefined {
  return value?.replace(/^"(.*)"$/, '$1') || undefined;
}

function entriesOf(properties: unknown): [string, string][] {
  return Object.entries(mapping(properties) ?? {}).flatMap(([key, value]) => {
    const told = word(value);
    return told === undefined ? [] : [[key, told] as [string, string]];
  });
}

/** Tags of DataHub, and the free ones of a model's properties. */
function labelsOf(entity: Entity, { tags }: Aspect): [string, string][] {
  const global = list(aspect(entity, 'globalTags').tags).map(tag =>
    word(mapping(tag)?.tag)?.replace(/^urn:li:tag:/, ''),
  );
  return [...global, ...list(tags).map(word)].flatMap(tag =>
    tag === undefined ? [] : [[tag, ''] as [string, string]],
  );
}

/** Users by the e-mail or name in their urn, groups by their name. */
function ownersOf(entity: Entity): string[] {
  const owners = list(aspect(entity, 'ownership').owners).map(owner => word(mapping(owner)?.owner));
  const names = owners.map(owner => /^urn:li:corp(?:user|Group):(.+)$/.exec(owner ?? '')?.[1]);
  return [...new Set(names)].filter(name => name !== undefined).slice(0, 20);
}
