import type { Tx } from '@handoff/kit/database/database';
import { instantIn } from '../promotion/place.ts';
import type { RolloutStep } from '../promotion/steps.ts';
import type { PromotionRow } from '../promotion/table.ts';
import { kindAt } from './plan.ts';
import { livePrimary } from './queries.ts';
import { beginRun, endRun, type Run, serve } from './run.ts';
import { type DeploymentRow, deployments } from './table.ts';

/** What came of a step that took hold: the promotion after it, and what it replaced when it was the last. */
export interface Placed {
  after: PromotionRow;
  replaced: DeploymentRow | null;
}

export function runOf({ id, modelId, environmentId, targetId }: PromotionRow, versionId: string): Run {
  return { modelId, versionId, environmentId, targetId, promotionId: id };
}

/** Whether a rollout is over as soon as the step it is at takes hold. */
function ends({ steps, step }: PromotionRow): boolean {
  const here = steps[step];
  return step === steps.length - 1 && !(here && (here.minMinutes > 0 || here.minPredictions > 0));
}

/** What runs because of a promotion, or is about to. */
async function ownRun(tx: Tx, promotionId: string): Promise<DeploymentRow> {
  const found = await tx.find(deployments, { where: { promotionId } });
  const own = found.find(({ state }) => state === 'PENDING' || state === 'LIVE');
  if (!own) throw new Error(`${promotionId} is rolled out, and nothing of it runs.`);
  return own;
}

/** The step that a promotion is at takes hold: the new version has its share of the traffic, what it replaces the rest. */
export async function placeStep(tx: Tx, row: PromotionRow): Promise<Placed> {
  const now = await instantIn(tx, row);
  const at = begun(row, now);
  return ends(row) ? finish(tx, at, now) : share(tx, at, now);
}

function begun(row: PromotionRow, now: Date): PromotionRow {
  const mark = (each: RolloutStep, i: number) => (i === row.step ? { ...each, startedAt: now.toISOString() } : each);
  return { ...row, stepStartedAt: now, halt: null, steps: row.steps.map(mark) };
}

async function share(tx: Tx, row: PromotionRow, now: Date): Promise<Placed> {
  const percent = row.steps[row.step]?.percent ?? 0;
  const primary = await livePrimary(tx, row.modelId, row.environmentId);
  if (primary) await serve(tx, primary, { kind: 'PRIMARY', percent: 100 - percent, now });
  await serve(tx, await ownRun(tx, row.id), { kind: kindAt(row.strategy, percent), percent, now });
  return { after: row, replaced: null };
}

/** The version becomes what serves, and what served before ends; with a retirement it ends alone. */
export async function finish(tx: Tx, row: PromotionRow, now: Date): Promise<Placed> {
  const replaced = await endLive(tx, row, now);
  if (row.kind === 'PROMOTE') await serve(tx, await ownRun(tx, row.id), { kind: 'PRIMARY', percent: 100, now });
  return { after: { ...row, state: 'LIVE', halt: null }, replaced };
}

/** Ends what serves there as the primary, a retirement only what it is about; returns what was ended. */
async function endLive(tx: Tx, row: PromotionRow, now: Date): Promise<DeploymentRow | null> {
  const live = await livePrimary(tx, row.modelId, row.environmentId);
  if (!live || (row.kind === 'RETIRE' && live.versionId !== row.versionId)) return null;
  await endRun(tx, live, { failed: false, now });
  return live;
}

/** Ends what runs because of a promotion, or was to; what it replaced serves all of the traffic again. */
export async function undo(tx: Tx, row: PromotionRow, { failed }: { failed: boolean }): Promise<void> {
  const now = await instantIn(tx, row);
  if (row.kind === 'RETIRE') return restoreRetired(tx, row, now);
  const own = await tx.find(deployments, { where: { promotionId: row.id } });
  for (const each of own.filter(({ state }) => state === 'LIVE' || state === 'PENDING'))
    await endRun(tx, each, { failed: failed || each.state === 'PENDING', now });
  const primary = await livePrimary(tx, row.modelId, row.environmentId);
  if (primary) return serve(tx, primary, { kind: 'PRIMARY', percent: 100, now });
  if (row.state === 'LIVE' && row.replacesId) await serveAgain(tx, row, { versionId: row.replacesId, now });
}

/** What was taken out of service serves again; before that was confirmed, it never ceased to. */
async function restoreRetired(tx: Tx, row: PromotionRow, now: Date): Promise<void> {
  if (row.state === 'LIVE') await serveAgain(tx, row, { versionId: row.versionId, now });
}

/** A version serves all of the traffic again, under the target that it served under last. */
async function serveAgain(tx: Tx, row: PromotionRow, of: { versionId: string; now: Date }): Promise<void> {
  const where = { versionId: of.versionId, environmentId: row.environmentId };
  const before = await tx.findOne(deployments, { where, order: { id: 'DESC' } });
  await beginRun(tx, { ...runOf(row, of.versionId), targetId: before?.targetId ?? null }, of.now);
}
