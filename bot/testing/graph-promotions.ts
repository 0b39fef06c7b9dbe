import { setTimeout as sleep } from 'node:timers/promises';
import type { ComparisonView, PromotionOperations, PromotionView } from '../answers/promotion.ts';
import type { Problem } from '../answers/shared.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { type GraphState, named, notifyOf } from './graph-state.ts';

const at = '2026-11-21T05:00:00.000Z';
const environments = [
  { name: 'staging', title: 'Staging' },
  { name: 'production', title: 'Production' },
];

/** What changes between the two versions of the test graph. */
export const comparison: ComparisonView = {
  breaking: true,
  left: { version: '2' },
  features: [
    { name: 'tenure', change: 'REMOVED', before: 'double', after: null, breaking: true },
    { name: 'plan', change: 'ADDED', before: null, after: 'string', breaking: false },
  ],
  labels: [],
  evaluations: [
    {
      ...{ metric: 'auc', split: 'test', left: 0.9, right: 0.921, leftText: '0.9', rightText: '0.921' },
      ...{ better: true, significant: null },
    },
  ],
};

const checks = [
  { kind: 'DOCUMENTED', passed: true, detail: 'Its card is complete.' },
  { kind: 'HOSTED', passed: true, detail: 'It is hosted on a cluster.' },
].map(check => ({ ...check, waivedBy: null, waiverReason: null, whoCanClear: [] }));

/** A promotion of churn 3 that Ana has asked for; one approval is needed. It is told to Ben and to #ml. */
export function requestPromotion(state: GraphState, changes: Partial<PromotionView> = {}): PromotionView {
  const promotion: PromotionView = {
    id: `pro_${state.promotions.size + 1}`,
    revision: 1,
    kind: 'PROMOTE',
    state: 'PENDING',
    reason: 'It finds more of those who leave.',
    model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction', riskTier: 'HIGH' },
    version: { id: 'ver_3', version: '3' },
    environment: environments[1] ?? { name: '', title: '' },
    replaces: { version: '2' },
    rollbackTarget: { version: '2' },
    requestedBy: named(state, 'per_ana'),
    requestedAt: '2026-11-21T04:15:00.000Z',
    expiresAt: '2026-11-24T04:15:00.000Z',
    evidenceDigest: 'd1',
    policy: { riskTier: 'HIGH' },
    checks,
    approvals: [],
    missingApprovals: [{ role: 'data-scientist', count: 1 }],
    whoCanApprove: [named(state, 'per_ben')],
    comparison,
    rollout: null,
    history: [],
    moves: ['APPROVE', 'REJECT', 'RECHECK', 'WITHDRAW'],
    ...changes,
  };
  state.promotions.set(promotion.id, promotion);
  tellOfPromotion(state, promotion.id, 'promotion.requested');
  return promotion;
}

/** Makes a notification due: Ben and #ml are told. */
export function tellOfPromotion(state: GraphState, id: string, kind: string): void {
  notifyOf(state, { kind, about: { promotion: { id } }, people: ['per_ben'], channels: ['#ml'] });
}

/** Changes a promotion; its revision grows. by: who made the move that is noted. */
export function changePromotion(
  state: GraphState,
  id: string,
  { by, move, ...changes }: Partial<PromotionView> & { by: string; move: string },
): PromotionView | null {
  const before = state.promotions.get(id);
  if (!before) return null;
  const history = [...before.history, { at, by: named(state, by), move, note: null }];
  const after = { ...before, history, ...changes, revision: before.revision + 1 };
  state.promotions.set(id, after);
  return after;
}

interface Move {
  name: string;
  by: string | undefined;
  /** The evidence that was shown; left out where it does not matter. */
  digest?: string;
  to: Partial<PromotionView>;
}

type Answer = { promotion: PromotionView | null; problem: Problem | null };

/** Makes a move as the real graph would: judged on the promotion as it stands. */
function moved(state: GraphState, id: string, { name, by = '', digest, to }: Move): Answer {
  const promotion = state.promotions.get(id) ?? null;
  if (state.refuse) return { promotion, problem: state.refuse };
  if (!promotion) return { promotion, problem: { __typename: 'NotFound', message: 'There is no such promotion.' } };
  if (!promotion.moves.includes(name))
    return { promotion, problem: { __typename: 'WrongState', message: 'It does not wait for that any more.' } };
  if (digest !== undefined && digest !== promotion.evidenceDigest) return { promotion, problem: evidenceChanged };
  const after = changePromotion(state, id, { by, move: name, ...to });
  tellOfPromotion(state, id, 'promotion.changed');
  return { promotion: after, problem: null };
}

const evidenceChanged: Problem = {
  __typename: 'Conflict',
  message: 'What it rests on has changed: a check gives another answer.',
  reason: 'EVIDENCE_CHANGED',
};

function rejection(state: GraphState, by: string | undefined, comment = ''): Partial<PromotionView> {
  const decision = { by: named(state, by), role: 'data-scientist', decision: 'REJECT' as const, comment, at };
  return { state: 'REJECTED', moves: [], missingApprovals: [], approvals: [{ ...decision, stands: true }] };
}

function approval(state: GraphState, by: string | undefined): Partial<PromotionView> {
  const decision = { by: named(state, by), role: 'data-scientist', decision: 'APPROVE' as const, comment: null, at };
  return {
    state: 'APPROVED',
    moves: ['START', 'WITHDRAW'],
    missingApprovals: [],
    approvals: [{ ...decision, stands: true }],
  };
}

const rollout = {
  strategy: 'ALL_AT_ONCE',
  step: 0,
  steps: [{ percent: 100 }],
  executor: 'MANUAL',
  externalUrl: null,
  detail: null,
  waitingFor: 'somebody who confirms that it runs',
};

/** How the test graph answers what is asked of promotions. */
export const promotionResolvers: ResolversOf<PromotionOperations> = {
  ReadPromotable: async ({ models, slowMs }, { id, name, version, environment }) => {
    await sleep(slowMs);
    const model = models.find(each => each.id === id || each.name === name);
    const known = ['3', 'champion', 'ver_3'].includes(version);
    const there = environments.some(each => each.name === environment);
    const whoCanApprove = [{ id: 'per_ben', name: 'Ben Okafor' }];
    const approvals = [{ role: 'data-scientist', count: 1 }];
    const preview = { wouldBe: 'PENDING' as const, checks, approvals, whoCanApprove, comparison };
    return {
      environments,
      model: model
        ? {
            ...model,
            aliases: [{ name: 'champion' }],
            live: [{ kind: 'PRIMARY', version: { version: '2' } }],
            versions: { nodes: [{ version: '3' }, { version: '2' }] },
            version: known ? { id: 'ver_3', version: '3', promotionPreview: there ? preview : null } : null,
          }
        : null,
    };
  },
  ReadPromotion: ({ promotions }, { id }) => ({ promotion: promotions.get(id) ?? null }),
  ReadPending: (state, _, me) => ({ me: { decisions: decisionsOf(state, me) } }),
  RequestPromotion: (state, { input }) => ({
    requestPromotion: remembered(state, input.idempotencyKey, () =>
      state.refuse
        ? { promotion: null, problem: state.refuse }
        : { promotion: requestPromotion(state, { reason: input.reason }), problem: null },
    ),
  }),
  Decide: (state, { input }, me) => ({
    decidePromotion: remembered(state, input.idempotencyKey, () => {
      const { promotionId, decision, evidenceDigest: digest, comment } = input;
      const to = decision === 'APPROVE' ? approval(state, me) : rejection(state, me, comment);
      return moved(state, promotionId, { name: decision, by: me, digest, to });
    }),
  }),
  Recheck: (state, { input }, me) => ({
    recheckPromotion: moved(state, input.promotionId, { name: 'RECHECK', by: me, to: {} }),
  }),
  Withdraw: (state, { input }, me) => ({
    withdrawPromotion: moved(state, input.promotionId, {
      name: 'WITHDRAW',
      by: me,
      to: { state: 'WITHDRAWN', moves: [] },
    }),
  }),
  StartRollout: (state, { input }, me) => ({
    startRollout: moved(state, input.promotionId, {
      name: 'START',
      by: me,
      to: { state: 'ROLLING_OUT', rollout, moves: ['CONFIRM', 'ROLL_BACK'] },
    }),
  }),
  AdvanceRollout: (state, { input }, me) => ({
    advanceRollout: moved(state, input.promotionId, { name: 'ADVANCE', by: me, to: {} }),
  }),
  ReportRollout: (state, { input }, me) => ({
    reportRollout: moved(state, input.promotionId, {
      name: 'CONFIRM',
      by: me,
      to: { state: 'LIVE', moves: ['ROLL_BACK'] },
    }),
  }),
  RollBack: (state, { input }, me) => ({
    rollBack: moved(state, input.promotionId, {
      name: 'ROLL_BACK',
      by: me,
      to: { state: 'ROLLED_BACK', moves: [] },
    }),
  }),
};

/** What this person may decide now. */
export function decisionsOf({ promotions }: GraphState, me: string | undefined) {
  const nodes = [...promotions.values()].filter(
    ({ state, whoCanApprove }) => state === 'PENDING' && whoCanApprove?.some(({ id }) => id === me),
  );
  return { totalCount: nodes.length, nodes };
}

/** What this person asked for and that is not over. */
export function requestsOf({ promotions }: GraphState, me: string | undefined) {
  const nodes = [...promotions.values()].filter(
    ({ state, requestedBy }) => requestedBy?.id === me && ['PENDING', 'APPROVED'].includes(state),
  );
  return { requests: { totalCount: nodes.length, nodes } };
}
