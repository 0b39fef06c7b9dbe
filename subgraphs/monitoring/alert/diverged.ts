import { type Reader, rows } from '@handoff/kit/database/database';
import type { EntryRow } from '@handoff/kit/event/table';
import type { News } from './change.ts';

/** Where what runs and what was approved differ, as the graph tells it. */
export interface Divergence {
  kind: 'RUNS_UNAPPROVED' | 'NOT_RUNNING';
  version: string;
  /** RFC 3339. */
  at: string;
  environment: { name: string; title: string; production: boolean };
  deployment: { id: string } | null;
}

const prefix = 'handoff/serving/';

/** What alerts about one of them are known by. */
export function divergenceFingerprint({ kind, version, environment }: Divergence): string {
  return `${prefix}${environment.name}/${kind}/${version}`;
}

const changing: ReadonlySet<string> = new Set([
  'serving.changed',
  'deployment.retired',
  'promotion.rollout_started',
  'promotion.step_placed',
  'promotion.live',
  'promotion.retired',
  'promotion.failed',
  'promotion.rolled_back',
]);

/** Ids of the models of which something else runs, or should run, since these entries. Pure. */
export function modelsChanged(entries: readonly Pick<EntryRow, 'action' | 'modelId'>[]): string[] {
  const found = entries.filter(({ action }) => changing.has(action));
  return [...new Set(found.flatMap(({ modelId }) => modelId ?? []))];
}

/** Fingerprints of the alerts about a model that are open. */
export async function openDivergences(reader: Reader, modelId: string): Promise<string[]> {
  const sql = `SELECT a.fingerprint FROM monitoring.alert a WHERE a.model_id = $1 AND starts_with(a.fingerprint, $2)
    AND a.monitor_id IS NULL AND a.labels IS NULL AND a.state <> 'RESOLVED' ORDER BY a.id`;
  return (await rows<{ fingerprint: string }>(reader, sql, [modelId, prefix])).map(({ fingerprint }) => fingerprint);
}

/** What the alert says. Pure. */
export function divergenceNews(modelId: string, divergence: Divergence): News {
  const { kind, version, environment, deployment } = divergence;
  return {
    ...{ modelId, deploymentId: deployment?.id ?? null, environment: environment.name, monitorId: null },
    fingerprint: divergenceFingerprint(divergence),
    severity: environment.production ? 'CRITICAL' : 'WARNING',
    ...words[kind](version, environment.title),
  };
}

const words: Record<Divergence['kind'], (version: string, place: string) => Pick<News, 'title' | 'detail'>> = {
  RUNS_UNAPPROVED: (version, place) => ({
    title: `Version ${version} runs in ${place}, but was not approved`,
    detail: `It was reported to run there. Take it out of service, or ask for its promotion: this ends when a report no longer names it, or when it is live.`,
  }),
  NOT_RUNNING: (version, place) => ({
    title: `Version ${version} was approved for ${place}, but does not run there`,
    detail: `A report of what runs there did not name it. Bring it back, or retire it or roll it back here: this ends when a report names it, or when it should not run any more.`,
  }),
};
