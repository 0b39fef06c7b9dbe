import { describe, expect, it } from 'vitest';
import { symptomOf } from '../monitor/symptom.ts';
import type { Advice } from './advice.ts';
import type { Sign } from './sign.ts';
import type { Situation } from './situation.ts';
import { isAnswered, suggestionFor } from './suggest.ts';

const at = (text: string) => new Date(`2026-11-${text}:00Z`);
const sign = (id: string, changes: Partial<Sign> = {}): Sign => ({
  ...{
    id,
    symptom: 'DRIFT',
    feature: null,
    metric: null,
    title: id,
    detail: 'It moved.',
    value: null,
    threshold: null,
  },
  ...{ severity: 'WARNING', firedAt: at('20T04:15'), deploymentId: null, environment: null, upstream: null },
  ...changes,
});
const drift = sign('a', { feature: 'income' });
const slow = sign('b', { symptom: 'TROUBLE', title: 'Slow', detail: 'latency_ms was 900.' });
const worse = sign('c', { symptom: 'PERFORMANCE', metric: 'accuracy', value: 0.84, threshold: 0.9 });
const broken = sign('d', { symptom: 'DATA', feature: 'income', detail: '40 % are missing.' });
const upstream = { upstream: 'salary' };
const rollout = { deploymentId: 'dep_1', environment: 'Production', startedAt: at('20T01:00'), back: '1' };
const before = { alertId: 'z', feature: 'income', firedAt: at('01T00:00') };

const situation = (changes: Partial<Situation>): Situation => ({
  version: { id: 'ver_2', version: '2', registeredAt: at('10T00:00') },
  ...{ signs: [], drifted: [], rollouts: [], performanceWatched: true, predictionsPerDay: null },
  ...changes,
});

describe('what is suggested', () => {
  it.each<[string, Partial<Situation>, string | null, string[]]>([
    ['nothing without alerts', {}, null, []],
    ['nothing of trouble that no rollout explains', { signs: [slow] }, null, []],
    ['to keep what drifts while it predicts well', { signs: [drift] }, 'KEEP', ['a']],
    ['to retrain what predicts worse', { signs: [worse] }, 'RETRAIN', ['c']],
    ['to retrain what drifts and predicts worse, on both', { signs: [drift, worse] }, 'RETRAIN', ['a', 'c']],
    ['to fix broken data, whatever else there is', { signs: [drift, worse, broken] }, 'FIX_DATA', ['a', 'c', 'd']],
    ['to roll back what went wrong after a rollout', { signs: [slow], rollouts: [rollout] }, 'ROLL_BACK', ['b']],
    ['to roll back what predicts worse after one', { signs: [worse], rollouts: [rollout] }, 'ROLL_BACK', ['c']],
    [
      'to fix data that are broken further up, even after a rollout',
      { signs: [worse, { ...broken, ...upstream }], rollouts: [rollout] },
      'FIX_DATA',
      ['c', 'd'],
    ],
    ['no way back where there is none', { signs: [worse], rollouts: [{ ...rollout, back: null }] }, 'RETRAIN', ['c']],
    [
      'no way back from another deployment',
      { signs: [{ ...slow, deploymentId: 'dep_2' }], rollouts: [rollout] },
      null,
      [],
    ],
    [
      'no way back a day and more after the rollout',
      { signs: [slow], rollouts: [{ ...rollout, startedAt: at('19T04:14') }] },
      null,
      [],
    ],
    [
      'a way back to the minute a day after',
      { signs: [slow], rollouts: [{ ...rollout, startedAt: at('19T04:15') }] },
      'ROLL_BACK',
      ['b'],
    ],
    [
      'no way back from what was there before',
      { signs: [slow], rollouts: [{ ...rollout, startedAt: at('20T04:16') }] },
      null,
      [],
    ],
    ['no way back for what only informs', { signs: [{ ...slow, severity: 'INFO' }], rollouts: [rollout] }, null, []],
    [
      'other features when one drifts again',
      { signs: [drift, worse], drifted: [before] },
      'RE_ENGINEER_FEATURES',
      ['a', 'c'],
    ],
    [
      'no other features when it drifted on this version alone',
      { signs: [drift], drifted: [{ ...before, firedAt: at('15T00:00') }] },
      'KEEP',
      ['a'],
    ],
    ['no other features for another one', { signs: [drift], drifted: [{ ...before, feature: 'age' }] }, 'KEEP', ['a']],
    [
      'no other features for what the earlier version left behind',
      { signs: [{ ...drift, firedAt: at('01T00:00') }], drifted: [before] },
      'KEEP',
      ['a'],
    ],
  ])('%s', (...[, changes, action, alertIds]) => {
    const found = suggestionFor(situation(changes));
    expect(found?.action ?? null).toBe(action);
    expect(found?.alertIds ?? []).toEqual(alertIds);
  });
});

describe('the reasons say', () => {
  it.each<[string, Partial<Situation>, string[]]>([
    [
      'how much performance, and what waiting costs',
      { signs: [worse, drift], predictionsPerDay: 12_000.4 },
      [
        'It predicts worse since 2026-11-20 04:15 UTC: accuracy is 0.84, where 0.9 at least is asked: 0.06 too low.',
        'The feature "income" drifts since 2026-11-20 04:15 UTC: It moved.',
        'What comes in has changed, and it predicts worse: it should learn from recent data.',
        'Each day of waiting is about 12,000 predictions, of which about 720 more go wrong than is allowed.',
      ],
    ],
    [
      'that what waiting costs is not known',
      { signs: [worse] },
      [
        expect.stringContaining('0.06 too low'),
        'No feature is seen to drift: what it learned holds no more, and recent labels should teach it anew.',
        'What waiting costs is not known: no predictions were recorded in the last 7 days.',
      ],
    ],
    [
      'what the rollout brought, and the way back',
      { signs: [slow], rollouts: [rollout], predictionsPerDay: 50 },
      [
        '"Slow" fires since 2026-11-20 04:15 UTC: latency_ms was 900.',
        'Version 2 began to serve in Production at 2026-11-20 01:00 UTC, shortly before. Version 1 can serve again with one move.',
        'Each day of waiting is about 50 predictions made like this.',
      ],
    ],
    [
      'that it comes from further up',
      { signs: [{ ...broken, ...upstream }] },
      [
        'The feature "income" is not as it should be since 2026-11-20 04:15 UTC: 40 % are missing.',
        'It comes from further up: other models that read "salary" show it too. No other version would do better on it.',
        expect.stringContaining('not known'),
      ],
    ],
    [
      'when it drifted before',
      { signs: [drift], drifted: [before] },
      [
        expect.stringContaining('"income" drifts'),
        '"income" drifted before, at 2026-11-01 00:00 UTC, and version 2 was registered after that, at 2026-11-10 00:00 UTC. A new training did not settle it: the feature itself does not hold still.',
        expect.stringContaining('not known'),
      ],
    ],
    [
      'that keeping rests on nothing where nothing is watched',
      { signs: [drift], performanceWatched: false },
      [
        expect.stringContaining('"income" drifts'),
        'How well it predicts is not watched: save a monitor of its performance before you rely on this.',
      ],
    ],
  ])('%s', (_, changes, reasons) => {
    expect(suggestionFor(situation(changes))?.reasons).toEqual(reasons);
  });

  it('how many more alerts there are than it names', () => {
    const many = Array.from({ length: 8 }, (_, i) => sign(`s${i}`, { feature: `f${i}` }));
    const { reasons, alertIds } = suggestionFor(situation({ signs: many })) ?? { reasons: [], alertIds: [] };
    expect(reasons[5]).toBe('3 more alerts bear on it.');
    expect(alertIds).toHaveLength(8);
  });
});

describe('what people decided', () => {
  const last = (changes: Partial<Advice>) =>
    ({ action: 'RETRAIN', decision: 'KEEP', alertIds: ['a'], ...changes }) as Advice;
  const suggestion = (action: Advice['action'], ...alertIds: string[]) => ({ action, alertIds });
  it.each([
    ['answers the same again', last({}), suggestion('RETRAIN', 'a'), true],
    ['does not answer it when more speaks for it', last({}), suggestion('RETRAIN', 'a', 'b'), false],
    ['answers what it says itself', last({}), suggestion('KEEP', 'b'), true],
    ['does not answer anything else', last({}), suggestion('FIX_DATA', 'a'), false],
    ['is nothing when nobody decided', null, suggestion('KEEP', 'a'), false],
    ['is nothing when it was let go', last({ decision: null }), suggestion('RETRAIN', 'a'), false],
  ])('%s', (...[, decided, suggested, answered]) => {
    expect(isAnswered(decided, suggested)).toBe(answered);
  });
});

it.each([
  [{ kind: 'DRIFT', metric: null }, 'DRIFT'],
  [{ kind: 'FRESHNESS', metric: null }, 'DATA'],
  [{ kind: 'METRIC', metric: 'accuracy' }, 'PERFORMANCE'],
  [{ kind: 'METRIC', metric: 'latency_ms' }, 'TROUBLE'],
  [{ kind: 'METRIC', metric: 'clicks' }, null],
  [{ kind: 'METRIC', metric: null }, null],
  [{ kind: 'COST', metric: null }, null],
  [{ kind: 'COMPLIANCE', metric: null }, null],
  [{ kind: null, metric: null }, 'TROUBLE'],
] as const)('an alert of %j is a sign of %s', (subject, symptom) => {
  expect(symptomOf(subject)).toBe(symptom);
});
