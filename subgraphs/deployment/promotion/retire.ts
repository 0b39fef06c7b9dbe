import { type Command, done } from '@handoff/kit/command';
import { newId } from '@handoff/kit/id';
import { isProblem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { lockRunning, type Running } from '../rollout/running.ts';
import { supersedeWaiting } from '../rollout/supersede.ts';
import { askedBefore } from './asked-before.ts';
import { type Assessment, assess } from './assess.ts';
import { expiryOf } from './expiry.ts';
import type { Gathered } from './gather.ts';
import { saveMoved } from './save.ts';
import type { PromotionRow } from './table.ts';

export interface RetireDeployment {
  deploymentId: string;
  reason: string;
  idempotencyKey?: string | null;
}

/**
 * Asks for what runs to be taken out of service, on what was gathered of it just before: decided like promoting it was.
 * Needs PROMOTION_REQUEST on the model.
 */
export function requestRetirement(gathered: Gathered): Command<RetireDeployment> {
  return {
    name: 'retireDeployment',
    async run(tx, actor, input) {
      const running = await lockRunning(tx, actor, { id: input.deploymentId, permission: 'PROMOTION_REQUEST' });
      if (isProblem(running)) return running;
      const before = await askedBefore(tx, { ...running.row, kind: 'RETIRE' });
      const wrong = textProblem('reason', input.reason, 4000) ?? before?.problem;
      if (wrong) return { ...wrong, about: running.about };
      const { environment } = gathered;
      const requestedById = actor.id ?? 'system';
      const asked = { kind: 'RETIRE', environment, requestedById, waivers: [], given: [] } as const;
      const row = rowOf(input, { running, judged: await assess(tx, gathered, asked), requestedById });
      await supersedeWaiting(tx, actor, row);
      await saveMoved(tx, actor, {
        action: 'promotion.requested',
        summary: 'asked to retire',
        move: 'REQUEST',
        found: { environment },
        after: row,
        note: row.reason,
      });
      return done(input.deploymentId, { promotion: row.id });
    },
  };
}

interface NewRetirement {
  running: Running;
  judged: Assessment;
  requestedById: string;
}

function rowOf({ reason }: RetireDeployment, { running, judged, requestedById }: NewRetirement): PromotionRow {
  const now = new Date();
  const { modelId, versionId, environmentId, targetId } = running.row;
  const { state, involvedIds, policy, digest: evidenceDigest, evidence } = judged;
  return {
    ...{ id: newId('pro'), kind: 'RETIRE', modelId, versionId, environmentId, targetId, replacesId: null },
    ...{ state, reason, requestedById, involvedIds, requestedAt: now, revision: 1 },
    expiresAt: expiryOf(state, policy, { requestedAt: now, now }),
    ...{ evidenceDigest, evidence, policyId: policy.id, policy, waivers: [] },
    ...{ strategy: 'ALL_AT_ONCE', steps: [{ percent: 0, minMinutes: 0, minPredictions: 0 }], step: 0 },
    executor: 'MANUAL',
    ...{
      rolloutStartedAt: null,
      stepStartedAt: null,
      returningSince: null,
      halt: null,
      externalUrl: null,
      rolloutDetail: null,
    },
    ...{ decidedAt: state === 'APPROVED' ? now : null, endedAt: null },
  };
}
