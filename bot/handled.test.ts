import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { AdviceView } from './answers/advice.ts';
import { adviceCard } from './cards/advice.ts';
import { adviceActions } from './cards/advice-buttons.ts';
import { alertActions, alertCard } from './cards/alert.ts';
import { assignmentActions, assignmentCard } from './cards/assignment.ts';
import type { Shown } from './cards/blocks.ts';
import { compareCard } from './cards/compare.ts';
import { experimentCard } from './cards/experiment.ts';
import { experimentActions } from './cards/experiment-buttons.ts';
import { handoverCard } from './cards/handover.ts';
import { handoverActions } from './cards/handover-buttons.ts';
import { healthCard } from './cards/health.ts';
import { askAction, modelCard, modelList, shareAction } from './cards/model.ts';
import { pickActions, pickForm, pickForms } from './cards/pick-forms.ts';
import { openFormAction } from './cards/promote-form.ts';
import { promotionCard } from './cards/promotion.ts';
import { promotionActions } from './cards/promotion-buttons.ts';
import { reportActions, reportCard } from './cards/report.ts';
import { actions } from './listeners/actions/actions.ts';
import { options } from './listeners/options/options.ts';
import { views } from './listeners/views/views.ts';
import { controlsOf } from './local-slack/block-kit.ts';
import { fire } from './testing/graph-alerts.ts';
import { runExperiment } from './testing/graph-experiments.ts';
import { offerHandover } from './testing/graph-handovers.ts';
import { compared, health } from './testing/graph-lookups.ts';
import { requestPromotion } from './testing/graph-promotions.ts';
import { churnReport } from './testing/graph-reports.ts';
import { freshState, propose } from './testing/graph-state.ts';

const state = freshState();
const [model] = state.models;
if (!model) throw new Error('the test graph has no model');
const everything = ['ACCEPT', 'DECLINE', 'SUGGEST', 'REVIEW', 'RETURN', 'WITHDRAW', 'DISCUSS', 'DECIDE', 'RATE'];
const advice: AdviceView = {
  ...{ id: 'adv_1', revision: 1, state: 'OPEN', action: 'KEEP', reasons: [], suggestedAt: '2026-11-21T04:15:00Z' },
  ...{ decision: null, decidedAt: null, rationale: null, discussion: null, model: null, version: null },
  ...{ participants: null, decidedBy: null, moves: everything },
};
const promotionMoves = ['APPROVE', 'REJECT', 'START', 'ADVANCE', 'CONFIRM', 'ROLL_BACK', 'RECHECK', 'WITHDRAW'];
const proposed = propose(state, { model: model.id, roleKey: 'owner', assigneeId: 'per_ben' });

/** Every card, in every state of its moves: two at once are enough to show each control. */
const reportExtras = { share: 'report model-card churn', publicUrl: null };
const cards: Shown[] = [
  modelCard(model, 'model churn'),
  modelList({ totalCount: 1, nodes: [model] }, 'find churn'),
  compareCard(model, compared, 'compare churn 2 3'),
  healthCard(health, { measured: null, share: 'health churn', alerts: 'alerts churn' }),
  assignmentCard(proposed),
  handoverCard(offerHandover(state, { moves: ['REVIEW', 'RETURN', 'WITHDRAW'] })),
  handoverCard(offerHandover(state, { moves: ['ACCEPT', 'REVIEW', 'RETURN', 'WITHDRAW'] })),
  adviceCard(advice),
  reportCard(churnReport, { kind: 'model-card', model, version: null, typed: 'report model-card churn' }, reportExtras),
  experimentCard(runExperiment(state, { moves: ['START', 'STOP', 'DECIDE'] })),
  ...promotionMoves.map(move => promotionCard(requestPromotion(state, { moves: [move] }))),
  ...['ACKNOWLEDGE', 'SILENCE', 'UNSILENCE', 'RESOLVE', 'RATE'].map(move => alertCard(fire(state, { moves: [move] }))),
];
const controls = (blocks: readonly KnownBlock[]) => controlsOf(blocks as unknown as Parameters<typeof controlsOf>[0]);

describe('what people press', () => {
  test('every control of any card has a handler, and no card has more than four in a row', () => {
    const found = cards.flatMap(({ blocks }) => controls(blocks).map(({ element }) => element.action_id ?? ''));
    expect(found.filter(id => !Object.hasOwn(actions, id))).toEqual([]);
    for (const { blocks } of cards)
      for (const block of blocks) if (block.type === 'actions') expect(block.elements.length).toBeLessThan(5);
  });

  test('every handler belongs to a control that is shown', () => {
    const shown = new Set(cards.flatMap(({ blocks }) => controls(blocks).map(({ element }) => element.action_id)));
    const elsewhere = [openFormAction, pickActions.model];
    expect(Object.keys(actions).filter(id => !shown.has(id) && !elsewhere.includes(id))).toEqual([]);
    const cardActions = [adviceActions, alertActions, assignmentActions, handoverActions, promotionActions];
    const groups = [...cardActions, experimentActions, reportActions];
    const named = [...groups.flatMap(group => Object.values(group)), shareAction, askAction, ...elsewhere];
    expect(Object.keys(actions).sort()).toEqual([...named].sort());
  });

  test('every form that is opened can be sent, and every select of it has choices', () => {
    const names = Object.keys(pickForms) as (keyof typeof pickForms)[];
    for (const name of names) {
      const { callback_id: id = '', blocks } = pickForm(name, { channel: null, model: 'mdl_1' });
      expect(Object.keys(views)).toContain(id);
      const selects = controls(blocks as KnownBlock[]).filter(({ element }) => element.type === 'external_select');
      expect(selects.filter(({ element }) => !Object.hasOwn(options, element.action_id ?? ''))).toEqual([]);
    }
  });
});
