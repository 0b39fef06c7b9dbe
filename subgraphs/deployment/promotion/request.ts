import { whoCan } from '@handoff/kit/access/queries';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import { conflict, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import type { ExecutorKind } from '../environment/target.ts';
import { type AskedStep, plannedSteps, planProblem } from '../rollout/plan.ts';
import { livePrimary } from '../rollout/queries.ts';
import { supersedeWaiting } from '../rollout/supersede.ts';
import { chosenTarget } from '../rollout/target.ts';
import { askedBefore } from './asked-before.ts';
import { type Assessment, assess } from './assess.ts';
import { expiryOf } from './expiry.ts';
import type { Gathered } from './gather.ts';
import { takePlace } from './place.ts';
import { wrongState } from './promotion.ts';
import { saveMoved } from './save.ts';
import { standingIn } from './standing.ts';
import type { RolloutStrategy } from './steps.ts';
import type { PromotionRow } from './table.ts';

export interface RequestPromotion {
  model: string;
  version: string;
  environment: string;
  reason: string;
  strategy?: RolloutStrategy | null;
  steps?: readonly AskedStep[] | null;
  targetId?: string | null;
  idempotencyKey?: string | null;
}

/** Asks for a version to be promoted, on what was gathered of it just before. Needs PROMOTION_REQUEST on the model. */
export function requestPromotion(gathered: Gathered): Command<RequestPromotion> {
  return {
    name: 'requestPromotion',
    async run(tx, actor, input) {
      const refused = (await mayAsk(tx, actor, gathered)) ?? wrongInput(input) ?? (await standsAlready(tx, gathered));
      if (refused) return refused;
      const { targetId = null, strategy } = input;
      const plan = { strategy: strategy ?? 'ALL_AT_ONCE', steps: plannedSteps(input) } as const;
      const wanted = { ...placeOf(gathered), targetId, ...plan };
      const target = await chosenTarget(tx, wanted);
      if (isProblem(target)) return target;
      const requestedById = actor.id ?? 'system';
      const { environment } = gathered;
      const asked = { kind: 'PROMOTE', environment, requestedById, waivers: [], given: [] } as const;
      const judged = await assess(tx, gathered, asked);
      const row = rowOf(input, { gathered, judged, requestedById, ...target });
      await supersedeWaiting(tx, actor, row);
      await saveMoved(tx, actor, {
        action: 'promotion.requested',
        summary: `asked to promote to ${environment.name}`,
        move: 'REQUEST',
        found: { environment },
        after: row,
        note: input.reason,
      });
      return done(row.id);
    },
  };
}

function placeOf({ facts, environment }: Gathered): { modelId: string; environmentId: string } {
  return { modelId: facts.modelId, environmentId: environment.id };
}

async function mayAsk(tx: Tx, actor: Actor, { facts }: Gathered): Promise<Refusal | null> {
  const { modelId } = facts;
  const standing = await standingIn(tx, actor, modelId);
  if (!standing) return notFound('model', facts.modelName);
  if (standing.permissions.has('PROMOTION_REQUEST')) return null;
  return {
    kind: 'NotAllowed',
    rule: 'promotion-request',
    message: 'Asking for a promotion needs a role that may, such as data-scientist, ml-engineer or developer.',
    whoCan: await whoCan(tx, 'PROMOTION_REQUEST', modelId),
    about: { subjectId: facts.versionId, modelId },
  };
}

function wrongInput(input: RequestPromotion): Problem | null {
  return textProblem('reason', input.reason, 4000) ?? planProblem(input);
}

/** What stands in the way already: it runs there, something else runs by now, or it was asked for before. */
async function standsAlready(tx: Tx, { facts, environment, replacesId }: Gathered): Promise<Problem | null> {
  await takePlace(tx, { modelId: facts.modelId, environmentId: environment.id });
  const live = await livePrimary(tx, facts.modelId, environment.id);
  if (live?.versionId === facts.versionId) return wrongState('LIVE', null);
  if ((live?.versionId ?? null) !== replacesId) {
    return conflict('EVIDENCE_CHANGED', 'Another version went live there this very moment: ask again.');
  }
  const of = { versionId: facts.versionId, environmentId: environment.id, kind: 'PROMOTE' } as const;
  const before = await askedBefore(tx, of);
  if (!before) return null;
  return { ...before.problem, about: { subjectId: before.id, modelId: facts.modelId } } as Refusal;
}

interface NewPromotion {
  gathered: Gathered;
  judged: Assessment;
  requestedById: string;
  targetId: string | null;
  executor: ExecutorKind;
}

function rowOf(input: RequestPromotion, of: NewPromotion): PromotionRow {
  const { gathered, judged, requestedById, targetId, executor } = of;
  const now = new Date();
  return {
    id: newId('pro'),
    kind: 'PROMOTE',
    ...placeOf(gathered),
    versionId: gathered.facts.versionId,
    replacesId: gathered.replacesId,
    targetId,
    state: judged.state,
    reason: input.reason,
    requestedById,
    involvedIds: judged.involvedIds,
    requestedAt: now,
    expiresAt: expiryOf(judged.state, judged.policy, { requestedAt: now, now }),
    revision: 1,
    evidenceDigest: judged.digest,
    evidence: judged.evidence,
    policyId: judged.policy.id,
    policy: judged.policy,
    waivers: [],
    strategy: input.strategy ?? 'ALL_AT_ONCE',
    steps: plannedSteps(input),
    step: 0,
    executor,
    rolloutStartedAt: null,
    stepStartedAt: null,
    returningSince: null,
    halt: null,
    externalUrl: null,
    rolloutDetail: null,
    decidedAt: judged.state === 'APPROVED' ? now : null,
    endedAt: null,
  };
}
