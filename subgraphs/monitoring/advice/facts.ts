import type { Ground } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';
import { isId } from '@handoff/kit/id';
import type { Alert } from '../alert/alert.ts';

/** A version, as far as advice is concerned. */
export interface ToldVersion {
  id: string;
  version: string;
  /** RFC 3339. */
  createdAt: string;
}

/** What serves now. */
export interface ToldRun {
  id: string;
  kind: string;
  startedAt: string | null;
  version: ToldVersion | null;
  environment: { name: string; title: string; production: boolean };
  promotion: { rollbackTarget: { version: string } | null } | null;
}

/** What the rest of the graph knows of a model. */
export interface Facts {
  archived: boolean;
  live: readonly ToldRun[];
  /** Of its last 50 deployments, by their ids, and its last 50 versions, by theirs. */
  versionOf: ReadonlyMap<string, ToldVersion>;
  latest: ToldVersion | null;
}

interface Told {
  model: {
    archivedAt: string | null;
    latestVersion: ToldVersion | null;
    live: ToldRun[] | null;
    versions: { nodes: ToldVersion[] } | null;
    deployments: { nodes: { id: string; version: ToldVersion | null }[] } | null;
  } | null;
}

const version = 'version { id version createdAt }';
const source = `query AdviceFacts($id: ID!) { model(id: $id) { archivedAt latestVersion { id version createdAt }
  live { id kind startedAt ${version} environment { name title production } promotion { rollbackTarget { version } } }
  versions(first: 50) { nodes { id version createdAt } } deployments(first: 50) { nodes { id ${version} } } } }`;

/**
 * Asks the graph what of a model runs; never inside a transaction. Throws an outage when it cannot be asked: the entries
 * that led here then come again.
 */
export async function factsOf({ graph }: Ground, modelId: string): Promise<Facts> {
  const answer = await graph.request<Told>(source, { id: modelId });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  const { model } = answer.data;
  const live = model?.live ?? [];
  const known = [...(model?.deployments?.nodes ?? []), ...live];
  const versions = [...(model?.versions?.nodes ?? []), ...known.flatMap(({ version }) => version ?? [])];
  return {
    archived: !model || model.archivedAt !== null,
    live,
    versionOf: new Map([
      ...known.flatMap(({ id, version }) => (version ? [[id, version] as const] : [])),
      ...versions.map(each => [each.id, each] as const),
    ]),
    latest: model?.latestVersion ?? null,
  };
}

/**
 * The version that an alert is about: what its deployment runs, the one that it names, or, where it is about no single
 * one, what serves where it is, else the latest. Null: it is not known any more. Pure.
 */
export function versionFor(
  { live, versionOf, latest }: Facts,
  alert: Pick<Alert, 'deploymentId' | 'environment' | 'fingerprint'>,
): ToldVersion | null {
  const named = alert.deploymentId ?? versionPart(alert);
  if (named !== null) return versionOf.get(named) ?? null;
  const there = live.filter(({ environment }) => alert.environment === null || environment.name === alert.environment);
  const found = there.toSorted((a, b) => rank(a) - rank(b))[0];
  return found?.version ?? latest;
}

/** What was recorded for a version itself is known by its id: the last part of the fingerprint. */
function versionPart({ fingerprint }: Pick<Alert, 'fingerprint'>): string | null {
  const part = fingerprint.split('/').at(-1) ?? '';
  return isId('ver', part) ? part : null;
}

/** Production before the rest, and what serves by itself before what takes a share. */
function rank({ kind, environment }: ToldRun): number {
  return (environment.production ? 0 : 2) + (kind === 'PRIMARY' ? 0 : 1);
}
