import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertState, AlertView } from '../answers/alert.ts';
import { checkView } from '../local-slack/limits/surface.ts';
import { controlsIn, expectFit, nasty, nastyName, wordsIn } from '../testing/cards.ts';
import { alertActions, alertCard } from './alert.ts';
import { latestOfAlert, stateWords } from './alert-words.ts';
import { alertList } from './lists.ts';
import { homeView, mineCard } from './mine.ts';

const ben = { id: 'per_ben', name: 'Ben' };
const firing: AlertView = {
  id: 'alr_1',
  revision: 3,
  state: 'FIRING',
  severity: 'CRITICAL',
  title: 'Drift of tenure',
  detail: 'PSI over a week.',
  model: { id: 'mdl_1', name: 'team/churn', title: 'Churn' },
  environment: 'production',
  value: 0.2712345,
  threshold: 0.2,
  firedAt: '2026-11-21T04:15:00Z',
  lastSeenAt: '2026-11-21T05:15:00Z',
  count: 3,
  acknowledgedBy: null,
  acknowledgedAt: null,
  silencedUntil: null,
  resolvedBy: null,
  resolvedAt: null,
  escalation: 1,
  responsible: ben,
  runbook: 'https://example.com/drift?of=a|b&now=<1>',
  evidence: { sentence: 'Tenure has moved.' },
  useful: 2,
  noise: 1,
  history: [],
  moves: ['ACKNOWLEDGE', 'SILENCE', 'RESOLVE', 'ESCALATE', 'RATE'],
};
const acknowledged: Partial<AlertView> = { acknowledgedBy: ben, acknowledgedAt: '2026-11-21T06:15:00Z' };
const said = (alert: AlertView) => wordsIn(alertCard(alert).blocks).join('\n');

describe('the alert card', () => {
  test.each<[string, Partial<AlertView>, RegExp]>([
    [
      'severity and state in words',
      {},
      /^\*Critical, firing:\* Drift of tenure\n\*Churn\* \(team\/churn\) · production\n/,
    ],
    ['a model that cannot be read', { model: null }, /tenure\nproduction\n/],
    ['value and threshold', {}, /Value 0\.2712, against a threshold of 0\.2\./],
    ['a value alone', { threshold: null }, /Value 0\.2712\.\n/],
    ['since when and how often', {}, /Since <!date.*>, seen 3 times, last <!date.*>\./],
    ['the evidence', {}, /Tenure has moved\.\nPSI over a week\./],
    ['who has to act', {}, /Who has to act: Ben\. The team of the model was told\./],
    ['that nobody has to', { responsible: null, escalation: 0 }, /Who has to act: nobody yet\.$/m],
    ['who acknowledged it', acknowledged, /Acknowledged by Ben <!date/],
    ['until when it is silent', { silencedUntil: '2026-11-21T06:15:00Z' }, /Silenced until <!date/],
    ['that it resolved by itself', { resolvedAt: '2026-11-21T06:15:00Z' }, /Resolved by itself <!date/],
    ['the runbook', {}, /<https:\/\/example\.com\/drift\?of=a%7Cb&amp;now=%3C1%3E\|Open the runbook>/],
    ['its id and what people think', {}, /alr_1 · 2 found it useful, 1 noise/],
  ])('says %s', (_, more, words) => expect(said({ ...firing, ...more })).toMatch(words));

  test.each(['javascript:alert(1)', 'see the wiki', 'ftp://example.com/x', '<!channel>'])('%s is no link', runbook => {
    expect(said({ ...firing, runbook })).not.toContain('Open the runbook');
  });

  test.each<[AlertState, Partial<AlertView>, RegExp]>([
    ['FIRING', {}, /^Critical alert for Churn \(team\/churn\) in production: Drift of tenure; it is firing\.$/],
    ['ACKNOWLEDGED', acknowledged, /it is acknowledged by Ben\.$/],
    ['SILENCED', { silencedUntil: '2026-11-21T06:15:00Z' }, /it is silenced until 2026-11-21 06:15 UTC\.$/],
    ['RECOVERING', {}, /it is recovering\.$/],
    ['RESOLVED', { resolvedBy: ben }, /it is resolved by Ben\.$/],
  ])('%s is one full sentence', (state, more, words) => {
    expect(alertCard({ ...firing, ...more, state }).text).toMatch(words);
  });

  test.each<[string[], (keyof typeof alertActions)[]]>([
    [firing.moves, ['acknowledge', 'silence', 'useful', 'noise']],
    [
      ['ACKNOWLEDGE', 'SILENCE', 'RESOLVE'],
      ['acknowledge', 'silence', 'resolve'],
    ],
    [
      ['SILENCE', 'RESOLVE', 'RATE'],
      ['silence', 'resolve', 'useful', 'noise'],
    ],
    [
      ['UNSILENCE', 'RESOLVE'],
      ['unsilence', 'resolve'],
    ],
    [['RATE'], ['useful', 'noise']],
    [[], []],
  ])('%s: its controls', (moves, controls) => {
    expect(controlsIn(alertCard({ ...firing, moves }).blocks)).toEqual(controls.map(name => alertActions[name]));
  });

  test('who came too late hears who was there first', () => {
    const history = [{ at: '2026-11-21T05:15:00Z', by: ben, move: 'ACKNOWLEDGE', note: null }];
    expect(latestOfAlert({ ...firing, ...acknowledged, state: 'ACKNOWLEDGED', history })).toMatch(
      /acknowledged by Ben\. Last change: acknowledged by Ben <!date/,
    );
  });
});

test('what was found is told once, where its evidence says it too', () => {
  const told = (detail: string) =>
    wordsIn(alertCard({ ...firing, detail, evidence: { sentence: 'PSI over a week: it was 0.27.' } }).blocks).join(' ');
  expect(told('PSI over a week').match(/PSI/g)).toHaveLength(1);
  expect(told('PSI over a month').match(/PSI/g)).toHaveLength(2);
});

const moments = fc.constantFrom(null, '2026-11-21T04:15:00Z');
const alerts: fc.Arbitrary<AlertView> = fc.record({
  id: fc.constant('alr_1'),
  revision: fc.nat(),
  state: fc.constantFrom(...(Object.keys(stateWords) as AlertState[])),
  severity: fc.constantFrom('INFO', 'WARNING', 'CRITICAL'),
  title: nasty,
  detail: nasty,
  model: fc.option(fc.record({ id: fc.constant('mdl_1'), name: nasty, title: nasty })),
  environment: fc.option(nasty),
  value: fc.option(fc.double()),
  threshold: fc.option(fc.double()),
  firedAt: fc.constant('2026-11-21T04:15:00Z'),
  lastSeenAt: fc.constant('2026-11-21T04:15:00Z'),
  count: fc.nat(),
  acknowledgedBy: fc.option(nastyName),
  acknowledgedAt: moments,
  silencedUntil: moments,
  resolvedBy: fc.option(nastyName),
  resolvedAt: moments,
  escalation: fc.nat({ max: 3 }),
  responsible: fc.option(nastyName),
  runbook: fc.option(fc.oneof(nasty, fc.webUrl({ withQueryParameters: true }))),
  evidence: fc.record({ sentence: nasty }),
  useful: fc.nat(),
  noise: fc.nat(),
  history: fc.constant([]),
  moves: fc.subarray([...firing.moves, 'UNSILENCE']),
});

test('any alert fits into Slack, with at most four controls', () => {
  fc.assert(
    fc.property(alerts, alert => {
      const card = alertCard(alert);
      expectFit(card);
      expect(controlsIn(card.blocks).length).toBeLessThan(5);
    }),
  );
});

test('lists and the home tab fit, however many fire', () => {
  const ten = fc.array(alerts, { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(ten, nodes => {
      const openAlerts = { nodes, totalCount: 300 };
      expectFit(alertList(openAlerts, 'of churn', 'alerts churn'));
      const mine = { me: { ...ben, decisions: null, openAlerts }, models: null };
      expectFit(mineCard(mine, 'mine'));
      expect(checkView(homeView(mine))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
