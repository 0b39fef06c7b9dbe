import { rows, type Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import { type DeploymentKind, type DeploymentRow, deployments } from './table.ts';

/** What is to serve a model, and because of which promotion. */
export interface Run {
  modelId: string;
  versionId: string;
  environmentId: string;
  targetId: string | null;
  promotionId: string;
}

/** Notes that a version is about to run. */
export async function prepareRun(tx: Tx, run: Run, kind: DeploymentKind): Promise<DeploymentRow> {
  const row = { id: newId('dep'), ...run, kind, state: 'PENDING', trafficPercent: 0, startedAt: null } as const;
  await tx.insert(deployments, { ...row, endedAt: null });
  return { ...row, endedAt: null };
}

/** Notes that a version serves all of the traffic from now on. */
export async function beginRun(tx: Tx, run: Run, now: Date): Promise<void> {
  const prepared = await prepareRun(tx, run, 'PRIMARY');
  await serve(tx, prepared, { kind: 'PRIMARY', percent: 100, now });
}

/** Notes that a version has this share of the traffic from now on, in percent: it runs, whatever it did before. */
export async function serve(
  tx: Tx,
  run: DeploymentRow,
  { kind, percent, now }: { kind: DeploymentKind; percent: number; now: Date },
): Promise<void> {
  const startedAt = run.startedAt ?? now;
  await tx.update(deployments, { id: run.id }, { kind, state: 'LIVE', trafficPercent: percent, startedAt });
  if (run.state === 'LIVE' && run.trafficPercent === percent) return;
  await closeShare(tx, run.id, now);
  const sql = 'INSERT INTO deployment.traffic (deployment_id, from_at, to_at, percent) VALUES ($1, $2, NULL, $3)';
  await rows(tx, sql, [run.id, now, percent]);
}

/** Notes that a version serves nothing any more. */
export async function endRun(
  tx: Tx,
  { id }: Pick<DeploymentRow, 'id'>,
  of: { failed: boolean; now: Date },
): Promise<void> {
  const state = of.failed ? 'FAILED' : 'RETIRED';
  await tx.update(deployments, { id }, { state, trafficPercent: 0, endedAt: of.now });
  await closeShare(tx, id, of.now);
}

/** A share that would have held for no time is none. */
async function closeShare(tx: Tx, id: string, now: Date): Promise<void> {
  await rows(tx, 'DELETE FROM deployment.traffic WHERE deployment_id = $1 AND to_at IS NULL AND from_at >= $2', [
    id,
    now,
  ]);
  await rows(tx, 'UPDATE deployment.traffic SET to_at = $2 WHERE deployment_id = $1 AND to_at IS NULL', [id, now]);
}
