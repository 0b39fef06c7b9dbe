import { type Db, rows } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import { newId } from '@handoff/kit/id';
import type { FeatureFacts } from '../check/features.ts';
import type { HandoverFacts } from '../check/review.ts';

/** A version as the graph tells of it; tests change what they want to be other. */
export interface ToldVersion {
  id: string;
  version: string;
  state: string;
  digest: string;
  createdBy: { id: string };
  trainedBy: { id: string } | null;
  card: { missing: string[] };
  evaluations: { metric: string; value: number | null; slice: string | null }[];
  assumptions: { text: string; status: string }[];
  features: FeatureFacts[];
  handovers: HandoverFacts[];
  model: {
    id: string;
    name: string;
    title: string;
    riskTier: string;
    objectives: { metric: string; comparator: string; target: number }[];
    alerts: { nodes: { title: string; severity: string }[] } | null;
  };
  source: { system: string; externalId: string; url: string | null } | null;
  artifacts: { uri: string; format: string | null }[];
  /** Its predictions, as far as they are counted. */
  metric?: { points: { value: number; n: number }[] };
}

/** The far side of deployment's questions: registry with a few models, and monitoring with their alerts. */
export interface ToldRegistry extends GraphClient {
  versions: ToldVersion[];
  /** What breaks a caller between two versions, by "left:right". */
  breaks: Map<string, string[]>;
  down: boolean;
}

/** A registry that tests fill. */
export function toldRegistry(): ToldRegistry {
  const registry: ToldRegistry = {
    versions: [],
    breaks: new Map(),
    down: false,
    close: async () => undefined,
    request: async <T>(source: string, variables: object = {}) => {
      if (registry.down) return { kind: 'Unreachable', message: 'Registry is away.' } as const;
      return { kind: 'Data', data: answer(registry, source, variables as Asked) as T, errors: [] } as const;
    },
  };
  return registry;
}

interface Asked {
  id?: string;
  name?: string;
  model?: string;
  version?: string;
  left?: string;
  right?: string;
}

function answer({ versions, breaks }: ToldRegistry, source: string, asked: Asked): object {
  const isModel = ({ model }: ToldVersion, named = '') => model.id === named || model.name === named;
  if (source.includes('ArmDataset')) return { dataset: asked.id?.startsWith('dts_') ? { id: asked.id } : null };
  if (/VersionFacts|ArmVersion/.test(source)) {
    const named = (each: ToldVersion) =>
      asked.id
        ? each.id === asked.id
        : isModel(each, asked.model) && [each.version, each.id].includes(asked.version ?? '');
    return { modelVersion: structuredClone(versions.find(named) ?? null) };
  }
  if (source.startsWith('query Served')) return served(versions, asked as Record<string, string | null>);
  if (source.includes('RolloutFacts'))
    return { modelVersion: structuredClone(versions.find(({ id }) => id === asked.version) ?? null) };
  if (source.includes('OrderedVersions')) return ordered(versions, asked as Record<string, string>);
  if (source.includes('ModelNamed')) return { model: versions.find(each => isModel(each, asked.name))?.model ?? null };
  const id = `${asked.left}:${asked.right}`;
  const found = (breaks.get(id) ?? []).map(name => ({ name, breaking: true }));
  return { compareVersions: { id, breaking: found.length > 0, features: found, labels: [] } };
}

/** Versions by the names that their ids have in the question. */
function ordered(versions: ToldVersion[], asked: Record<string, string>): object {
  const named = (id: string) => structuredClone(versions.find(each => each.id === id) ?? null);
  return Object.fromEntries(Object.entries(asked).map(([name, id]) => [name, named(id)]));
}

/** The models and versions that a report of what runs names. */
function served(versions: ToldVersion[], asked: Record<string, string | null>): object {
  const found = Object.entries(asked).flatMap(([name, model]) => {
    if (!name.startsWith('m')) return [];
    const i = name.slice(1);
    const own = versions.filter(each => each.model.id === model || each.model.name === model);
    const version = own.find(each => [each.version, each.id].includes(asked[`v${i}`] ?? ''));
    return [
      [`m${i}`, own[0]?.model ?? null],
      [`v${i}`, version ?? null],
    ];
  });
  return Object.fromEntries(found) as object;
}

/** A model with two versions that pass every check of registry's; the second replaces nothing yet. */
export async function addModel(
  db: Db,
  registry: ToldRegistry,
  of: { name: string; riskTier?: string; visibility?: string; createdBy: string; trainedBy?: string },
): Promise<{ modelId: string; versions: [ToldVersion, ToldVersion] }> {
  const modelId = newId('mdl');
  await rows(db, 'INSERT INTO access.model (id, visibility) VALUES ($1, $2)', [modelId, of.visibility ?? 'INTERNAL']);
  const objectives = [{ metric: 'auc', comparator: 'AT_LEAST', target: 0.8 }];
  const { name, riskTier = 'HIGH' } = of;
  const model = { id: modelId, name, title: name, riskTier, objectives, alerts: { nodes: [] } };
  const make = (version: string): ToldVersion => ({
    id: newId('ver'),
    version,
    state: 'READY',
    digest: version.padStart(64, '0'),
    createdBy: { id: of.createdBy },
    trainedBy: of.trainedBy ? { id: of.trainedBy } : null,
    card: { missing: [] },
    evaluations: [{ metric: 'auc', value: 0.9, slice: null }],
    assumptions: [],
    features: [],
    handovers: [],
    source: null,
    artifacts: [],
    model,
  });
  const versions: [ToldVersion, ToldVersion] = [make('1'), make('2')];
  registry.versions.push(...versions);
  return { modelId, versions };
}
