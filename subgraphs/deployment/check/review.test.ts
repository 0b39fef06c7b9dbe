import { expect, it } from 'vitest';
import { type HandoverFacts, reviewed, standingReview } from './review.ts';

const bo = { id: 'per_bo', name: 'Bo' };
const offered: HandoverFacts = {
  id: 'hov_1',
  state: 'OFFERED',
  stands: true,
  digest: 'd',
  to: { id: 'tea_ml', name: 'ML' },
  answeredBy: null,
};
const accepted: HandoverFacts = { ...offered, state: 'ACCEPTED', answeredBy: bo };
const fallen: HandoverFacts = { ...accepted, stands: false };
const returned: HandoverFacts = { ...offered, state: 'RETURNED', answeredBy: bo };
const withdrawn: HandoverFacts = { ...offered, state: 'WITHDRAWN' };
const changed = 'Bo accepted this version, but its documents or assumptions have changed since.';
const waits = 'ML was offered it and has not accepted it yet.';

it.each<[string, HandoverFacts[], { passed: boolean; detail: string; turnToId?: string }]>([
  [
    'nothing was offered',
    [],
    { passed: false, detail: 'Nobody has reviewed this version: offer it to the engineer who will run it.' },
  ],
  [
    'an offer was taken back',
    [withdrawn],
    { passed: false, detail: 'Nobody has reviewed this version: offer it to the engineer who will run it.' },
  ],
  [
    'it was offered',
    [offered],
    { passed: false, detail: `No review of this version was accepted. ${waits}`, turnToId: 'tea_ml' },
  ],
  [
    'it is reviewed',
    [{ ...offered, state: 'IN_REVIEW' }],
    { passed: false, detail: `No review of this version was accepted. ${waits}`, turnToId: 'tea_ml' },
  ],
  [
    'it was returned',
    [returned],
    {
      passed: false,
      detail: 'Bo reviewed this version and returned it: mend what was found, then offer it anew.',
    },
  ],
  ['it was accepted', [accepted], { passed: true, detail: 'Bo reviewed this version and accepted it.' }],
  [
    'it was accepted, and somebody else returned it',
    [returned, accepted],
    { passed: true, detail: 'Bo reviewed this version and accepted it.' },
  ],
  ['what was accepted has changed', [fallen], { passed: false, detail: `${changed} Offer it anew.` }],
  [
    'what was accepted has changed and is offered anew',
    [offered, fallen],
    { passed: false, detail: `${changed} ${waits}`, turnToId: 'tea_ml' },
  ],
  [
    'what was accepted has changed, and was accepted anew',
    [accepted, fallen],
    { passed: true, detail: 'Bo reviewed this version and accepted it.' },
  ],
])('says how it stands when %s', (...[, handovers, expected]) => {
  expect(reviewed(handovers)).toEqual(expected);
});

it('rests on the newest accepted review that stands', () => {
  const older = { ...accepted, id: 'hov_0' };
  expect(standingReview([offered, fallen, accepted, older])).toBe(accepted);
  expect(standingReview([offered, fallen, returned])).toBeNull();
});
