import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WholeComparison } from '../answers/compare.ts';
import type { ModelHealthView } from '../answers/health.ts';
import { checkMessage } from '../local-slack/limits/surface.ts';
import { expectFit, nasty, nastyName } from '../testing/cards.ts';
import { compared, health } from '../testing/graph-lookups.ts';
import { chart, withoutCharts } from './charts.ts';
import { compareCard } from './compare.ts';
import { evidenceChart } from './evidence.ts';
import { healthCard } from './health.ts';

const value = fc.oneof(fc.double(), fc.constant(null), fc.constant(Number.NaN));
const points = fc.array(fc.record({ at: fc.date({ noInvalidDate: true }).map(at => at.toISOString()), value }), {
  maxLength: 60,
});
const series = fc.record({ name: nasty, unit: fc.option(nasty), points });
const bins = fc.array(fc.record({ label: nasty, reference: fc.double(), current: fc.double() }), { maxLength: 40 });

test('any evidence draws a chart that Slack takes, or none', () => {
  fc.assert(
    fc.property(fc.option(series), fc.option(bins), fc.option(fc.double()), (found, histogram, threshold) => {
      const blocks = evidenceChart({ sentence: 'It rose.', series: found, histogram }, threshold);
      expect(checkMessage({ text: 'It rose.', blocks })).toEqual([]);
      expect(withoutCharts({ text: 'It rose.', blocks }).blocks).toEqual([]);
    }),
  );
});

test('twenty of many points are shown, evenly spread, and gaps are left out', () => {
  const categories = Array.from({ length: 100 }, (_, at) => `p${at}`);
  const values = categories.map((_, at) => (at === 99 ? null : at));
  const [block] = chart({ type: 'line', title: 'x', categories, series: [{ name: 'x', values }] });
  const drawn = block as unknown as { chart: { axis_config: { categories: string[] } } };
  expect(drawn.chart.axis_config.categories).toHaveLength(20);
  expect(drawn.chart.axis_config.categories.at(0)).toBe('p0');
  expect(drawn.chart.axis_config.categories.at(-1)).toBe('p98');
});

test('nothing measured draws nothing', () => {
  expect(chart({ type: 'bar', title: 'x', categories: [], series: [] })).toEqual([]);
  expect(evidenceChart({ sentence: 'x' }, 1)).toEqual([]);
});

const changes = fc.array(
  fc.record({
    name: nasty,
    change: fc.constantFrom('ADDED' as const, 'REMOVED' as const, 'CHANGED' as const),
    before: fc.option(nasty),
    after: fc.option(nasty),
    breaking: fc.boolean(),
  }),
  { maxLength: 12 },
);
const evaluations = fc.array(
  fc.record({
    ...{ metric: nasty, split: fc.option(nasty), left: value, right: value },
    ...{ leftText: fc.option(nasty), rightText: fc.option(nasty) },
    ...{ better: fc.option(fc.boolean()), significant: fc.option(fc.boolean()) },
  }),
  { maxLength: 30 },
);
const version = fc.record({ version: nasty });
const comparisons: fc.Arbitrary<WholeComparison> = fc.record({
  ...{ breaking: fc.boolean(), left: version, right: version, features: changes, labels: changes, evaluations },
  ...{ hyperparameters: changes, assumptions: changes, trainingData: changes },
});

test('any comparison fits into Slack', () => {
  fc.assert(
    fc.property(comparisons, nasty, nasty, (each, name, title) => {
      expectFit(compareCard({ name, title }, each, `compare ${'x'.repeat(1900)}`));
    }),
    { numRuns: 60 },
  );
  expectFit(compareCard({ name: 'churn', title: 'Churn' }, compared, null));
});

const state = fc.record({
  status: fc.constantFrom('HEALTHY' as const, 'DEGRADED' as const, 'FAILING' as const, 'UNKNOWN' as const),
  summary: nasty,
  openAlerts: fc.nat(),
});
const healths: fc.Arbitrary<ModelHealthView> = fc.record({
  ...{ name: nasty, title: nasty, owner: fc.option(nastyName), monitors: fc.constant(null) },
  health: fc.option(state.map(each => ({ ...each, since: '2026-11-21T04:15:00Z', lastObservedAt: null }))),
  live: fc.option(
    fc.array(
      fc.record({
        ...{ kind: nasty, trafficPercent: fc.double(), startedAt: fc.constant(null), health: fc.option(state) },
        environment: fc.record({ name: nasty, title: nasty, production: fc.boolean() }),
        version: fc.option(fc.record({ id: nasty, version: nasty })),
      }),
      { maxLength: 20 },
    ),
  ),
});

test('any health fits into Slack', () => {
  const measured = fc.option(fc.record({ series, threshold: fc.option(fc.double()) }));
  fc.assert(
    fc.property(healths, measured, (model, found) => {
      expectFit(healthCard(model, { measured: found, share: 'health x', alerts: 'alerts x' }));
    }),
    { numRuns: 60 },
  );
  expectFit(healthCard(health, { measured: null, share: null, alerts: 'alerts churn' }));
});
