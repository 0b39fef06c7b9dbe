import type { Ground } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';

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
  /** Of its last 50 deployments, by their ids. */
  versionOf: ReadonlyMap<string, ToldVersion>;
  latest: ToldVersion | null;
}

interface Told {
  model: {
    archivedAt: string | null;
    latestVersion: ToldVersion | null;
    live: ToldRun[] | null;
    deployments: { nodes: { id: string; version: ToldVersion | null }[] } | null;
  } | null;
}

const version = 'version { id version createdAt }';
const source = `query AdviceFacts($id: ID!) { model(id: $id) { archivedAt latestVersion { id version createdAt }
  live { id kind startedAt ${version} environment { name title production } promotion { rollbackTarget { version } } }
  deployments(first: 50) { nodes { id ${version} } } } }`;

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
  return {
    archived: !model || model.archivedAt !== null,
    live,
    versionOf: new Map(known.flatMap(({ id, version }) => (version ? [[id, version]] : []))),
    latest: model?.latestVersion ?? null,
  };
}

/**
 * The version that an alert is about: what its deployment runs, or, where it is about no single one, what serves where it
 * is, else the latest. Null: it is not known any more. Pure.
 */
export function versionFor(
  { live, versionOf, latest }: Facts,
  alert: { deploymentId: string | null; environment: string | null },
): ToldVersion | null {
  if (alert.deploymentId !== null) return versionOf.get(alert.deploymentId) ?? null;
  const there = live.filter(({ environment }) => alert.environment === null || environment.name === alert.environment);
  const found = there.toSorted((a, b) => rank(a) - rank(b))[0];
  return found?.version ?? latest;
}

/** Production before the rest, and what serves by itself before what takes a share. */
function rank({ kind, environment }: ToldRun): number {
  return (environment.production ? 0 : 2) + (kind === 'PRIMARY' ? 0 : 1);
}
