import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { aboutOf, type Case, lockCase, refusal, stateProblem } from '../promotion/case.ts';
import { instantIn, takePlace } from '../promotion/place.ts';
import { mayMove } from '../promotion/policy.ts';
import type { PromotionMove } from '../promotion/promotion.ts';
import { saveMoved } from '../promotion/save.ts';
import { type PromotionRow, promotions } from '../promotion/table.ts';
import { livePrimary } from './queries.ts';
import { beginPrepared, beginRun, endRun, prepareRun, type Run } from './run.ts';
import { supersede, supersedeRetirements } from './supersede.ts';
import { type DeploymentRow, deployments } from './table.ts';

interface OfPromotion {
  promotionId: string;
  idempotencyKey?: string | null;
}

/** Begins to roll out what was approved: from here on it does not expire. Needs DEPLOY on the model. */
export const startRollout: Command<OfPromotion> = {
  name: 'startRollout',
  async run(tx, actor, { promotionId }) {
    const found = await lockFor(tx, { actor, promotionId, move: 'START' });
    if (isProblem(found)) return found;
    const other = (await rollingOut(tx, found.row)) ?? (await notThere(tx, found.row));
    if (other) return { ...other, about: aboutOf(found.row) };
    const now = new Date();
    if (found.row.kind === 'PROMOTE') await prepareRun(tx, runOf(found.row, found.row.versionId));
    await saveMoved(tx, actor, {
      action: 'promotion.rollout_started',
      summary: found.row.kind === 'RETIRE' ? 'began to take out of service' : 'began to roll out',
      move: 'START',
      from: found.row.state,
      after: { ...found.row, state: 'ROLLING_OUT', expiresAt: null, rolloutStartedAt: now, stepStartedAt: now },
      given: found.given,
    });
    return done(promotionId);
  },
};

/** One version at a time is on its way: what a rollback leads to was settled with what runs there now. */
async function rollingOut(tx: Tx, { modelId, environmentId }: PromotionRow): Promise<Problem | null> {
  const other = await tx.findOne(promotions, { where: { modelId, environmentId, state: 'ROLLING_OUT' } });
  if (!other) return null;
  const message = `Version ${other.evidence.version} is being rolled out there (${other.id}): confirm or roll back that one first.`;
  return { kind: 'WrongState', state: 'APPROVED', allowed: [], message };
}

/** What is to be retired must still run there. */
async function notThere(tx: Tx, { kind, modelId, environmentId, versionId, state }: PromotionRow) {
  if (kind === 'PROMOTE') return null;
  const live = await livePrimary(tx, modelId, environmentId);
  if (live?.versionId === versionId) return null;
  const message = 'It does not run there any more: there is nothing to take out of service.';
  return { kind: 'WrongState', state, allowed: ['WITHDRAW'], message } satisfies Problem;
}

export interface ReportRollout extends OfPromotion {
  succeeded: boolean;
  detail?: string | null;
  externalUrl?: string | null;
}

/** Says how a rollout went: the version is live and replaces what ran there, or nothing changed. Needs DEPLOY. */
export const reportRollout: Command<ReportRollout> = {
  name: 'reportRollout',
  async run(tx, actor, input) {
    const found = await lockFor(tx, { actor, promotionId: input.promotionId, move: 'CONFIRM' });
    if (isProblem(found)) return found;
    const problem = reportProblem(input);
    if (problem) return { ...problem, about: aboutOf(found.row) };
    const { row } = found;
    const now = await instantIn(tx, row);
    const replaced = await settleRun(tx, row, { succeeded: input.succeeded, now });
    await saveMoved(tx, actor, {
      ...toldOf(row, input.succeeded),
      move: 'CONFIRM',
      from: row.state,
      after: reported(row, input, now),
      given: found.given,
      note: input.detail ?? null,
    });
    await supersedeFormer(tx, actor, { row, replaced, succeeded: input.succeeded });
    return done(input.promotionId);
  },
};

function toldOf({ kind }: PromotionRow, succeeded: boolean): { action: string; summary: string } {
  if (!succeeded) return { action: 'promotion.failed', summary: 'reported as failed the rollout of' };
  if (kind === 'RETIRE') return { action: 'promotion.retired', summary: 'confirmed as out of service' };
  return { action: 'promotion.live', summary: 'confirmed as live' };
}

/** Ends what is over with a success: the promotion of what ran until then, and retirements that came to nothing. */
async function supersedeFormer(
  tx: Tx,
  actor: Actor,
  of: { row: PromotionRow; replaced: DeploymentRow | null; succeeded: boolean },
): Promise<void> {
  const { row, replaced } = of;
  const retired = row.kind === 'RETIRE';
  const note = retired ? 'It was taken out of service.' : `Version ${row.evidence.version} took its place.`;
  if (replaced?.promotionId) await supersede(tx, actor, { id: replaced.promotionId, while: ['LIVE'], note });
  if (of.succeeded && !retired) await supersedeRetirements(tx, actor, { ...row, note });
}

function reportProblem({ detail, externalUrl }: ReportRollout): Problem | null {
  if (detail) return textProblem('detail', detail, 4000);
  if (!externalUrl || (/^https?:\/\//.test(externalUrl) && URL.canParse(externalUrl) && externalUrl.length <= 2000))
    return null;
  return {
    kind: 'InvalidInput',
    field: 'externalUrl',
    message: 'Give an address that starts with http:// or https://, of 2,000 characters at most.',
  };
}

/** Brings what runs in line with the report; returns what was replaced. */
async function settleRun(
  tx: Tx,
  row: PromotionRow,
  { succeeded, now }: { succeeded: boolean; now: Date },
): Promise<DeploymentRow | null> {
  if (row.kind === 'RETIRE') return succeeded ? endLive(tx, row, now) : null;
  const prepared = await tx.findOneOrFail(deployments, { where: { promotionId: row.id, state: 'PENDING' } });
  if (!succeeded) {
    await endRun(tx, prepared, { failed: true, now });
    return null;
  }
  const live = await endLive(tx, row, now);
  await beginPrepared(tx, prepared, now);
  return live;
}

/** Ends what serves there as the primary, a retirement only what it is about; returns what was ended. */
async function endLive(tx: Tx, row: PromotionRow, now: Date): Promise<DeploymentRow | null> {
  const live = await livePrimary(tx, row.modelId, row.environmentId);
  if (!live || (row.kind === 'RETIRE' && live.versionId !== row.versionId)) return null;
  await endRun(tx, live, { failed: false, now });
  return live;
}

function reported(row: PromotionRow, { succeeded, detail, externalUrl }: ReportRollout, now: Date): PromotionRow {
  return {
    ...row,
    state: succeeded ? 'LIVE' : 'FAILED',
    rolloutDetail: detail ?? null,
    externalUrl: externalUrl ?? null,
    endedAt: succeeded ? null : now,
  };
}

export interface RollBack extends OfPromotion {
  reason: string;
}

/**
 * Takes a version out of service again: what it replaced serves in its place, as was settled when it was approved, so
 * no new decision is needed. Needs DEPLOY on the model.
 */
export const rollBack: Command<RollBack> = {
  name: 'rollBack',
  async run(tx, actor, input) {
    const found = await lockFor(tx, { actor, promotionId: input.promotionId, move: 'ROLL_BACK' });
    if (isProblem(found)) return found;
    const problem = textProblem('reason', input.reason, 4000);
    if (problem) return { ...problem, about: aboutOf(found.row) };
    const now = await instantIn(tx, found.row);
    await restore(tx, found.row, now);
    await saveMoved(tx, actor, {
      action: 'promotion.rolled_back',
      summary: 'rolled back',
      move: 'ROLL_BACK',
      from: found.row.state,
      after: { ...found.row, state: 'ROLLED_BACK', endedAt: now },
      given: found.given,
      note: input.reason,
    });
    await supersedeRetirements(tx, actor, { ...found.row, note: 'What it was about was rolled back.' });
    return done(input.promotionId);
  },
};

async function restore(tx: Tx, row: PromotionRow, now: Date): Promise<void> {
  if (row.kind === 'RETIRE') return restoreRetired(tx, row, now);
  const own = await tx.find(deployments, { where: { promotionId: row.id } });
  const running = own.filter(({ state }) => state === 'LIVE' || state === 'PENDING');
  const served = running.some(({ state }) => state === 'LIVE');
  for (const each of running) await endRun(tx, each, { failed: each.state === 'PENDING', now });
  if (!served || !row.replacesId) return;
  const where = { versionId: row.replacesId, environmentId: row.environmentId };
  const before = await tx.findOne(deployments, { where, order: { id: 'DESC' } });
  await beginRun(tx, { ...runOf(row, row.replacesId), targetId: before?.targetId ?? null }, now);
}

/** What was taken out of service serves again; before that was confirmed, it never ceased to. */
async function restoreRetired(tx: Tx, row: PromotionRow, now: Date): Promise<void> {
  if (row.state !== 'LIVE') return;
  const where = { versionId: row.versionId, environmentId: row.environmentId };
  const before = await tx.findOne(deployments, { where, order: { id: 'DESC' } });
  await beginRun(tx, { ...runOf(row, row.versionId), targetId: before?.targetId ?? null }, now);
}

function runOf({ id, modelId, environmentId, targetId }: PromotionRow, versionId: string): Run {
  return { modelId, versionId, environmentId, targetId, promotionId: id };
}

/** The promotion, locked, when the actor may make this move now; else why not. */
async function lockFor(
  tx: Tx,
  of: { actor: Actor; promotionId: string; move: PromotionMove },
): Promise<Case | Refusal> {
  const place = await tx.findOne(promotions, { where: { id: of.promotionId } });
  if (place) await takePlace(tx, place);
  const found = await lockCase(tx, of.actor, of.promotionId);
  if (isProblem(found)) return found;
  const wrong = await stateProblem(tx, found, of.move);
  if (wrong) return wrong;
  const refused = mayMove(of.move, found.subject, found.standing);
  return refused ? refusal(tx, found, refused) : found;
}
