import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssignmentView } from '../answers/assignment.ts';
import type { ModelDetail } from '../answers/model.ts';
import { checkView } from '../local-slack/limits/surface.ts';
import { expectFit, nasty, nastyName } from '../testing/cards.ts';
import { assignmentActions, assignmentCard } from './assignment.ts';
import { homeView, mineCard } from './mine.ts';
import { modelCard, modelList, whoCard } from './model.ts';
import { readPressed } from './pressed.ts';
import { helpText, plain, refusal } from './say.ts';

const proposed: AssignmentView = {
  id: 'asg_1',
  revision: 3,
  state: 'PROPOSED',
  role: { key: 'owner', title: 'Owner' },
  assignee: { id: 'per_1', name: 'Ben' },
  scope: 'MODEL',
  model: { id: 'mdl_1', name: 'team/churn', title: 'Churn' },
  team: null,
  scopeOfWork: null,
  proposedBy: { id: 'per_2', name: 'Ana' },
  proposedAt: '2026-11-21T04:15:00Z',
  dueAt: '2026-11-28T04:15:00Z',
  respondedAt: null,
  declineReason: null,
  suggested: null,
  moves: ['ACCEPT', 'DECLINE', 'SUGGEST'],
};

const role = fc.record({ key: fc.constant('owner'), title: nasty });
const assignments: fc.Arbitrary<AssignmentView> = fc.record({
  id: fc.constant('asg_1'),
  revision: fc.nat(),
  state: fc.constantFrom('PROPOSED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'ENDED'),
  role,
  assignee: nastyName,
  scope: fc.constantFrom('MODEL', 'TEAM', 'EVERYTHING'),
  model: fc.option(fc.record({ id: fc.constant('mdl_1'), name: nasty, title: nasty })),
  team: fc.option(fc.record({ id: fc.constant('tea_1'), title: nasty })),
  scopeOfWork: fc.option(nasty),
  proposedBy: nastyName,
  proposedAt: fc.constant('2026-11-21T04:15:00Z'),
  dueAt: fc.constantFrom(null, '2026-11-28T04:15:00Z'),
  respondedAt: fc.constantFrom(null, '2026-11-22T04:15:00Z'),
  declineReason: fc.option(nasty),
  suggested: fc.option(nastyName),
  moves: fc.subarray(['ACCEPT', 'DECLINE', 'SUGGEST', 'DELEGATE', 'END']),
});
const holders = fc.array(
  fc.record({ id: fc.constant('asg_1'), state: fc.constant('ACCEPTED'), role, assignee: nastyName }),
  { maxLength: 40 },
);
const models: fc.Arbitrary<ModelDetail> = fc.record({
  id: fc.constant('mdl_1'),
  name: nasty,
  title: nasty,
  riskTier: fc.constantFrom('UNCLASSIFIED', 'HIGH'),
  task: fc.constantFrom('REGRESSION', 'BINARY_CLASSIFICATION'),
  tags: fc.array(nasty, { maxLength: 12 }),
  team: fc.option(fc.record({ title: nasty })),
  owner: fc.option(nastyName),
  latestVersion: fc.option(fc.record({ version: nasty })),
  purpose: fc.option(nasty),
  description: fc.option(nasty),
  accepted: holders,
  proposed: holders,
});

describe('cards', () => {
  test('an assignment that waits has Accept, Decline and Suggest someone, each with its revision', () => {
    const { text, blocks } = assignmentCard(proposed);
    expect(text).toBe('Ana asks Ben to be Owner of Churn (team/churn).');
    const [row] = blocks.filter(block => block.type === 'actions');
    const buttons = row?.type === 'actions' ? row.elements : [];
    expect(buttons).toMatchObject([
      { action_id: assignmentActions.accept, value: '{"id":"asg_1","revision":3}' },
      { action_id: assignmentActions.decline },
      { action_id: assignmentActions.suggest },
    ]);
    expect(readPressed('{"id":"asg_1","revision":3}')).toEqual({ id: 'asg_1', revision: 3 });
  });

  test.each([undefined, '', 'null', '[]', '{"id":1}', '{"id":"a","revision":-1}'])('%s is no button of ours', value => {
    expect(readPressed(value)).toBeNull();
  });

  test('any assignment fits into Slack, with at most four controls', () => {
    fc.assert(
      fc.property(assignments, assignment => {
        const card = assignmentCard(assignment);
        expectFit(card);
        for (const block of card.blocks) if (block.type === 'actions') expect(block.elements.length).toBeLessThan(5);
      }),
    );
  });

  test('any model fits into Slack', () => {
    fc.assert(
      fc.property(models, model => {
        expectFit(modelCard(model, 'model x'));
        expectFit(whoCard(model, null));
      }),
    );
  });

  test('lists and the home tab fit into Slack, however long', () => {
    const tens = { nodes: fc.array(models, { minLength: 10, maxLength: 10 }), totalCount: fc.constant(300) };
    const waiting = fc.record({ nodes: fc.array(assignments, { maxLength: 10 }), totalCount: fc.nat({ max: 50 }) });
    const where = { name: nasty, title: nasty };
    const version = fc.record({ id: nasty, version: nasty });
    const request = fc.record({
      ...{ id: nasty, kind: fc.constantFrom('PROMOTE' as const, 'RETIRE' as const), version: fc.option(version) },
      state: fc.constantFrom('PENDING' as const, 'ROLLING_OUT' as const),
      requestedAt: fc.constant('2026-11-21T04:15:00Z'),
      environment: fc.record(where),
      model: fc.option(fc.record({ id: nasty, ...where })),
      missingApprovals: fc.array(fc.record({ role: nasty, count: fc.nat() }), { maxLength: 4 }),
    });
    const offer = fc.record({
      ...{ id: nasty, state: fc.constantFrom('OFFERED' as const, 'IN_REVIEW' as const), to: nastyName },
      offeredAt: fc.constant('2026-11-21T04:15:00Z'),
      version: fc.record({ version: nasty, model: fc.record({ id: nasty, ...where }) }),
    });
    const askedFor = {
      requests: fc.record({ totalCount: fc.nat({ max: 50 }), nodes: fc.array(request, { maxLength: 10 }) }),
      offers: fc.array(offer, { maxLength: 12 }),
      proposals: fc.record({ totalCount: fc.nat({ max: 50 }), nodes: fc.array(assignments, { maxLength: 10 }) }),
    };
    fc.assert(
      fc.property(fc.record(tens), waiting, fc.record(askedFor), (found, assigned, asked) => {
        expectFit(modelList(found, 'find x'));
        const mine = { me: { id: 'per_1', name: 'Ana', assignments: assigned, ...asked }, models: found };
        expectFit(mineCard(mine, 'mine'));
        expect(checkView(homeView(mine))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('refusals and help fit into Slack', () => {
    fc.assert(
      fc.property(nasty, fc.array(nastyName, { maxLength: 20 }), (message, whoCan) => {
        expectFit(refusal({ __typename: 'NotAllowed', message: `No: ${message}`, rule: 'own-answer', whoCan }));
      }),
    );
    expectFit(helpText(null));
    const shown = helpText(null).blocks.flatMap(block => (block.type === 'section' ? [block.text?.text ?? ''] : []));
    expect(shown.filter(words => words.length > 2500 || words.endsWith('…'))).toEqual([]);
    expectFit(plain('One sentence.'));
  });
});
