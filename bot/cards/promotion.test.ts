import type { Button } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { ComparisonView, PromotionState, PromotionView } from '../answers/promotion.ts';
import { controlsIn, wordsIn } from '../testing/cards.ts';
import { promotionCard } from './promotion.ts';
import { promotionActions } from './promotion-buttons.ts';
import { latestOfPromotion, stateWords } from './promotion-words.ts';

const unwritten = { leftText: null, rightText: null };

const ben = { id: 'per_ben', name: 'Ben' };
const ana = { id: 'per_ana', name: 'Ana' };
const comparison: ComparisonView = {
  breaking: true,
  left: { version: '6' },
  features: [
    { name: 'plan', change: 'ADDED', before: null, after: 'string', breaking: false },
    { name: 'tenure', change: 'CHANGED', before: 'int', after: 'double', breaking: true },
  ],
  labels: [{ name: 'leaves', change: 'REMOVED', before: 'boolean', after: null, breaking: true }],
  evaluations: [
    { metric: 'auc', split: 'test', left: 0.90123, right: 0.91, ...unwritten, better: true, significant: true },
    { metric: 'log_loss', split: null, left: 0.3, right: 0.31, ...unwritten, better: false, significant: false },
    { metric: 'rows', split: null, left: null, right: 12345, ...unwritten, better: null, significant: null },
    {
      ...{ metric: 'grade', split: null, left: null, right: 3, leftText: 'good', rightText: '3' },
      ...{ better: null, significant: null },
    },
  ],
};
const check = { waivedBy: null, waiverReason: null, whoCanClear: [] };
const pending: PromotionView = {
  id: 'pro_1',
  revision: 2,
  kind: 'PROMOTE',
  state: 'PENDING',
  reason: 'It finds more.',
  model: { id: 'mdl_1', name: 'team/churn', title: 'Churn', riskTier: 'LIMITED' },
  version: { id: 'ver_7', version: '7' },
  environment: { name: 'production', title: 'Production' },
  replaces: { version: '6' },
  rollbackTarget: { version: '6' },
  requestedBy: ana,
  requestedAt: '2026-11-21T04:15:00Z',
  expiresAt: '2026-11-24T04:15:00Z',
  evidenceDigest: 'a'.repeat(64),
  policy: { riskTier: 'LIMITED' },
  checks: [
    { ...check, kind: 'DOCUMENTED', passed: true, detail: 'Complete.' },
    { ...check, kind: 'HOSTED', passed: false, detail: 'No hosting was decided.', whoCanClear: [ben] },
    { ...check, kind: 'NOT_FROZEN', passed: false, detail: 'x', waivedBy: ben, waiverReason: 'It is urgent.' },
  ],
  approvals: [
    { by: ben, role: 'it-ops', decision: 'APPROVE', comment: 'Fine', at: '2026-11-22T04:15:00Z', stands: true },
    { by: ana, role: 'risk', decision: 'APPROVE', comment: null, at: '2026-11-21T05:15:00Z', stands: false },
  ],
  missingApprovals: [
    { role: 'data-scientist', count: 1 },
    { role: 'risk', count: 2 },
  ],
  whoCanApprove: [ben],
  comparison,
  rollout: null,
  history: [],
  moves: ['APPROVE', 'REJECT', 'RECHECK', 'WITHDRAW', 'WAIVE'],
};
const rollout = {
  strategy: 'CANARY',
  step: 0,
  steps: [{ percent: 10 }, { percent: 100 }],
  executor: 'MANUAL',
  externalUrl: 'javascript:alert(1)',
  detail: null,
  waitingFor: 'a confirmation',
};
const said = (promotion: PromotionView) => wordsIn(promotionCard(promotion).blocks).join('\n');
const buttonsOf = (promotion: PromotionView) =>
  promotionCard(promotion).blocks.flatMap(block => (block.type === 'actions' ? block.elements : [])) as Button[];

describe('the approval card', () => {
  test.each<[string, RegExp]>([
    [
      'the state, what and where',
      /^\*Waits for approval:\* version \*7\* of \*Churn\* \(team\/churn\) to \*Production\*/,
    ],
    ['what it replaces', /in place of version 6/],
    ['the reason', /Reason: It finds more\./],
    ['what breaks', /\*Breaking:\* who calls version 6 has to change: `tenure`, `leaves`\./],
    ['the checks, counted', /\*Checks:\* 1 failed, 1 waived, 1 passed\./],
    ['a failed check in full', /\*Failed:\* hosting\. No hosting was decided\. Who can clear it: Ben\./],
    ['a waived check', /Waived by Ben: freezes: It is urgent\./],
    ['who approved', /Ben, as it-ops, approved <!date.*>: Fine\n/],
    ['an approval that fell', /Ana, as risk, approved .*does not count any more/],
    ['what is missing', /\*Still needed:\* the approval of 1 data-scientist and 2 risk\./],
    ['who may decide', /Who may decide: Ben\./],
    ['until when', /Expires <!date\^/],
    [
      'breaking first',
      /Breaking: input `tenure` changed from int to double\n.*Breaking: output `leaves` removed.*\n.*`plan`/,
    ],
    ['what got better', /auc \(test\): 0\.9012 before, 0\.91 now, better, more than chance explains/],
    ['what got worse', /log_loss: 0\.3 before, 0\.31 now, worse, which may be chance/],
    ['a figure in words', /grade: good before, 3 now$/m],
    ['what was not measured', /rows: not measured before, 12350 now$/m],
    ['who asked, and its id', /Asked by Ana <!date.*risk limited · pro_1/],
  ])('says %s', (_, words) => expect(said(pending)).toMatch(words));

  test.each<[PromotionState, Partial<PromotionView>, RegExp]>([
    ['REQUESTED', {}, /^Ana asks to promote version 7 of Churn \(team\/churn\) to Production\.$/],
    ['BLOCKED', {}, /^Ana asks .*; 1 check stands in the way\.$/],
    ['PENDING', {}, /^Ana asks .*; it still needs the approval of 1 data-scientist and 2 risk\.$/],
    ['APPROVED', {}, /^The request to promote version 7 .* is approved by Ben\.$/],
    ['ROLLING_OUT', { rollout }, /is being carried out\.$/],
    ['LIVE', {}, /^Version 7 of Churn \(team\/churn\) is live in Production\.$/],
    ['LIVE', { kind: 'RETIRE' }, /^Version 7 of Churn \(team\/churn\) no longer runs in Production\.$/],
    [
      'REJECTED',
      {
        approvals: [
          { by: ben, role: 'risk', decision: 'REJECT', comment: 'Not yet.', at: pending.requestedAt, stands: true },
        ],
      },
      /was rejected by Ben: Not yet\.$/,
    ],
    [
      'WITHDRAWN',
      { history: [{ at: pending.requestedAt, by: ana, move: 'WITHDRAW', note: null }] },
      /withdrawn by Ana\.$/,
    ],
    ['EXPIRED', {}, /expired: it was not decided or carried out in time\.$/],
    ['SUPERSEDED', {}, /gave way to a later one\.$/],
    [
      'FAILED',
      { rollout: { ...rollout, detail: 'No such image.' } },
      /failed while it was carried out: No such image\.$/,
    ],
    ['ROLLED_BACK', {}, /^Version 7 .* was rolled back in Production\.$/],
  ])('%s is one full sentence', (state, more, words) => {
    const card = promotionCard({ ...pending, ...more, state });
    expect(card.text).toMatch(words);
    expect(wordsIn(card.blocks)[0]).toContain(`*${stateWords[state]}:*`);
  });

  test.each<[string[], string[]]>([
    [pending.moves, ['approve', 'reject', 'recheck', 'withdraw']],
    [
      ['RECHECK', 'WITHDRAW', 'WAIVE'],
      ['recheck', 'withdraw'],
    ],
    [
      ['START', 'WITHDRAW'],
      ['start', 'withdraw'],
    ],
    [
      ['CONFIRM', 'ADVANCE', 'ROLL_BACK', 'WITHDRAW', 'RECHECK'],
      ['advance', 'confirm', 'rollBack', 'recheck'],
    ],
    [[], []],
  ])('%s: its controls', (moves, controls) => {
    const expected = controls.map(name => promotionActions[name as keyof typeof promotionActions]);
    expect(controlsIn(promotionCard({ ...pending, moves }).blocks)).toEqual(expected);
  });

  test.each<[PromotionView['kind'], string[], string]>([
    ['PROMOTE', ['START'], 'Start rollout'],
    ['PROMOTE', ['CONFIRM', 'ROLL_BACK'], 'It runs'],
    ['PROMOTE', ['CONFIRM'], 'It is rolled back'],
    ['RETIRE', ['START'], 'Take out of service'],
    ['RETIRE', ['CONFIRM', 'ROLL_BACK'], 'It no longer runs'],
  ])('%s with %j: the first button says what it does', (kind, moves, label) => {
    expect(buttonsOf({ ...pending, kind, moves })[0]?.text.text).toBe(label);
  });

  test('a button carries what it was drawn from', () => {
    const [approve] = buttonsOf({ ...pending, rollout });
    expect(JSON.parse(approve?.value ?? '')).toEqual({ id: 'pro_1', revision: 2, digest: 'a'.repeat(64), step: 0 });
  });

  test.each([
    ['MINIMAL', false],
    ['LIMITED', false],
    ['HIGH', true],
    ['CRITICAL', true],
    ['UNCLASSIFIED', true],
  ])('approving where the risk is %s asks first: %s', (riskTier, asks) => {
    const model = { id: 'mdl_1', name: 'churn', title: 'Churn', riskTier };
    const [approve] = buttonsOf({ ...pending, model });
    expect(approve?.confirm !== undefined).toBe(asks);
  });

  test('a model that cannot be read is taken for one of high risk', () => {
    const [approve] = buttonsOf({ ...pending, model: null });
    expect(approve?.confirm?.text.text).toMatch(/Its risk is unclassified/);
  });

  test('a comparison that cannot be read is said to be so', () => {
    expect(said({ ...pending, comparison: null })).toContain('What changes cannot be read just now.');
    expect(said({ ...pending, comparison: null, replaces: null })).not.toContain('cannot be read');
  });

  test('an address that is none of the web is no link', () => {
    expect(said({ ...pending, state: 'ROLLING_OUT', rollout })).toMatch(
      /canary, carried out by manual, step 1 of 2, 10 %/,
    );
    expect(JSON.stringify(promotionCard({ ...pending, state: 'ROLLING_OUT', rollout }))).not.toContain('javascript');
  });

  test('who came too late hears what was done last, by whom and when, in whichever order it is told', () => {
    const first = { at: '2026-11-21T04:15:00Z', by: ana, move: 'REQUESTED', note: null };
    const last = { at: '2026-11-21T05:15:00Z', by: ben, move: 'APPROVE', note: 'Fine' };
    for (const history of [
      [first, last],
      [last, first],
    ])
      expect(latestOfPromotion({ ...pending, history })).toMatch(
        /^Now: Ana asks .*Last change: approved by Ben <!date.*>: Fine\.$/,
      );
  });
});
