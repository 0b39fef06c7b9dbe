import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PromotionState, PromotionView } from '../answers/promotion.ts';
import { checkView } from '../local-slack/limits/surface.ts';
import { controlsIn, expectFit, nasty, nastyName } from '../testing/cards.ts';
import { pendingCard } from './lists.ts';
import { homeView, mineCard } from './mine.ts';
import { promoteForm } from './promote-form.ts';
import { promotionCard } from './promotion.ts';
import { stateWords } from './promotion-words.ts';

const fieldChange = fc.record({
  name: nasty,
  change: fc.constantFrom('ADDED' as const, 'REMOVED' as const, 'CHANGED' as const),
  before: fc.option(nasty),
  after: fc.option(nasty),
  breaking: fc.boolean(),
});
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 40 });
const comparisons = fc.record({
  breaking: fc.boolean(),
  left: fc.record({ version: nasty }),
  features: many(fieldChange),
  labels: fc.array(fieldChange, { maxLength: 3 }),
  evaluations: many(
    fc.record({
      metric: nasty,
      split: fc.option(nasty),
      left: fc.option(fc.double()),
      right: fc.option(fc.double()),
      leftText: fc.option(nasty),
      rightText: fc.option(nasty),
      better: fc.option(fc.boolean()),
      significant: fc.option(fc.boolean()),
    }),
  ),
});
const checks = fc.array(
  fc.record({
    kind: fc.constantFrom('HOSTED', 'SOMETHING_NEW'),
    passed: fc.boolean(),
    detail: nasty,
    waivedBy: fc.option(nastyName),
    waiverReason: fc.option(nasty),
    whoCanClear: fc.option(many(nastyName)),
  }),
  { maxLength: 13 },
);
const promotions: fc.Arbitrary<PromotionView> = fc.record({
  id: fc.constant('pro_1'),
  revision: fc.nat(),
  kind: fc.constantFrom('PROMOTE', 'RETIRE'),
  state: fc.constantFrom(...(Object.keys(stateWords) as PromotionState[])),
  reason: nasty,
  model: fc.option(fc.record({ id: fc.constant('mdl_1'), name: nasty, title: nasty, riskTier: fc.constant('HIGH') })),
  version: fc.option(fc.record({ id: fc.constant('ver_1'), version: nasty })),
  environment: fc.record({ name: nasty, title: nasty }),
  replaces: fc.option(fc.record({ version: nasty })),
  rollbackTarget: fc.option(fc.record({ version: nasty })),
  requestedBy: fc.option(nastyName),
  requestedAt: fc.constant('2026-11-21T04:15:00Z'),
  expiresAt: fc.constantFrom(null, '2026-11-24T04:15:00Z'),
  evidenceDigest: fc.constant('f'.repeat(64)),
  policy: fc.constant({ riskTier: 'CRITICAL' }),
  checks,
  approvals: fc.array(
    fc.record({
      by: fc.option(nastyName),
      role: nasty,
      decision: fc.constantFrom('APPROVE', 'REJECT'),
      comment: fc.option(nasty),
      at: fc.constant('2026-11-21T04:15:00Z'),
      stands: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  missingApprovals: fc.array(fc.record({ role: nasty, count: fc.nat() }), { maxLength: 5 }),
  whoCanApprove: fc.option(many(nastyName)),
  comparison: fc.option(comparisons),
  rollout: fc.option(
    fc.record({
      strategy: fc.constant('CANARY'),
      step: fc.nat({ max: 5 }),
      steps: fc.array(fc.record({ percent: fc.double() }), { maxLength: 5 }),
      executor: fc.constant('WEBHOOK'),
      externalUrl: fc.option(fc.oneof(nasty, fc.webUrl())),
      detail: fc.option(nasty),
      waitingFor: fc.option(nasty),
    }),
  ),
  history: fc.constant([]),
  moves: fc.subarray(['APPROVE', 'REJECT', 'RECHECK', 'WITHDRAW', 'WAIVE', 'START', 'CONFIRM', 'ADVANCE', 'ROLL_BACK']),
});

describe('whatever comes from outside', () => {
  test('any promotion fits into Slack, with at most four controls', () => {
    fc.assert(
      fc.property(promotions, promotion => {
        const card = promotionCard(promotion);
        expectFit(card);
        expect(controlsIn(card.blocks).length).toBeLessThan(5);
      }),
    );
  });

  test('lists and the home tab fit, however much waits', () => {
    const ten = fc.array(promotions, { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(ten, nodes => {
        const decisions = { nodes, totalCount: 300 };
        expectFit(pendingCard(decisions, 'pending'));
        const mine = { me: { id: 'per_ana', name: 'Ana', decisions, openAlerts: null }, models: null };
        expectFit(mineCard(mine, 'mine'));
        expect(checkView(homeView(mine))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('any form fits', () => {
    const preview = fc.record({
      wouldBe: fc.constant('BLOCKED' as const),
      checks,
      approvals: fc.array(fc.record({ role: nasty, count: fc.nat() }), { maxLength: 5 }),
      whoCanApprove: fc.option(many(nastyName)),
      comparison: fc.option(comparisons),
    });
    const live = fc.option(
      fc.array(fc.record({ kind: fc.constant('PRIMARY'), version: fc.option(fc.record({ version: nasty })) })),
    );
    const named = fc.record({ id: fc.constant('x'), name: nasty, title: nasty, riskTier: nasty, live });
    fc.assert(
      fc.property(named, preview, nasty, (model, shown, version) => {
        const proposal = { model, version: { id: 'ver_1', version }, environment: model, preview: shown };
        expect(checkView(promoteForm(proposal, '{}'))).toEqual([]);
      }),
    );
  });
});
