import type { Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import { type DeploymentKind, type DeploymentRow, deployments, traffic } from './table.ts';

/** What is to serve a model, and because of which promotion. */
export interface Run {
  modelId: string;
  versionId: string;
  environmentId: string;
  targetId: string | null;
  promotionId: string;
}

/** Notes that a version is about to run. */
export async function prepareRun(tx: Tx, run: Run): Promise<DeploymentRow> {
  const row = rowOf(run, { kind: 'PRIMARY', state: 'PENDING', trafficPercent: 0, startedAt: null });
  await tx.insert(deployments, row);
  return row;
}

/** Notes that a version serves all of the traffic from now on. */
export async function beginRun(tx: Tx, run: Run, now: Date): Promise<DeploymentRow> {
  const row = rowOf(run, { kind: 'PRIMARY', state: 'LIVE', trafficPercent: 100, startedAt: now });
  await tx.insert(deployments, row);
  await tx.insert(traffic, { deploymentId: row.id, fromAt: now, toAt: null, percent: 100 });
  return row;
}

/** The same for one that was prepared. */
export async function beginPrepared(tx: Tx, prepared: DeploymentRow, now: Date): Promise<void> {
  await tx.update(deployments, { id: prepared.id }, { state: 'LIVE', trafficPercent: 100, startedAt: now });
  await tx.insert(traffic, { deploymentId: prepared.id, fromAt: now, toAt: null, percent: 100 });
}

/** Notes that a version serves nothing any more. */
export async function endRun(
  tx: Tx,
  { id }: Pick<DeploymentRow, 'id'>,
  of: { failed: boolean; now: Date },
): Promise<void> {
  const state = of.failed ? 'FAILED' : 'RETIRED';
  await tx.update(deployments, { id }, { state, trafficPercent: 0, endedAt: of.now });
  await tx
    .createQueryBuilder()
    .update(traffic)
    .set({ toAt: of.now })
    .where({ deploymentId: id })
    .andWhere('to_at IS NULL')
    .execute();
}

function rowOf(
  run: Run,
  of: Pick<DeploymentRow, 'state' | 'trafficPercent' | 'startedAt'> & { kind: DeploymentKind },
): DeploymentRow {
  return { id: newId('dep'), ...run, ...of, endedAt: null };
}
