import type { Context } from '@handoff/kit/context';
import type { GraphAnswer } from '@handoff/kit/graph-client';
import { errorOf } from '@handoff/kit/graph-error';
import type { ComparisonFacts, VersionFacts } from './facts.ts';

/** A version as people name it: its id, or its model by id or name with its number or alias. */
export type VersionReference = { id: string } | { model: string; version: string };

const factsQuery = `query VersionFacts($id: ID, $model: String, $version: String) {
  modelVersion(id: $id, model: $model, version: $version) {
    id version state digest
    createdBy { id }
    trainedBy { id }
    card { missing }
    evaluations { metric value slice }
    assumptions { text status }
    features { name dtype definition { name availability { environment available dtype } } }
    handovers { id state stands digest to { id name } answeredBy { name } }
    model {
      id name title riskTier
      objectives { metric comparator target }
      alerts(state: [FIRING, ACKNOWLEDGED, RECOVERING], first: 20) { nodes { title severity } }
    }
  }
}`;

interface ToldVersion {
  id: string;
  version: string;
  state: string;
  digest: string;
  createdBy: { id: string };
  trainedBy: { id: string } | null;
  card: { missing: string[] };
  evaluations: { metric: string; value: number | null; slice: string | null }[];
  assumptions: VersionFacts['assumptions'];
  features: VersionFacts['features'];
  handovers: VersionFacts['handovers'];
  model: {
    id: string;
    name: string;
    title: string;
    riskTier: VersionFacts['riskTier'];
    objectives: VersionFacts['objectives'];
    alerts: { nodes: { title: string; severity: string }[] } | null;
  };
}

/**
 * Asks the graph for what checks look at; never inside a transaction. Null: there is no such version. It says nothing
 * of whether the viewer may see it. Throws an outage when registry cannot be asked; without monitoring the alerts are
 * unknown.
 */
export async function gatherVersion(context: Context, of: VersionReference): Promise<VersionFacts | null> {
  const answer = await context.graph.request<{ modelVersion: ToldVersion | null }>(factsQuery, of);
  const { modelVersion } = read(answer, 'modelVersion');
  return modelVersion && factsOf(modelVersion);
}

function factsOf(told: ToldVersion): VersionFacts {
  const { model } = told;
  const overall = told.evaluations.filter(({ slice }) => slice === null);
  const alerts = model.alerts?.nodes.filter(({ severity }) => severity !== 'INFO');
  return {
    modelId: model.id,
    modelName: model.name,
    modelTitle: model.title,
    riskTier: model.riskTier,
    objectives: model.objectives,
    versionId: told.id,
    version: told.version,
    archived: told.state === 'ARCHIVED',
    digest: told.digest,
    createdById: told.createdBy.id,
    trainedById: told.trainedBy?.id ?? null,
    missingFromCard: told.card.missing,
    evaluations: overall.map(({ metric, value }) => ({ metric, value })),
    assumptions: told.assumptions,
    features: told.features,
    handovers: told.handovers,
    openAlerts: alerts?.map(({ title }) => title) ?? null,
  };
}

const comparisonQuery = `query Comparison($model: String!, $left: String!, $right: String!) {
  compareVersions(model: $model, left: $left, right: $right) {
    id breaking
    features { name breaking }
    labels { name breaking }
  }
}`;

interface ToldComparison {
  compareVersions: {
    id: string;
    breaking: boolean;
    features: { name: string; breaking: boolean }[];
    labels: { name: string; breaking: boolean }[];
  } | null;
}

/** How a version differs from the one that runs; null where nothing runs, or the same one. Ids of model and versions. */
export async function gatherComparison(
  context: Context,
  of: { model: string; left: string | null; right: string },
): Promise<ComparisonFacts | null> {
  if (of.left === null || of.left === of.right) return null;
  const { compareVersions: found } = read(
    await context.graph.request<ToldComparison>(comparisonQuery, of),
    'compareVersions',
  );
  if (!found) throw new Error(`Registry does not compare ${of.left} with ${of.right}.`);
  const breaks = [...found.features, ...found.labels].filter(change => change.breaking).map(({ name }) => name);
  return { id: found.id, breaking: found.breaking, breaks };
}

/** The data of an answer in which registry's root field was answered; what another subgraph could not supply is null. */
function read<T>(answer: GraphAnswer<T>, root: keyof T): T {
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (answer.data[root] === null && failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return answer.data;
}
