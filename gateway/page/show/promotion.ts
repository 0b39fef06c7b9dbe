import { typed } from '../move.ts';
import { changeOverFields, checkFields } from '../part/checks.ts';
import { type Move, type Place, pageOf } from '../view.ts';
import { promotionBody } from './promotion-body.ts';
import type { PromotionPage } from './promotion-data.ts';

/** A promotion: what must hold, who said yes, how it goes out, and what the viewer may do about it. */
export const promotion = pageOf<PromotionPage>({
  query: `query Promotion($id: ID!) {
  promotion(id: $id) {
    id kind state reason requestedAt expiresAt evidenceDigest revision moves
    requestedBy { id name } model { name title riskTier } version { id version } environment { title }
    replaces { id version } rollbackTarget { id version }
    policy { fourEyes approvals { role count } }
    checks { ${checkFields} }
    approvals { by { id name } role decision comment at stands }
    missingApprovals { role count } whoCanApprove { id name }
    comparison { ${changeOverFields} }
    rollout { strategy step steps { percent minMinutes startedAt } executor detail waitingFor nextStepAt }
    history { at by { id name } move to note }
  }
}`,
  variables: ({ params }) => ({ id: params[0] }),
  draw: ({ promotion: found }, view) =>
    found && {
      title: `${found.model?.title ?? 'A model'}, version ${found.version?.version ?? '?'} to ${found.environment.title}`,
      body: promotionBody(found, view),
    },
  moves: {
    approve: { mutation: 'decidePromotion', input: decision('APPROVE'), done: 'Your approval is kept.' },
    reject: { mutation: 'decidePromotion', input: decision('REJECT'), done: 'You rejected it.' },
    waive: {
      mutation: 'waiveCheck',
      input: (sent, { params }) => ({
        ...{ promotionId: params[0], check: sent.get('about') },
        reason: typed(sent, 'reason') ?? '',
      }),
      done: 'The check is waived, and the trail says why.',
    },
    recheck: { mutation: 'recheckPromotion', input: only, done: 'The checks were made anew.' },
    withdraw: { mutation: 'withdrawPromotion', input: withReason, done: 'The promotion is withdrawn.' },
    start: { mutation: 'startRollout', input: only, done: 'The rollout has begun.' },
    advance: {
      mutation: 'advanceRollout',
      input: (sent, { params }) => ({ promotionId: params[0], fromStep: Number(sent.get('step')) }),
      done: 'The rollout goes on.',
    },
    runs: { mutation: 'reportRollout', input: reported(true), done: 'It runs.' },
    failed: { mutation: 'reportRollout', input: reported(false), done: 'It is written down that it did not work.' },
    'roll-back': { mutation: 'rollBack', input: withReason, done: 'It is rolled back.' },
  },
});

type Input = Move['input'];

function only(_: URLSearchParams, { params }: Place): Record<string, unknown> {
  return { promotionId: params[0] };
}

function withReason(sent: URLSearchParams, { params }: Place): Record<string, unknown> {
  return { promotionId: params[0], reason: typed(sent, 'reason') };
}

function decision(what: 'APPROVE' | 'REJECT'): Input {
  return (sent, { params }) => ({
    ...{ promotionId: params[0], decision: what, evidenceDigest: sent.get('evidence') },
    comment: typed(sent, 'comment'),
  });
}

function reported(succeeded: boolean): Input {
  return (sent, { params }) => ({ promotionId: params[0], succeeded, detail: typed(sent, 'detail') });
}
