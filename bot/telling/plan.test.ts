import { expect, test } from 'vitest';
import { planOf, type Telling } from './plan.ts';

const telling: Telling = {
  ...{ notificationId: 'ntf_1', attempt: 1, kind: 'promotion.requested', subjectId: 'pro_1', model: 'Churn' },
  ...{ now: ['ch:C1', 'dm:U1'], later: [{ destination: 'dm:U2', until: '2026-12-01T08:00:00Z' }] },
  escalatedTo: [],
};
const none = { note: null, wishes: [], arrivals: [], held: [] };
const card = (destination: string, subjectId = 'pro_1') => ({ subjectId, destination });
const until = '2026-12-01T08:00:00Z';

test.each<[string, Partial<Telling>, string[], object]>([
  [
    'a new thing is shown now, and held for who sleeps',
    {},
    [],
    { wishes: [card('ch:C1'), card('dm:U1')], held: [{ ...card('dm:U2'), until, alone: false }] },
  ],
  [
    'a card that is there is edited, also where it is quiet',
    {},
    ['dm:U2', 'ch:C9'],
    { wishes: [card('dm:U2'), card('ch:C9'), card('ch:C1'), card('dm:U1')] },
  ],
  ['what is told now is not held', { now: ['dm:U2'] }, [], { wishes: [card('dm:U2')] }],
  [
    'an alert that comes anew is counted first',
    { subjectId: 'alr_1', kind: 'alert.fired', later: [] },
    ['dm:U1'],
    {
      wishes: [card('dm:U1', 'alr_1')],
      arrivals: [{ ...card('ch:C1', 'alr_1'), kind: 'alert.fired', model: 'Churn' }],
    },
  ],
  [
    'an escalation is said where the card is already',
    { subjectId: 'asg_1', kind: 'assignment.expired', later: [], escalatedTo: ['ch:C1', 'dm:U1'] },
    ['ch:C1'],
    {
      note: { id: 'nte_ntf_1', subjectId: 'asg_1', kind: 'ESCALATED' },
      wishes: [card('ch:C1', 'asg_1'), card('dm:U1', 'asg_1'), card('ch:C1', 'nte_ntf_1')],
    },
  ],
  [
    'a reminder is a note of its own, also for who sleeps',
    { kind: 'promotion.reminded' },
    ['ch:C1'],
    {
      note: { id: 'nte_ntf_1', subjectId: 'pro_1', kind: 'REMINDED' },
      wishes: [card('ch:C1', 'nte_ntf_1'), card('dm:U1', 'nte_ntf_1')],
      held: [{ ...card('dm:U2', 'nte_ntf_1'), until, alone: true }],
    },
  ],
])('%s', (...[, change, known, plan]) => {
  expect(planOf({ ...telling, ...change }, { known: new Set(known), awaited: new Set() })).toEqual({
    ...none,
    ...plan,
  });
});

test('a card that is on its way is edited, is not asked for twice, and is held for nobody', () => {
  const awaited = new Set(['ch:C1', 'dm:U2', 'ch:C9']);
  expect(planOf(telling, { known: new Set(), awaited })).toEqual({
    ...none,
    wishes: [card('ch:C1'), card('dm:U2'), card('ch:C9'), card('dm:U1')],
  });
});
