/** What was reported last of one version in one place: whether it runs there, and since when that is known. */
export interface Observation {
  modelId: string;
  environmentId: string;
  /** Null: the report named no target. */
  targetId: string | null;
  /** Its number; as it was reported, where registry does not know it. */
  version: string;
  versionId: string | null;
  runs: boolean;
  /** 0 to 100; null: not told. */
  trafficPercent: number | null;
  at: Date;
}

/** Something that is said to run. */
export interface ServingTold {
  /** Id or name. */
  model: string;
  /** Number, alias or id; or what it calls itself. */
  version: string;
  trafficPercent?: number | null;
}

/** What somebody said runs, once names are ids. */
export interface Told {
  modelId: string;
  version: string;
  versionId: string | null;
  trafficPercent: number | null;
}

/** A report about an environment, or about one target in it. */
export interface Report {
  environmentId: string;
  targetId: string | null;
  at: Date;
  /** What is not named does not run there. */
  complete: boolean;
  /** Ids of the models that it is complete for; left out: for all whose running the reporter may tell. */
  of?: readonly string[];
  serving: readonly Told[];
}

/** What should run, as far as a complete report could miss it. */
export interface Due {
  modelId: string;
  version: string;
  versionId: string;
  targetId: string | null;
}

/** What is known before a report: observations, and what should run there. */
export interface Known {
  observations: readonly Observation[];
  due: readonly Due[];
}

/** Which version of which model, wherever it runs. */
export function nameOf({ modelId, version }: Pick<Told, 'modelId' | 'version'>): string {
  return `${modelId} ${version}`;
}

function placeOf(of: Pick<Observation, 'modelId' | 'version' | 'targetId'>): string {
  return `${nameOf(of)} ${of.targetId ?? ''}`;
}

/**
 * The observations that a report makes, and no others: what is known of a later time stays. The same report again makes
 * the same, and the order in which reports arrive does not matter, as long as whoever calls leaves out those that are
 * older than a complete one of the same reporter. Pure.
 */
export function observationsOf(report: Report, { observations, due }: Known): Observation[] {
  const { environmentId, targetId, at, complete, serving } = report;
  const known = new Map(observations.map(each => [placeOf(each), each]));
  const made = new Map<string, Observation>();
  const make = (each: Observation) => {
    const before = known.get(placeOf(each));
    if (!before || before.at <= at) made.set(placeOf(each), each);
  };
  if (complete) for (const each of missing(report, { observations, due })) make(each);
  for (const told of serving) make({ ...told, environmentId, targetId, runs: true, at });
  return [...made.values()];
}

/** What a complete report does not name: it does not run there. */
function missing({ environmentId, targetId, at, serving, of }: Report, { observations, due }: Known): Observation[] {
  const named = new Set(serving.map(nameOf));
  const all = [
    ...observations,
    ...due.map(each => ({ ...each, environmentId, runs: false, trafficPercent: null, at })),
  ];
  return all
    .filter(({ modelId }) => of?.includes(modelId) ?? true)
    .filter(each => (targetId === null || each.targetId === targetId) && !named.has(nameOf(each)))
    .map(each => ({ ...each, runs: false, trafficPercent: null, at }));
}

/** Of new observations those that tell something else than what was known: worth an entry in the trail. */
export function changesAmong(made: readonly Observation[], observations: readonly Observation[]): Observation[] {
  const known = new Map(observations.map(each => [placeOf(each), each]));
  return made.filter(each => known.get(placeOf(each))?.runs !== each.runs);
}
