import type { DeploymentState } from '../rollout/table.ts';
import type { Observation } from './serving.ts';

export const divergenceKinds = ['RUNS_UNAPPROVED', 'NOT_RUNNING'] as const;
export type DivergenceKind = (typeof divergenceKinds)[number];

/** The newest deployment of a version in an environment. */
export interface Run {
  id: string;
  versionId: string;
  targetId: string | null;
  state: DeploymentState;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** What is known of a model in an environment: what should run there, and what was reported. */
export interface Place {
  environmentId: string;
  runs: readonly Run[];
  observations: readonly Observation[];
}

/** Something that runs and should not, or should and does not. */
export interface Divergence {
  kind: DivergenceKind;
  environmentId: string;
  version: string;
  /** What should run; null: nothing of that version should. */
  deploymentId: string | null;
  /** Of the report. */
  at: Date;
}

const isMeant = ({ state }: Run) => state === 'LIVE' || state === 'PENDING';
const isUnder = (observed: Pick<Observation, 'targetId'>, { targetId }: Pick<Run, 'targetId'>) =>
  targetId === null || observed.targetId === null || targetId === observed.targetId;

/** Where what was reported and what was approved differ: the newest report of each version counts. Pure. */
export function divergencesOf(place: Place): Divergence[] {
  return [...unapproved(place), ...notRunning(place)];
}

/**
 * What runs though nobody approved it there. What served there until a while ago may have been reported before it ended:
 * only a later report counts.
 */
function unapproved({ environmentId, runs, observations }: Place): Divergence[] {
  const found = observations.filter(observed => {
    const own = runs.filter(run => run.versionId === observed.versionId && isUnder(observed, run));
    const ended = own.some(({ endedAt }) => endedAt !== null && observed.at < endedAt);
    return observed.runs && !own.some(isMeant) && !ended;
  });
  const newest = new Map<string, Divergence>();
  for (const { version, at } of found.toSorted((a, b) => a.at.getTime() - b.at.getTime()))
    newest.set(version, { kind: 'RUNS_UNAPPROVED', environmentId, version, deploymentId: null, at });
  return [...newest.values()];
}

/** What is live and was reported as not there since it began; while a rollout is under way, that may be its doing. */
function notRunning({ environmentId, runs, observations }: Place): Divergence[] {
  if (runs.some(({ state }) => state === 'PENDING')) return [];
  return runs.flatMap(run => {
    if (run.state !== 'LIVE') return [];
    const own = ownOf(run, observations);
    const last = own.at(-1);
    if (!last || own.some(observed => observed.runs)) return [];
    const { version, at } = last;
    return [{ kind: 'NOT_RUNNING' as const, environmentId, version, deploymentId: run.id, at }];
  });
}

/** What was reported of a deployment since it began, the newest last. */
function ownOf(run: Run, observations: readonly Observation[]): Observation[] {
  const { startedAt, versionId } = run;
  if (startedAt === null) return [];
  return observations
    .filter(observed => observed.versionId === versionId && isUnder(observed, run) && observed.at >= startedAt)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** What the serving side says of one deployment. */
export interface Observed {
  version: string;
  at: Date;
  matches: boolean;
  trafficPercent: number | null;
}

/** What was reported of a deployment since it began; null: nothing, or a later deployment of the version counts. Pure. */
export function observedOf(deploymentId: string, place: Place): Observed | null {
  const run = place.runs.find(({ id }) => id === deploymentId);
  const own = run ? ownOf(run, place.observations) : [];
  const last = own.findLast(({ runs }) => runs) ?? own.at(-1);
  if (!run || !last) return null;
  const { version, at, trafficPercent } = last;
  if (last.runs) {
    const matches = run.state === 'LIVE' || (run.endedAt !== null && at < run.endedAt);
    return { version, at, trafficPercent, matches };
  }
  if (run.state !== 'LIVE') return { version, at, trafficPercent: 0, matches: true };
  return { ...instead(place, run, version), at, matches: false };
}

/** What runs where a deployment should: the newest that nobody approved; else nothing of it. */
function instead(place: Place, run: Run, version: string): Pick<Observed, 'version' | 'trafficPercent'> {
  const [other] = unapproved(place).toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const found = place.observations.findLast(each => each.runs && each.version === other?.version && isUnder(each, run));
  return found ? { version: found.version, trafficPercent: found.trafficPercent } : { version, trafficPercent: 0 };
}
